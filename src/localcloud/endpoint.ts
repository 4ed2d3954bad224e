import { randomUUID } from 'node:crypto';
import type { Faults } from './faults.ts';
import type { HttpAnswer, HttpRequest } from './loopback.ts';
import type { RequestLog } from './requestLog.ts';
import { type Service, services } from './services.ts';
import { type Caller, verifySignature } from './signature.ts';
import { type Answer, errorAnswer, resultAnswer } from './wire/answer.ts';
import { CloudError } from './wire/cloudError.ts';
import { decodeQuery } from './wire/decodeQuery.ts';
import { emptyRegion, type World } from './world.ts';

/** What the endpoint works on. */
export interface EndpointOptions {
  readonly world: World;
  readonly faults: Faults;
  readonly log: RequestLog;
  /** The time on the wall, in milliseconds since 1970. */
  readonly wallClock: () => number;
  /** The world's own time. */
  readonly worldClock: () => number;
  readonly newSecret: () => string;
  /** Called after every call that may have changed the world. */
  readonly onChange: () => void;
}

/** What is known of a request so far, for its answer and the log. */
interface Progress {
  readonly action: string;
  service: Service | undefined;
  caller: Caller | undefined;
}

/**
 * Answers requests of the two query protocols as AWS would.
 * @param options - the world and its clocks
 * @returns a function that never rejects
 */
export function createEndpoint(options: EndpointOptions): (request: HttpRequest) => Promise<HttpAnswer> {
  return async (request) => {
    const requestId = randomUUID();
    const parameters = new URLSearchParams(request.body);
    const progress: Progress = {
      action: parameters.get('Action') ?? '',
      service: undefined,
      caller: undefined,
    };
    const { answer, code } = await carryOut(options, request, parameters, progress, requestId);
    options.log.add({
      time: new Date(options.worldClock()).toISOString(),
      service: progress.service?.name ?? '',
      action: progress.action,
      account: progress.caller?.key.account ?? '',
      region: progress.caller?.region ?? '',
      status: answer.status,
      code,
    });
    const headers = { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId };
    return { ...answer, headers };
  };
}

async function carryOut(
  options: EndpointOptions,
  request: HttpRequest,
  parameters: URLSearchParams,
  progress: Progress,
  requestId: string,
): Promise<{ answer: Answer; code: string | undefined }> {
  try {
    return { answer: await succeed(options, request, parameters, progress, requestId), code: undefined };
  } catch (thrown) {
    const error = thrown instanceof CloudError ? thrown : defect(progress.action, thrown);
    const style = progress.service ?? serviceOfVersion(parameters.get('Version'));
    return { answer: errorAnswer(error, requestId, style), code: error.code };
  }
}

async function succeed(
  options: EndpointOptions,
  request: HttpRequest,
  parameters: URLSearchParams,
  progress: Progress,
  requestId: string,
): Promise<Answer> {
  const { world } = options;
  const times = { wall: options.wallClock(), world: options.worldClock() };
  const caller = await verifySignature(request, world, times);
  progress.caller = caller;
  const service = services.get(caller.service);
  if (service === undefined) {
    throw new CloudError('SignatureDoesNotMatch', `The local cloud has no service '${caller.service}'.`, 403);
  }
  progress.service = service;
  const { action } = progress;
  const { key, region } = caller;
  const [operation, handler] = findOperation(service, action);
  const input = decodeQuery(parameters, operation.input, service.dialect);
  await options.faults.happenTo({ action, account: key.account, region });
  const result = handler(input, {
    world,
    caller: key,
    region,
    state: world.accounts.get(key.account)?.get(region) ?? emptyRegion(),
    now: times.world,
    newSecret: options.newSecret,
  });
  if (!action.startsWith('Describe') && !action.startsWith('Get')) options.onChange();
  return resultAnswer(operation, result, requestId, service);
}

function findOperation(
  service: Service,
  action: string,
): [
  NonNullable<ReturnType<Service['operations']['get']>>,
  NonNullable<ReturnType<Service['handlers']['get']>>,
] {
  if (action === '') throw new CloudError('MissingAction', 'The request must contain the parameter Action');
  const operation = service.operations.get(action);
  if (operation === undefined) {
    throw new CloudError('InvalidAction', `The action ${action} is not valid for this web service.`);
  }
  const handler = service.handlers.get(action);
  if (handler === undefined) {
    throw new CloudError('UnsupportedOperation', `The local cloud does not implement ${action} yet.`);
  }
  return [operation, handler];
}

/** A request that carries no signature still says by its version which service it is for. */
function serviceOfVersion(version: string | null): Service {
  const found = [...services.values()].find(
    ({ namespace }) => version !== null && namespace.includes(version),
  );
  const [first] = services.values();
  const service = found ?? first;
  if (service === undefined) throw new Error('There is no service.');
  return service;
}

/** Clients retry what answers 500; a defect of ours must be seen at once. */
function defect(action: string, thrown: unknown): CloudError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CloudError('LocalCloudDefect', `The local cloud failed in ${action}: ${message}`);
}
