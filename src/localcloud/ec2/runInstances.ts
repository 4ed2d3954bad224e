import type { Image, Reservation, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { schedule } from '../dueChanges.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { idempotent } from './idempotency.ts';
import { idOfAlias, isAlias } from './imageAliases.ts';
import { launch } from './launch.ts';
import { type LaunchParameters, launchParameters } from './launchParameters.ts';
import { newId } from './newResources.ts';
import { durations } from './transitions.ts';
import { imageToLaunch } from './visibleImages.ts';

/** Service Quotas have vCPUs for each family of types; here it is instances of one region, so that none ever runs away. */
const mostInstances = 1000;

/** EC2 API Reference, RunInstances. */
export function runInstances(input: RunInstancesRequest, call: Call): Reservation {
  endDryRun(input.DryRun);
  return idempotent('RunInstances', input, call, () => run(input, call));
}

function run(input: RunInstancesRequest, call: Call): Reservation {
  const { state, now, caller } = call;
  const count = instanceCount(input, state.instances.length);
  const parameters = launchParameters(input, call);
  const image = launchableImage(parameters, call);
  const instances = launch(image, parameters, count, call);
  schedule(state, now + durations.launchReport, image.ImageId ?? '', 'launchReported');
  return { ReservationId: newId(call, 'r-'), OwnerId: caller.account, Groups: [], Instances: instances };
}

function instanceCount({ MinCount: least, MaxCount: most }: RunInstancesRequest, there: number): number {
  if (least === undefined || most === undefined) {
    const name = least === undefined ? 'MinCount' : 'MaxCount';
    throw new CloudError('MissingParameter', `The request must contain the parameter ${name}`);
  }
  if (least < 1) {
    throw new CloudError(
      'InvalidParameterValue',
      `Value (${least}) for parameter minCount is invalid. Expected a value greater than 0.`,
    );
  }
  if (most < least) {
    throw new CloudError(
      'InvalidParameterValue',
      `Value (${most}) for parameter maxCount is invalid. Expected a value not below minCount.`,
    );
  }
  const free = mostInstances - there;
  if (least <= free) return Math.min(most, free);
  throw new CloudError(
    'InstanceLimitExceeded',
    `You have requested more instances (${there + least}) than your current instance limit of ${mostInstances} allows.`,
  );
}

/**
 * The image that a launch is of, if the caller may launch it.
 * @param parameters - of the launch
 * @param call - who launches, and where
 * @throws CloudError `MissingParameter`, `SsmInvalidParameter`, and as for images that cannot be launched
 */
export function launchableImage({ ImageId: id }: LaunchParameters, call: Call): Image {
  if (id === undefined) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter ImageId');
  }
  return imageToLaunch(call, isAlias(id) ? idOfAlias(call.state, id) : id);
}
