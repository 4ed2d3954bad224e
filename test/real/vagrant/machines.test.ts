import { openPages } from '../../browser/fixture.ts';
import { sayWhatIsShown } from '../../browser/shownWhenFailed.ts';
import { describeExpiry } from './expiry.ts';
import { type MachineScene, openMachineScene } from './machineScene.ts';
import { StarterMachines } from './starterMachines.ts';
import { describeRemoval, describeTargetsView } from './targetsView.ts';
import { describeTestInstance } from './testInstance.ts';
import { describeTestingView } from './testingView.ts';

/** A machine takes a minute to be made: all suites use the same two, in the order in which a person would, and one window. */
describe('The machines of a starter project', function () {
  this.timeout(5 * 60_000);
  let starter: StarterMachines;
  let scene: MachineScene;
  const machines = (): MachineScene => scene;

  before(async function () {
    // The box may have to be made.
    this.timeout(10 * 60_000);
    starter = await StarterMachines.create('vagrant');
    scene = await openMachineScene(starter);
  });
  afterEach(sayWhatIsShown(openPages));
  after(async () => {
    await (starter as StarterMachines | undefined)?.end();
    await (scene as MachineScene | undefined)?.end();
  });

  describeTargetsView(machines);
  describeTestingView(machines);
  describeTestInstance(machines);
  describeExpiry(() => starter);
  describeRemoval(machines);
});
