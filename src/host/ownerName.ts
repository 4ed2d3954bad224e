import { hostname, userInfo } from 'node:os';

/**
 * The name that a person launches test instances under, as others read it in their tags. In containers everybody has the
 * same user: the name of the machine tells them apart.
 */
export function ownerName(): string {
  return `${userName()}@${hostname()}`.slice(0, 256);
}

/** A user without an entry among those of the machine has a number only. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
