import * as z from 'zod/mini';
import { type Faults, faultSchema } from './faults.ts';
import type { HttpAnswer, HttpRequest } from './loopback.ts';
import type { RequestLog } from './requestLog.ts';
import type { World } from './world.ts';

/** What the control port works on. */
export interface ControlOptions {
  readonly world: World;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly worldClock: () => number;
  /** Sets the world's own clock, in milliseconds since 1970; from then on it runs. */
  readonly setWorldClock: (now: number) => void;
}

const clockSchema = z.strictObject({ now: z.iso.datetime() });

/**
 * Answers the control port, by which tests look at the world and script faults. JSON in, JSON out:
 * `GET /` what there is · `GET /requests` the latest calls · `DELETE /requests` forgets them ·
 * `POST /clock` `{"now": "2026-11-24T12:00:00Z"}` · `POST /faults` a fault · `DELETE /faults` forgets them.
 * @param options - the world
 */
export function createControl(options: ControlOptions): (request: HttpRequest) => Promise<HttpAnswer> {
  return (request) => {
    try {
      return Promise.resolve(route(options, request));
    } catch (thrown) {
      const message = thrown instanceof z.core.$ZodError ? z.prettifyError(thrown) : String(thrown);
      return Promise.resolve(json(400, { error: message }));
    }
  };
}

function route(options: ControlOptions, { method, path, body }: HttpRequest): HttpAnswer {
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
      options.setWorldClock(Date.parse(clockSchema.parse(JSON.parse(body)).now));
      return json(200, {});
    case 'POST /faults':
      faults.add(faultSchema.parse(JSON.parse(body)));
      return json(200, {});
    case 'DELETE /faults':
      faults.clear();
      return json(200, {});
    default:
      return json(404, { error: `There is no ${method} ${path}.` });
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
