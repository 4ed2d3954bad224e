import { endBrowser, openScene, type Scene } from '../../browser/fixture.ts';
import { endEverything } from '../../harness/processes.ts';
import { ensureDebianPackages } from '../../harness/toolchain.ts';
import { TagRuns } from './playbookRuns.ts';
import type { StarterMachines } from './starterMachines.ts';

/** A window on a starter project whose machines can be started. */
export interface MachineScene {
  readonly scene: Scene;
  readonly starter: StarterMachines;
  /** Runs tags of the playbook of `web`. */
  readonly tagRuns: TagRuns;
  /** Closes the window. */
  readonly end: () => Promise<void>;
}

/** Opens a window on a starter project, with nothing of ours on the screen. */
export async function openMachineScene(starter: StarterMachines): Promise<MachineScene> {
  await ensureDebianPackages(['ansible-core', 'packer']);
  const scene = await openScene({
    configuration: null,
    showsView: false,
    opens: () => starter.workspace,
    // Packer looks every 15 seconds otherwise whether something is done.
    variables: () => ({ ...starter.variables, AWS_POLL_DELAY_SECONDS: '1' }),
  });
  return {
    scene,
    starter,
    tagRuns: new TagRuns(scene, 'ansible/web.yml'),
    end: async () => {
      await scene.end();
      await endBrowser();
      await endEverything();
    },
  };
}
