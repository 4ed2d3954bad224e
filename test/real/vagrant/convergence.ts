import assert from 'node:assert/strict';
import { join } from 'node:path';
import { execa } from 'execa';
import { type Ansibles, ensureAnsibles } from '../../harness/toolchain.ts';
import type { MachineName, StarterMachines } from './starterMachines.ts';

/** How the tasks of a run ended on a host, by the last lines of ansible-playbook. */
function recapOf(output: string, host: string): Readonly<Record<string, number>> {
  const line = output.split('\n').find((each) => each.startsWith(`${host} `) && each.includes(' ok='));
  assert.ok(line, output);
  return Object.fromEntries(
    [...line.matchAll(/(\w+)=(\d+)/gu)].map(([, name = '', count]) => [name, Number(count)]),
  );
}

const fetchAll = [
  'import urllib.request as u',
  ...['http://127.0.0.1/', 'http://127.0.0.1:9100/metrics'].map(
    (url) => `print(u.urlopen('${url}').read().decode())`,
  ),
].join('; ');

/**
 * Makes `web` and `backup` what their playbooks say, with either Ansible.
 * @param machines - none of which is there yet
 */
export function describeConvergence(machines: () => StarterMachines): void {
  describe('The playbooks of the starter project', () => {
    let ansibles: Ansibles;
    const sshConfigs = new Map<MachineName, string>();

    before(async () => {
      ansibles = await ensureAnsibles();
    });

    const play = async (
      programs: string,
      machine: MachineName,
      ...parameters: string[]
    ): Promise<Readonly<Record<string, number>>> => {
      const { all } = await execa(
        join(programs, 'ansible-playbook'),
        [
          ...['--inventory', `${machine},`, '--ssh-common-args', `-F ${sshConfigs.get(machine) ?? ''}`],
          ...[`${machine}.yml`, ...parameters],
        ],
        {
          cwd: join(machines().workspace, 'ansible'),
          env: { LC_ALL: 'C.UTF-8' },
          all: true,
          stdin: 'ignore',
        },
      );
      return recapOf(all, machine);
    };

    it('have machines that Vagrant understands, whichever providers are not there', async () => {
      assert.match(await machines().vagrant('validate'), /validated successfully/u);
    });

    const other = { older: 'newer', newer: 'older' } as const;
    /** All roles but that of the service itself are those of the other machine too, which the other Ansible makes first. */
    const converge = async (machine: MachineName, first: keyof Ansibles): Promise<void> => {
      const { failed, unreachable } = await play(ansibles[first], machine);
      assert.deepEqual([failed, unreachable], [0, 0], machine);
      const again = [await play(ansibles[other[first]], machine)];
      again.push(await play(ansibles[first], machine, '--tags', machine));
      for (const { changed, ...ends } of again) {
        assert.deepEqual([changed, ends['failed'], ends['unreachable']], [0, 0, 0], machine);
      }
    };

    it('make the machines what they say, and change nothing when either Ansible runs them again', async () => {
      for (const machine of ['web', 'backup'] as const) {
        await machines().ensure(machine, 'running');
        sshConfigs.set(machine, await machines().sshConfigOf(machine));
      }
      assert.notEqual(await machines().addressOf('web'), await machines().addressOf('backup'));
      await Promise.all([converge('web', 'older'), converge('backup', 'newer')]);
    });

    it('make machines that serve what they are for, and what a monitor asks for', async () => {
      assert.match(await machines().on('web', `python3 -c "${fetchAll}"`), /It works[^]*node_/u);
      assert.match(await machines().on('backup', 'borg --version'), /^borg \d/u);
    });

    it('change what the tasks of the tags change that were asked for, and nothing else', async () => {
      await machines().on('web', 'sudo rm /srv/web/index.html /etc/nginx/sites-available/default');
      const { changed } = await play(ansibles.older, 'web', '--tags', 'content');
      assert.equal(changed, 1);
      assert.match(await machines().on('web', 'ls /srv/web'), /index\.html/u);
      assert.doesNotMatch(await machines().on('web', 'ls /etc/nginx/sites-available'), /default/u);
    });
  });
}
