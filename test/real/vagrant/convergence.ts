import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { parseSshConfig } from '../../../src/tools/ssh/sshAddress.ts';
import { type Ansibles, ensureAnsibles } from '../../harness/toolchain.ts';
import { eventually } from '../../host/eventually.ts';
import type { MachineName, MachineScene } from './machineScene.ts';

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
 * @param machines - the scene, once there is one
 */
export function describeConvergence(machines: () => MachineScene): void {
  describe('The playbooks of the starter project', () => {
    let ansibles: Ansibles;
    const sshConfigs = new Map<MachineName, string>();

    before(async () => {
      ansibles = await ensureAnsibles();
    });

    const sshConfigOf = (machine: MachineName): string => sshConfigs.get(machine) ?? '';
    const play = async (
      programs: string,
      machine: MachineName,
      ...parameters: string[]
    ): Promise<Readonly<Record<string, number>>> => {
      const { all } = await execa(
        join(programs, 'ansible-playbook'),
        [
          ...['--inventory', `${machine},`, '--ssh-common-args', `-F ${sshConfigOf(machine)}`],
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
    const on = (machine: MachineName, ...command: string[]): Promise<string> =>
      eventually(`${command.join(' ')} on ${machine}`, async () => {
        const end = await execa('ssh', ['-F', sshConfigOf(machine), machine, ...command], {
          stdin: 'ignore',
          reject: false,
        });
        // A connection that did not come about says nothing of the command (ssh(1), EXIT STATUS).
        if (end.exitCode === 255) return undefined;
        assert.equal(end.exitCode, 0, end.stderr);
        return end.stdout;
      });

    it('have machines that Vagrant understands, whichever providers are not there', async () => {
      assert.match(await machines().vagrant('validate'), /validated successfully/u);
    });

    const converge = async (machine: MachineName, first: keyof Ansibles): Promise<void> => {
      const { failed, unreachable } = await play(ansibles[first], machine);
      assert.deepEqual([failed, unreachable], [0, 0], machine);
      for (const which of ['older', 'newer'] as const) {
        const { changed, ...again } = await play(ansibles[which], machine);
        const ends = [changed, again['failed'], again['unreachable']];
        assert.deepEqual(ends, [0, 0, 0], `the ${which} Ansible on ${machine}`);
      }
    };

    it('make the machines what they say, and change nothing when either Ansible runs them again', async () => {
      for (const machine of ['web', 'backup'] as const) {
        await machines().ensure(machine, 'running');
        sshConfigs.set(machine, await machines().sshConfigOf(machine));
      }
      const addresses = [...sshConfigs.values()].map(
        async (file) => parseSshConfig(await readFile(file, 'utf8'))?.host,
      );
      const [one, other] = await Promise.all(addresses);
      assert.notEqual(one, other);
      await Promise.all([converge('web', 'older'), converge('backup', 'newer')]);
    });

    it('make machines that serve what they are for, and what a monitor asks for', async () => {
      assert.match(await on('web', 'python3', '-c', `"${fetchAll}"`), /It works[^]*node_/u);
      assert.match(await on('backup', 'borg', '--version'), /^borg \d/u);
    });

    it('change what the tasks of the tags change that were asked for, and nothing else', async () => {
      await on('web', 'sudo', 'rm', '/srv/web/index.html', '/etc/nginx/sites-available/default');
      const { changed } = await play(ansibles.older, 'web', '--tags', 'content');
      assert.equal(changed, 1);
      assert.match(await on('web', 'ls', '/srv/web'), /index\.html/u);
      assert.doesNotMatch(await on('web', 'ls', '/etc/nginx/sites-available'), /default/u);
    });
  });
}
