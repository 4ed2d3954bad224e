import { parseMachineReadable } from './machineReadable.ts';

/** A machine of a Vagrantfile, there or not. */
export interface MachineStatus {
  readonly name: string;
  /** The one that it was made with, else the one that Vagrant would make it with. */
  readonly provider: string;
  /** In the provider's words, such as `running`, `poweroff`, `stopped`; `not_created` for one that is not there. */
  readonly state: string;
}

/** What Vagrant says of the machines of a folder, and which lines of it nobody understands. */
export interface StatusReading {
  readonly machines: readonly MachineStatus[];
  readonly unknownLines: readonly string[];
}

/**
 * Reads what `vagrant status --machine-readable` says (Vagrant 2.3.4, status.rb).
 * @param output - its standard output
 */
export function parseStatus(output: string): StatusReading {
  const found = new Map<string, Map<string, string>>();
  const unknownLines: string[] = [];
  for (const line of output.split('\n').filter((text) => text.trim() !== '')) {
    const read = parseMachineReadable(line);
    if (read === undefined) unknownLines.push(line);
    if (read === undefined || read.machine === '') continue;
    const facts = found.get(read.machine) ?? new Map<string, string>();
    facts.set(read.type, read.values[0] ?? '');
    found.set(read.machine, facts);
  }
  const machines = [...found].flatMap(([name, facts]) => {
    const [provider, state] = [facts.get('provider-name'), facts.get('state')];
    if (provider === undefined || state === undefined) return [];
    return [{ name, provider, state }];
  });
  return { machines, unknownLines };
}
