import { openPages } from '../../browser/fixture.ts';
import { sayWhatIsShown } from '../../browser/shownWhenFailed.ts';
import { describeBakes } from './bakes.ts';
import { describeConvergence } from './convergence.ts';
import { describeExpiry } from './expiry.ts';
import { type MachineScene, openMachineScene } from './machineScene.ts';
import { describeRemoval, describeTargetsView } from './targetsView.ts';
import { describeTestInstance } from './testInstance.ts';
import { addTasks, describeTestingView } from './testingView.ts';

/** A machine takes a minute to be made: all suites use the same two, in the order in which a person would, and one window. */
describe('The machines of a starter project', function () {
  this.timeout(5 * 60_000);
  let scene: MachineScene;
  const machines = (): MachineScene => scene;

  before(async function () {
    // The box may have to be made.
    this.timeout(10 * 60_000);
    scene = await openMachineScene(addTasks);
  });
  afterEach(sayWhatIsShown(openPages));
  after(() => (scene as MachineScene | undefined)?.end());

  describeTargetsView(machines);
  describeTestingView(machines);
  describeConvergence(machines);
  describeTestInstance(machines);
  describeBakes(machines);
  describeExpiry(machines);
  describeRemoval(machines);
});
