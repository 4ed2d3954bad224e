import { randomUUID } from 'node:crypto';
import { isNonMutating } from './nonMutating.ts';
import { regionAt } from './dueChanges.ts';
import type { FaultTrace } from './faults/faultedCall.ts';
import type { Faults } from './faults/faults.ts';
import { loggedParameters } from './loggedParameters.ts';
import type { HttpAnswer, HttpRequest } from './loopback.ts';
import type { RequestLog } from './requestLog.ts';
import { type Service, serviceFor } from './implementedActions.ts';
import { type Caller, signedService, verifySignature } from './signature.ts';
import { CloudError } from './wire/cloudError.ts';
import type { Answer, Asked } from './wire/protocol.ts';
import type { World } from './world.ts';

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
  /** Called after every call that may have changed the world; the call is answered when it is done. */
  readonly onChange: () => Promise<void>;
}

/** What is known of a request so far, for its answer and the log. */
interface Progress {
  readonly service: Service;
  readonly asked: Asked;
  readonly requestId: string;
  caller: Caller | undefined;
  /** Of a call that may change something, for the log. */
  parameters: unknown;
  readonly trace: FaultTrace;
}

/**
 * Answers requests as AWS would, each in the protocol of its service.
 * @param options - the world and its clocks
 * @returns a function that never rejects
 */
export function createEndpoint(options: EndpointOptions): (request: HttpRequest) => Promise<HttpAnswer> {
  return async (request) => {
    const service = serviceFor(request, signedService(request.headers));
    const { methods } = service.protocol;
    if (!methods.includes(request.method)) return wrongMethod(methods);
    const asked = service.protocol.read(request);
    const progress: Progress = {
      service,
      asked,
      requestId: randomUUID(),
      caller: undefined,
      parameters: undefined,
      trace: { kinds: [], interruption: undefined },
    };
    const { answer, code } = await carryOut(options, request, progress);
    options.log.add({
      time: new Date(options.worldClock()).toISOString(),
      service: service.name,
      action: asked.action,
      account: progress.caller?.key.account ?? '',
      region: progress.caller?.region ?? '',
      status: answer.status,
      code,
      parameters: progress.parameters,
      faults: progress.trace.kinds,
    });
    const headers = { 'content-type': answer.contentType, 'x-amzn-requestid': progress.requestId };
    const { interruption } = progress.trace;
    return { status: answer.status, headers, body: answer.body, interruption };
  };
}

/** AWS documents no answer of its own for other methods. */
function wrongMethod(methods: readonly string[]): HttpAnswer {
  return {
    status: 405,
    headers: { 'content-type': 'text/plain', allow: methods.join(', ') },
    body: `Requests to this service are ${methods.join(' or ')} requests.\n`,
  };
}

async function carryOut(
  options: EndpointOptions,
  request: HttpRequest,
  progress: Progress,
): Promise<{ answer: Answer; code: string | undefined }> {
  try {
    return { answer: await succeed(options, request, progress), code: undefined };
  } catch (thrown) {
    const error = thrown instanceof CloudError ? thrown : defect(progress.asked.action, thrown);
    const answer = progress.service.protocol.errorAnswer(error, progress.requestId);
    return { answer, code: error.code };
  }
}

async function succeed(options: EndpointOptions, request: HttpRequest, progress: Progress): Promise<Answer> {
  const { world } = options;
  const { service, asked, requestId } = progress;
  const times = { wall: options.wallClock(), world: options.worldClock() };
  const caller = await verifySignature(request, world, times, service.protocol.refusals);
  progress.caller = caller;
  if (caller.service !== service.name) {
    throw new CloudError('SignatureDoesNotMatch', `The local cloud has no service '${caller.service}'.`, 403);
  }
  const { key, region } = caller;
  const [operation, handler] = findOperation(service, asked.action);
  const input = asked.inputFor(operation);
  const { action } = asked;
  if (!isNonMutating(action)) progress.parameters = loggedParameters(input, operation.input);
  const call = { service: service.name, action, account: key.account, region, caller: key.arn, input };
  const state = regionAt(world, key.account, region, times.world);
  const result = await options.faults.carryOut(call, progress.trace, state, (seen) =>
    handler(input, {
      world,
      action,
      caller: key,
      region,
      state: seen,
      now: times.world,
      newSecret: options.newSecret,
    }),
  );
  if (!isNonMutating(action)) await options.onChange();
  return service.protocol.resultAnswer(operation, result, requestId);
}

function findOperation(
  { handlers, operations, protocol }: Service,
  action: string,
): [
  NonNullable<ReturnType<Service['operations']['get']>>,
  NonNullable<ReturnType<Service['handlers']['get']>>,
] {
  const operation = operations.get(action);
  if (operation === undefined) throw protocol.refusals.unknownAction(action);
  const handler = handlers.get(action);
  if (handler === undefined) throw protocol.refusals.notImplemented(action);
  return [operation, handler];
}

/** Clients retry what answers 500; a defect of ours must be seen at once. */
function defect(action: string, thrown: unknown): CloudError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CloudError('LocalCloudDefect', `The local cloud failed in ${action}: ${message}`);
}
