import type { Environment } from '../../core/environments/environment.ts';
import type { Services } from '../../host/services.ts';

/**
 * The environment that a command is for.
 * @param services - the environments that there are
 * @param target - what VS Code or a next step passes: a row of the tree, or an id
 * @returns undefined where it is for none that there is
 */
export function environmentOf(
  { environments }: Pick<Services, 'environments'>,
  target: unknown,
): Environment | undefined {
  const id = idOf(target);
  return environments.choice.environments.find((environment) => environment.id === id);
}

function idOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null || !('environmentId' in target)) return undefined;
  return typeof target.environmentId === 'string' ? target.environmentId : undefined;
}
