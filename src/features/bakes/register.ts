import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { registerCommand } from '../../host/registerCommand.ts';
import { BakeChanges } from './bakeChanges.ts';
import { registerBakeCommands } from './bakeCommands.ts';
import { BakeComparisons } from './bakeComparisons.ts';
import { BakeList } from './bakeList.ts';
import { BakeLogDocuments } from './bakeLogDocuments.ts';
import type { BakeServices } from './bakeParts.ts';
import { BakeStatus } from './bakeStatus.ts';
import { BakesView } from './bakesView.ts';
import { findLeaked } from './findLeaked.ts';
import { registerKeptCommands } from './kept/keptCommands.ts';
import { registerPackerTasks } from './templates/packerTasks.ts';
import { registerTemplateCommands } from './templates/templateCommands.ts';
import { TemplateDiagnostics } from './templates/templateDiagnostics.ts';
import { TemplateList } from './templates/templateList.ts';

/**
 * Bakes: Packer builds, what they do and what came out of them, whichever window has begun them.
 * @param services - what this feature uses
 */
export function registerBakes(services: BakeServices): Disposable[] {
  const { clock, extensionFolder, log } = services;
  const list = new BakeList(services);
  const changes = new BakeChanges(list);
  const view = new BakesView(list, clock);
  const templates = new TemplateList(extensionFolder, log);
  const logs = new BakeLogDocuments(list);
  const comparisons = new BakeComparisons(list);
  // Nothing of this is done before the extension is activated, and where there was no bake one folder is looked into.
  setImmediate(() => {
    const followWhenAny = async (): Promise<void> => {
      if (await list.hasAny()) await list.start();
    };
    followWhenAny().catch((thrown: unknown) => {
      log.warn(messageOf(thrown));
    });
  });
  const diagnostics = new TemplateDiagnostics(templates, log);
  return [
    list,
    view,
    templates,
    logs,
    comparisons,
    new BakeStatus(list),
    diagnostics,
    ...registerBakeCommands(services, { list, changes, view, templates, logs, comparisons }),
    ...registerKeptCommands(services, list, changes),
    ...registerTemplateCommands(services, templates, diagnostics),
    registerPackerTasks(templates),
    registerCommand(services.work, commandIds.findLeakedBakeResources, () => findLeaked(services, list)),
  ];
}
