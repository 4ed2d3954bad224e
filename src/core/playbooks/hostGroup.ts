import type { DiscoveredPlaybook } from './discoveredPlaybook.ts';

/** What Ansible has under these names already (docs.ansible.com, "How to build your inventory": default groups). */
const ownNames: ReadonlySet<string> = new Set(['all', 'localhost', 'ungrouped']);

/**
 * The group that a machine has to be in so that a playbook runs on it: where all plays are for one plain name, and that is not
 * the machine's own. Of several names nobody knows which is meant.
 * @param playbook - as discovered
 * @param host - name of the machine
 */
export function hostGroupFor({ plays }: Pick<DiscoveredPlaybook, 'plays'>, host: string): string | undefined {
  const patterns = new Set(plays.map((play) => (play.kind === 'play' ? play.hosts : undefined)));
  const [pattern, ...others] = patterns;
  if (pattern === undefined || others.length > 0 || pattern === host || ownNames.has(pattern))
    return undefined;
  // Anything else would mean more in an inventory than a name.
  return isPlain(pattern) && /^[\w.-]+$/u.test(host) ? pattern : undefined;
}

function isPlain(pattern: string): boolean {
  return /^[A-Za-z_]\w*$/u.test(pattern);
}
