import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { ansibleFolder, findAnsibleMistakes, findPlaybooks } from '../../harness/ansible.ts';
import { ensureAnsibles } from '../../harness/toolchain.ts';

/** The tasks of a playbook that has been listed, each with its tags. */
function parseTasks(listed: string): readonly (readonly [task: string, tags: string])[] {
  return [...listed.matchAll(/^ {6}(.+)\tTAGS: \[(.*)\]$/gmu)].map(([, task = '', tags = '']) => [
    task,
    tags,
  ]);
}

describe('the Ansible content that a user starts from', function () {
  this.timeout(120_000);

  it('has a name and a tag on each task of each playbook', async () => {
    const { newer } = await ensureAnsibles();
    const playbooks = await findPlaybooks();
    assert.deepEqual(playbooks, ['backup.yml', 'boot/backup.yml', 'boot/web.yml', 'web.yml']);
    for (const playbook of playbooks) {
      const { stdout } = await execa(
        join(newer, 'ansible-playbook'),
        ['--inventory', 'localhost,', '--list-tasks', playbook],
        { cwd: ansibleFolder, stdin: 'ignore' },
      );
      const tasks = parseTasks(stdout);
      assert.ok(tasks.length >= 5, stdout);
      for (const [task, tags] of tasks) {
        assert.notEqual(tags, '', `${playbook}: ${task} has no tag`);
        assert.match(task, /^(?:\w+ : )?[A-Z]/u, `${playbook}: ${task} has no name`);
      }
    }
  });

  it('installs packages only at bake time', async () => {
    const { newer } = await ensureAnsibles();
    for (const playbook of await findPlaybooks()) {
      const { stdout } = await execa(
        join(newer, 'ansible-playbook'),
        ['--inventory', 'localhost,', '--list-tasks', '--tags', 'packages', playbook],
        { cwd: ansibleFolder, stdin: 'ignore' },
      );
      const installs = parseTasks(stdout).filter(([, tags]) => tags.includes('packages'));
      assert.equal(installs.length > 0, !playbook.startsWith('boot'), `${playbook}:\n${stdout}`);
    }
    for (const role of await readdir(join(ansibleFolder, 'roles'))) {
      const boot = join(ansibleFolder, 'roles', role, 'tasks', 'boot.yml');
      if (existsSync(boot))
        assert.doesNotMatch(await readFile(boot, 'utf8'), /\b(?:apt|pip|package|get_url|git):/u);
    }
  });

  it('says of each role what it does, what it takes and what it runs on', async () => {
    for (const role of await readdir(join(ansibleFolder, 'roles'))) {
      for (const file of ['README.md', 'defaults/main.yml', 'meta/argument_specs.yml', 'meta/main.yml']) {
        assert.ok(existsSync(join(ansibleFolder, 'roles', role, file)), `${role} has no ${file}`);
      }
    }
  });
});

describe('the check of Ansible content', function () {
  this.timeout(120_000);

  const finds = async (file: string, change: (text: string) => string): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-ansible-'));
    try {
      await cp(ansibleFolder, folder, { recursive: true });
      const path = join(folder, file);
      const text = await readFile(path, 'utf8');
      const changed = change(text);
      assert.notEqual(changed, text);
      await writeFile(path, changed);
      return await findAnsibleMistakes(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it('finds what ansible-lint demands at its production profile', async () => {
    const mistakes = await finds('roles/web/tasks/main.yml', (text) =>
      text.replace('ansible.builtin.service', 'service'),
    );
    assert.match(mistakes, /fqcn/u);
    assert.match(mistakes, /roles\/web\/tasks\/main\.yml/u);
  });

  it('finds what either Ansible cannot read', async () => {
    const mistakes = await finds('web.yml', (text) => text.replace('role: web', 'role: nosuch'));
    const { older, newer } = await ensureAnsibles();
    for (const programs of [older, newer]) {
      assert.ok(mistakes.includes(`${join(programs, 'ansible-playbook')}:\n`), mistakes);
    }
  });
});
