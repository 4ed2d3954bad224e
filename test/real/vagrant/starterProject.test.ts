import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { root } from '../../harness/paths.ts';
import { endEverything, endWithUs } from '../../harness/processes.ts';
import { type Ansibles, ensureAnsibles } from '../../harness/toolchain.ts';
import { ensureVagrant } from '../../harness/vagrant.ts';
import { eventually } from '../../host/eventually.ts';

/** How the tasks of a run ended on a host, by the last lines of ansible-playbook. */
function recapOf(output: string, host: string): Readonly<Record<string, number>> {
  const line = output.split('\n').find((each) => each.startsWith(`${host} `) && each.includes(' ok='));
  assert.ok(line, output);
  return Object.fromEntries(
    [...line.matchAll(/(\w+)=(\d+)/gu)].map(([, name = '', count]) => [name, Number(count)]),
  );
}

describe('The machines of a starter project', function () {
  this.timeout(10 * 60_000);
  let folder: string;
  let variables: Readonly<Record<string, string>>;
  let ansibles: Ansibles;

  before(async () => {
    ansibles = await ensureAnsibles();
    variables = await ensureVagrant();
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-starter-'));
    for (const part of ['ansible', 'vagrant']) {
      await cp(join(root, part), join(folder, part), { recursive: true });
    }
    endWithUs(async () => {
      await vagrant('destroy', '--force');
      await rm(folder, { recursive: true });
    });
  });
  after(endEverything);

  const vagrant = async (...parameters: string[]): Promise<string> => {
    const { all } = await execa('vagrant', parameters, {
      cwd: join(folder, 'vagrant'),
      env: variables,
      all: true,
      stdin: 'ignore',
    });
    return all;
  };
  const sshConfigOf = (machine: string): string => join(folder, `${machine}.ssh-config`);
  const start = async (machine: string): Promise<void> => {
    await vagrant('up', machine, '--no-provision');
    await writeFile(sshConfigOf(machine), await vagrant('ssh-config', machine));
  };
  const play = async (
    programs: string,
    machine: string,
    ...parameters: string[]
  ): Promise<Readonly<Record<string, number>>> => {
    const { all } = await execa(
      join(programs, 'ansible-playbook'),
      [
        ...['--inventory', `${machine},`, '--ssh-common-args', `-F ${sshConfigOf(machine)}`],
        ...[`${machine}.yml`, ...parameters],
      ],
      { cwd: join(folder, 'ansible'), env: { LC_ALL: 'C.UTF-8' }, all: true, stdin: 'ignore' },
    );
    return recapOf(all, machine);
  };
  const on = (machine: string, ...command: string[]): Promise<string> =>
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

  it('are described so that Vagrant understands it, whichever providers are not there', async () => {
    assert.match(await vagrant('validate'), /validated successfully/u);
  });

  for (const [machine, first] of [
    ['web', 'older'],
    ['backup', 'newer'],
  ] as const) {
    it(`${machine}: starts, is what its playbook says, and is not changed by a second run of either Ansible`, async () => {
      await start(machine);
      const { changed, failed, unreachable } = await play(ansibles[first], machine);
      assert.ok((changed ?? 0) > 10);
      assert.deepEqual([failed, unreachable], [0, 0]);
      for (const programs of [ansibles.older, ansibles.newer]) {
        const again = await play(programs, machine);
        assert.deepEqual([again['changed'], again['failed'], again['unreachable']], [0, 0, 0], programs);
      }
    });
  }

  it('are changed by the tasks of the tags that were asked for, and by no others', async () => {
    await on('web', 'sudo', 'rm', '/srv/web/index.html', '/etc/nginx/sites-available/default');
    const { changed } = await play(ansibles.older, 'web', '--tags', 'content');
    assert.equal(changed, 1);
    assert.match(await on('web', 'ls', '/srv/web'), /index\.html/u);
    assert.doesNotMatch(await on('web', 'ls', '/etc/nginx/sites-available'), /default/u);
  });

  it('serve what they are for, and what a monitor asks for', async () => {
    await play(ansibles.newer, 'web');
    assert.match(await on('web', 'python3', '-c', `"${fetchAll}"`), /It works[^]*node_/u);
    assert.match(await on('backup', 'borg', '--version'), /^borg \d/u);
  });
});

const fetchAll = [
  'import urllib.request as u',
  ...['http://127.0.0.1/', 'http://127.0.0.1:9100/metrics'].map(
    (url) => `print(u.urlopen('${url}').read().decode())`,
  ),
].join('; ');
