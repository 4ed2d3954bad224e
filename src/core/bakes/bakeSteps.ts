import * as l10n from '@vscode/l10n';

/** What a bake of an image of EC2 does, in this order. */
export const bakeSteps = [
  'prepare',
  'access',
  'launch',
  'connect',
  'provision',
  'stop',
  'image',
  'copy',
  'tag',
  'cleanUp',
  'finish',
] as const;

/** One of the steps of a bake. */
export type BakeStep = (typeof bakeSteps)[number];

/**
 * How Packer begins to say what it does: the sources of packer-plugin-amazon 1.8.2 and of Packer 1.6.6 (builder/amazon). There
 * is nothing else that tells it (measured with Packer 1.6.6).
 */
const beginnings: readonly (readonly [step: BakeStep, words: RegExp])[] = [
  ['prepare', /^(?:Prevalidating|Force Deregister flag found|Found Image ID|Checking current host)/u],
  ['access', /^(?:Creating temporary|Authorizing access|Uploading SSH public key|Using (?:existing )?SSH)/u],
  ['launch', /^(?:Launching a|Waiting for instance|Adding tags to source|Instance ID|Creating Spot Fleet)/u],
  ['connect', /^(?:Using \w+ communicator|Waiting for (?:SSH|WinRM)|Connected to|Starting portForwarding)/u],
  // Of a provisioner of files Packer says no more than what it copies.
  ['provision', /^(?:Provisioning with|Running local shell script|Uploading |Downloading )/u],
  ['stop', /^(?:Stopping|Waiting for the instance to stop|(?:En|Dis)abling Enhanced Networking)/u],
  ['image', /^(?:Creating (?:unencrypted )?AMI (?!tags)|AMI: |Waiting for AMI to become ready)/u],
  ['copy', /^(?:Copying|Encrypting|Waiting for all copies|Deregistering the AMI)/u],
  [
    'tag',
    /^(?:Modifying|Adding tags to AMI|Tagging snapshot|Creating (?:AMI|snapshot) tags|Attaching run tags|Enabling (?:deprecation|fast))/u,
  ],
  [
    'cleanUp',
    /^(?:Terminating the source|Cleaning up|No volumes to clean up|Destroying volume|Deleting temporary|Removing policy|Detaching temporary)/u,
  ],
  ['finish', /^Running post-processor/u],
];

/**
 * The step that something which Packer says begins, or belongs to.
 * @param text - what is behind the name of the build
 */
export function stepOf(text: string): BakeStep | undefined {
  return beginnings.find(([, words]) => words.test(text))?.[0];
}

/**
 * A step in words for a person.
 * @param step - of a bake
 */
export function wordsForStep(step: BakeStep): string {
  switch (step) {
    case 'prepare':
      return l10n.t('Looking for the base image');
    case 'access':
      return l10n.t('Creating key and security group');
    case 'launch':
      return l10n.t('Launching the instance');
    case 'connect':
      return l10n.t('Waiting for SSH');
    case 'provision':
      return l10n.t('Provisioning');
    case 'stop':
      return l10n.t('Stopping the instance');
    case 'image':
      return l10n.t('Creating the image');
    case 'copy':
      return l10n.t('Copying the image');
    case 'tag':
      return l10n.t('Tagging the image');
    case 'cleanUp':
      return l10n.t('Cleaning up in AWS');
    case 'finish':
      return l10n.t('Finishing');
  }
}
