import * as z from 'zod/mini';
import { complaintOf, inEnglish } from './complaints.ts';
import { readFault } from './faults/fault.ts';
import type { Faults } from './faults/faults.ts';
import type { HttpAnswer, HttpRequest } from './loopback.ts';
import type { RequestLog } from './requestLog.ts';
import { services } from './implementedActions.ts';
import type { World } from './world.ts';

/** What the control port works on. */
export interface ControlOptions {
  readonly world: World;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly worldClock: () => number;
  /** Sets the world's own clock, in milliseconds since 1970; from then on it runs. */
  readonly setWorldClock: (now: number) => Promise<void>;
}

const clockSchema = z.strictObject({ now: z.iso.datetime() });

/**
 * Answers the control port, by which tests look at the world and script faults. JSON in, JSON out:
 * `GET /` what there is · `GET /requests` the latest calls · `DELETE /requests` forgets them ·
 * `POST /clock` `{"now": "2026-11-24T12:00:00Z"}` · `POST /faults` a fault · `GET /faults` what is scripted and how
 * often it happened · `DELETE /faults` forgets them. What cannot be understood is answered with 400 and why.
 * @param options - the world
 */
export function createControl(options: ControlOptions): (request: HttpRequest) => Promise<HttpAnswer> {
  return async (request) => {
    try {
      return await route(options, request);
    } catch (thrown) {
      return json(400, { error: complaintOf(thrown) });
    }
  };
}

async function route(options: ControlOptions, { method, path, body }: HttpRequest): Promise<HttpAnswer> {
  const { faults, log } = options;
  switch (`${method} ${path}`) {
    case 'GET /':
      return json(200, summary(options));
    case 'GET /requests':
      return json(200, log.all);
    case 'DELETE /requests':
      log.clear();
      return json(200, {});
    case 'POST /clock':
      await options.setWorldClock(Date.parse(clockSchema.parse(parseJson(body), inEnglish).now));
      return json(200, {});
    case 'GET /faults':
      return json(200, faults.all);
    case 'POST /faults':
      faults.add(readFault(parseJson(body), { services, world: options.world }));
      return json(200, {});
    case 'DELETE /faults':
      faults.clear();
      return json(200, {});
    default:
      return json(404, { error: `There is no ${method} ${path}.` });
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (thrown) {
    throw new Error(`The body is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`, {
      cause: thrown,
    });
  }
}

function summary({ world, worldClock }: ControlOptions): unknown {
  const counts = [...world.accounts].flatMap(([account, regions]) =>
    [...regions].map(([region, { images, instances, snapshots }]) => ({
      account,
      region,
      images: images.length,
      instances: instances.length,
      snapshots: snapshots.length,
    })),
  );
  return { now: new Date(worldClock()).toISOString(), counts };
}

function json(status: number, content: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(content)}\n` };
}
