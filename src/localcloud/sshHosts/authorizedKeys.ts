import type { AuthorizedKey, Call } from '../world.ts';
import { insertSorted } from '../ec2/newResources.ts';

/**
 * Lets the owner of a key in to an instance. Keys that let nobody in any more are forgotten on this occasion.
 * @param key - whose, to which instance, until when
 * @param call - where and when
 */
export function authorize(key: AuthorizedKey, { now, state }: Pick<Call, 'now' | 'state'>): void {
  const { authorizedKeys: keys } = state;
  const valid = keys.filter(({ until }) => until === undefined || until.getTime() > now);
  keys.splice(0, keys.length, ...valid);
  insertSorted(keys, key, ({ instanceId }) => instanceId);
}
