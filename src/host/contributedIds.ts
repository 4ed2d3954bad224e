/**
 * What package.json contributes, typed. A test compares the two in both directions, so that an id exists here exactly
 * when VS Code knows it.
 */

/** Ids of the commands. */
export const commandIds = {
  addProfile: 'amiBakery.addProfile',
  addTag: 'amiBakery.addTag',
  bake: 'amiBakery.bake',
  bakeAll: 'amiBakery.bakeAll',
  bakeKeepingInstance: 'amiBakery.bakeKeepingInstance',
  bakeRest: 'amiBakery.bakeRest',
  cancelBake: 'amiBakery.cancelBake',
  checkTools: 'amiBakery.checkTools',
  clearImageFilter: 'amiBakery.clearImageFilter',
  compareBake: 'amiBakery.compareBake',
  compareImages: 'amiBakery.compareImages',
  compareImageWithSelected: 'amiBakery.compareImageWithSelected',
  connectToKeptInstance: 'amiBakery.connectToKeptInstance',
  copyImageArn: 'amiBakery.copyImageArn',
  copyImageAsPackerFilter: 'amiBakery.copyImageAsPackerFilter',
  copyImageAsTerraform: 'amiBakery.copyImageAsTerraform',
  copyImageId: 'amiBakery.copyImageId',
  copyImageName: 'amiBakery.copyImageName',
  copyRows: 'amiBakery.copyRows',
  createConfiguration: 'amiBakery.createConfiguration',
  createStarterProject: 'amiBakery.createStarterProject',
  discardKeptInstance: 'amiBakery.discardKeptInstance',
  editTagValue: 'amiBakery.editTagValue',
  filterImages: 'amiBakery.filterImages',
  findImage: 'amiBakery.findImage',
  findLeakedBakeResources: 'amiBakery.findLeakedBakeResources',
  finishKeptInstance: 'amiBakery.finishKeptInstance',
  formatTemplate: 'amiBakery.formatTemplate',
  groupImages: 'amiBakery.groupImages',
  initTemplate: 'amiBakery.initTemplate',
  manageTrust: 'amiBakery.manageTrust',
  exportImages: 'amiBakery.exportImages',
  openBakeLog: 'amiBakery.openBakeLog',
  openConfiguration: 'amiBakery.openConfiguration',
  openImageInConsole: 'amiBakery.openImageInConsole',
  openRowInConsole: 'amiBakery.openRowInConsole',
  rebake: 'amiBakery.rebake',
  refreshEnvironment: 'amiBakery.refreshEnvironment',
  refreshImages: 'amiBakery.refreshImages',
  removeBakeLeftovers: 'amiBakery.removeBakeLeftovers',
  removeTag: 'amiBakery.removeTag',
  rerunLastTest: 'amiBakery.rerunLastTest',
  retryTagChange: 'amiBakery.retryTagChange',
  revealBakedImage: 'amiBakery.revealBakedImage',
  revealImage: 'amiBakery.revealImage',
  runAtLine: 'amiBakery.runAtLine',
  runOnKeptInstance: 'amiBakery.runOnKeptInstance',
  runWithTags: 'amiBakery.runWithTags',
  runWithTagsOnInstance: 'amiBakery.runWithTagsOnInstance',
  selectImageForCompare: 'amiBakery.selectImageForCompare',
  setRegion: 'amiBakery.setRegion',
  showImageDetails: 'amiBakery.showImageDetails',
  showLog: 'amiBakery.showLog',
  showOlderImages: 'amiBakery.showOlderImages',
  showTagReport: 'amiBakery.showTagReport',
  signIn: 'amiBakery.signIn',
  sortImages: 'amiBakery.sortImages',
  stopReading: 'amiBakery.stopReading',
  undoTagChange: 'amiBakery.undoTagChange',
  validateTemplate: 'amiBakery.validateTemplate',
  copySshCommand: 'amiBakery.copySshCommand',
  openSshTerminal: 'amiBakery.openSshTerminal',
  refreshTargets: 'amiBakery.refreshTargets',
  restoreSnapshot: 'amiBakery.restoreSnapshot',
  saveSnapshot: 'amiBakery.saveSnapshot',
  showVagrantOutput: 'amiBakery.showVagrantOutput',
  endOrphanedInstances: 'amiBakery.endOrphanedInstances',
  endTestInstance: 'amiBakery.endTestInstance',
  launchTestInstance: 'amiBakery.launchTestInstance',
  showConsoleOutput: 'amiBakery.showConsoleOutput',
  vagrantDestroy: 'amiBakery.vagrantDestroy',
  vagrantHalt: 'amiBakery.vagrantHalt',
  vagrantProvision: 'amiBakery.vagrantProvision',
  vagrantUp: 'amiBakery.vagrantUp',
} as const;

/** Id of a command. */
export type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** Ids of the views. */
export const viewIds = {
  bakes: 'amiBakery.bakes',
  images: 'amiBakery.images',
  targets: 'amiBakery.targets',
} as const;

/** Type of the tasks in `tasks.json`. */
export const taskType = 'ami-bakery';

/** Names of the settings, below the section `amiBakery`. */
export const settingNames = {
  awsCliPath: 'awsCliPath',
  packerPath: 'packerPath',
  ansiblePlaybookPath: 'ansiblePlaybookPath',
  vagrantPath: 'vagrantPath',
  codeLenses: 'codeLens.enabled',
  imageLinks: 'imageLinks.enabled',
  profiles: 'profiles',
  refreshMinutes: 'refreshMinutes',
} as const;

/** Name of a setting. */
export type SettingName = (typeof settingNames)[keyof typeof settingNames];

/** Section that all settings are in. */
export const settingsSection = 'amiBakery';

/** Keys that `when` clauses in package.json use. */
export const contextKeys = {
  /** True while there is a tag edit of this window that can be undone. */
  canUndoTagChange: 'amiBakery.canUndoTagChange',
  /** Whether a filter hides images of the view. */
  imagesFiltered: 'amiBakery.imagesFiltered',
  /** True while an image is selected for a comparison. */
  hasImageToCompare: 'amiBakery.hasImageToCompare',
  /** A {@link WelcomeReason}: which welcome text stands in place of an empty tree. */
  welcome: 'amiBakery.welcome',
} as const;

/** Why there are no environments to show. `none` while there are some, or while it is not known yet. */
export type WelcomeReason =
  'none' | 'noProfiles' | 'unreadableProfiles' | 'noShownProfiles' | 'invalidConfiguration' | 'restricted';
