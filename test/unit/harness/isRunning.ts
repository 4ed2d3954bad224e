import { readFileSync } from 'node:fs';

/**
 * Whether a process runs. One that has ended does not, though Linux keeps its id until its parent asks how it ended: the
 * first process of a container, which inherits orphans, may do that seconds later.
 * @param pid - id of a process that this one may signal
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\tZ/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // There is none of this id, or there was until just now.
    return false;
  }
}
