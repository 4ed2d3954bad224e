import { openPages } from '../../browser/fixture.ts';
import { sayWhatIsShown } from '../../browser/shownWhenFailed.ts';
import { describeBakes } from './bakes.ts';
import { describeConvergence } from './convergence.ts';
import { type MachineScene, openMachineScene } from './machineScene.ts';
import { StarterMachines } from './starterMachines.ts';

/** Machines of their own, so that these suites can run beside those of the views. */
describe('What the playbooks of a starter project have made of its machines', function () {
  this.timeout(10 * 60_000);
  let starter: StarterMachines;
  const machines = (): StarterMachines => starter;

  before(async () => {
    starter = await StarterMachines.create('provisioned');
  });
  afterEach(sayWhatIsShown(openPages));
  after(() => (starter as StarterMachines | undefined)?.end());

  describeConvergence(machines);

  describe('in a window', () => {
    let scene: MachineScene;

    before(async () => {
      scene = await openMachineScene(starter);
    });
    after(() => (scene as MachineScene | undefined)?.end());

    describeBakes(() => scene);
  });
});
