import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { RunRecord, type TaskRecord } from '../../../src/core/playbookRuns/runRecord.ts';
import { changesOf, judgeRun, type RunVerdict } from '../../../src/core/playbookRuns/verdict.ts';
import { configArguments, parseAnsibleSettings } from '../../../src/tools/ansible/ansibleConfig.ts';
import { endHere, runVariable } from '../../../src/tools/ansible/machineProcesses.ts';
import type { PlaybookRun } from '../../../src/tools/ansible/playbookCommand.ts';
import { followPlaybook, startPlaybook } from '../../../src/tools/ansible/runPlaybook.ts';
import { type DetachedRun, findDetached, outputFile } from '../../../src/tools/detached/detachedRun.ts';
import { isGroupAlive, processesWithVariable } from '../../../src/tools/detached/processIdentity.ts';
import { root } from '../../harness/paths.ts';
import { ensureAnsibles } from '../../harness/toolchain.ts';
import { eventually } from '../../host/eventually.ts';

/** The playbook of the tests. Its lines are counted by them. */
const playbook = `- name: All kinds
  hosts: all
  gather_facts: false
  tasks:
    - name: say
      ansible.builtin.debug:
        msg: hello
      tags: [say]
    - name: change
      ansible.builtin.copy:
        content: "one\\ntwo\\n"
        dest: "{{ playbook_dir }}/made"
        mode: '0644'
      diff: true
      tags: [change]
    - name: hide
      ansible.builtin.command: echo TOPSECRET {{ item }}
      loop: [TOPSECRET1]
      no_log: true
      changed_when: false
      tags: [hide]
    - name: ignore
      ansible.builtin.command: /bin/false
      ignore_errors: true
      tags: [ignore]
    - name: rescue
      tags: [rescue]
      block:
        - name: break
          ansible.builtin.fail:
            msg: rescued later
      rescue:
        - name: mend
          ansible.builtin.debug:
            msg: mended
    - name: fail
      ansible.builtin.fail:
        msg: "$(no) [link](command:x)"
      tags: [never, fail]
    - name: wait
      ansible.builtin.command: sleep 300
      tags: [never, wait]
    - name: resist
      ansible.builtin.shell: trap "" INT TERM; sleep 300; true
      tags: [never, resist]
    - name: count
      ansible.builtin.debug:
      tags: [never, 2024, count]
    - name: try
      ansible.builtin.ping:
      ignore_unreachable: true
      tags: [never, try]
    - name: bring
      ansible.builtin.include_tasks:
        file: more.yml
        apply:
          tags: [bring]
      tags: [never, bring]
`;

/** What the playbook includes, which includes a role. */
const more = `- name: bring more
  ansible.builtin.include_role:
    name: inner
`;
const role = `- name: break inside
  ansible.builtin.fail:
    msg: broken inside
  tags: [bring]
`;

/** A callback plugin of the person's own. */
const ownPlugin = `from ansible.plugins.callback import CallbackBase
class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'own'
    CALLBACK_NEEDS_ENABLED = True
    def v2_playbook_on_stats(self, stats):
        open('own-was-called', 'w').close()
`;

for (const which of ['older', 'newer'] as const) {
  describe(`A run of the ${which} Ansible`, function () {
    this.timeout(60_000);
    let programs: string;
    let folder: string;
    let count = 0;
    before(async () => {
      programs = (await ensureAnsibles())[which];
      folder = await mkdtemp(join(tmpdir(), 'ami-bakery-playbooks-'));
      await mkdir(join(folder, 'plugins'));
      await writeFile(join(folder, 'plugins', 'own.py'), ownPlugin);
      const cfg =
        '[defaults]\ncallbacks_enabled = own\ncallback_plugins = plugins\ninterpreter_python = /usr/bin/python3\n';
      await writeFile(join(folder, 'ansible.cfg'), cfg);
      await writeFile(join(folder, 'play book.yml'), playbook);
      await writeFile(join(folder, 'more.yml'), more);
      await mkdir(join(folder, 'roles', 'inner', 'tasks'), { recursive: true });
      await writeFile(join(folder, 'roles', 'inner', 'tasks', 'main.yml'), role);
      await writeFile(
        join(folder, 'hosts'),
        'local ansible_connection=local\naway ansible_host=127.0.0.1 ansible_port=1\n',
      );
    });
    after(() => rm(folder, { recursive: true }));

    const start = async (
      run: Partial<PlaybookRun>,
      environment: Readonly<Record<string, string>> = {},
    ): Promise<DetachedRun> => {
      const dump = await execa(join(programs, 'ansible-config'), configArguments, { cwd: folder });
      const callbacks = parseAnsibleSettings(dump.stdout)?.callbacks;
      assert.ok(callbacks);
      const begun = await startPlaybook({
        program: join(programs, 'ansible-playbook'),
        run: { playbook: 'play book.yml', inventory: { file: 'hosts' }, limit: 'local', ...run },
        folder,
        runFolder: join(folder, 'runs', String((count += 1))),
        environment,
        events: { pluginFolder: join(root, 'callback_plugins'), callbacks },
      });
      assert.ok('run' in begun);
      return begun.run;
    };
    const follow = async (
      run: DetachedRun,
      signal = new AbortController().signal,
    ): Promise<{ record: RunRecord; verdict: RunVerdict; output: string[] }> => {
      const record = new RunRecord();
      const output: string[] = [];
      const listener = { onOutput: (line: string) => output.push(line), onEvent: () => undefined };
      const end = await followPlaybook(run, record, listener, signal);
      return { record, verdict: judgeRun(record, end), output };
    };
    const statuses = ({ tasks }: RunRecord): unknown[] =>
      tasks.map(({ name, place, results }) => [
        name,
        place?.line,
        results.map(({ status }) => status).join(),
      ]);
    const taskNamed = ({ tasks }: RunRecord, name: string): TaskRecord => {
      const task = tasks.find((each) => each.name === name);
      assert.ok(task, name);
      return task;
    };

    it('passes, is told task by task with its line, and leaves the person’s own callbacks and output', async () => {
      const run = await start({ showsDiff: true });
      const { record, verdict, output } = await follow(run);
      assert.deepEqual(verdict, { kind: 'passed' });
      assert.deepEqual(statuses(record), [
        ['say', 5, 'ok'],
        ['change', 9, 'changed'],
        ['hide', 16, 'ok'],
        ['ignore', 22, 'failed'],
        ['break', 29, 'failed'],
        ['mend', 33, 'ok'],
      ]);
      assert.match(taskNamed(record, 'change').results[0]?.diffs.join() ?? '', /\+one\n\+two/u);
      assert.equal(taskNamed(record, 'say').results[0]?.event.message, 'hello');
      assert.ok((taskNamed(record, 'say').results[0]?.duration ?? -1) >= 0);
      assert.match(output.join('\n'), /PLAY RECAP/u);
      assert.equal(`${output.join('\n')}\n`, await readFile(outputFile(run), 'utf8'));
      assert.ok((await readdir(folder)).includes('own-was-called'));
    });

    it('changes nothing the second time, or it is told where', async () => {
      const { record } = await follow(await start({ tags: ['say', 'change'] }));
      assert.deepEqual(changesOf(record), []);
      await rm(join(folder, 'made'));
      const { record: again } = await follow(await start({ tags: ['say', 'change'] }));
      assert.deepEqual(
        changesOf(again).map(({ task, result }) => [task.name, task.place?.line, result.host]),
        [['change', 9, 'local']],
      );
    });

    it('fails at the task that failed, in its words', async () => {
      const { verdict } = await follow(await start({ tags: ['fail', 'ignore', 'rescue'] }));
      assert.equal(verdict.kind, 'failed');
      assert.ok('failures' in verdict);
      assert.deepEqual(
        verdict.failures.map(({ task, result }) => [task.place?.line, result.event.message]),
        [[36, '$(no) [link](command:x)']],
      );
    });

    it('tells of what is included where the includes are that have brought it in', async () => {
      const { record, verdict } = await follow(await start({ tags: ['bring'] }));
      assert.equal(verdict.kind, 'failed');
      const { within, play } = taskNamed(record, 'inner : break inside');
      assert.deepEqual(
        within.map(({ file, line }) => `${relative(folder, file)}:${line}`),
        ['more.yml:1', 'play book.yml:53'],
      );
      assert.equal(play?.line, 1);
    });

    it('never tells what no_log hides', async () => {
      const run = await start({ tags: ['hide'] });
      const { record } = await follow(run);
      assert.equal(taskNamed(record, 'hide').results[0]?.event.secret, true);
      for (const file of await readdir(run.folder)) {
        assert.doesNotMatch(await readFile(join(run.folder, file), 'utf8'), /TOPSECRET/u, file);
      }
    });

    it('is no failure of the playbook where a machine is not reached', async () => {
      const { verdict } = await follow(await start({ limit: 'away', tags: ['say', 'change'] }));
      assert.equal(verdict.kind, 'errored');
      assert.ok('unreachable' in verdict);
      assert.match(verdict.message, /Could not be reached: away/u);
    });

    it('does not pass where nothing ran, or nothing could be read', async () => {
      const nothing = await follow(await start({ tags: ['no-such-tag'] }));
      assert.match('message' in nothing.verdict ? nothing.verdict.message : '', /No task was run/u);
      const missing = await follow(await start({ playbook: '-missing.yml' }));
      assert.equal(missing.verdict.kind, 'errored');
      assert.match(missing.output.join('\n'), /-missing\.yml could not be found/u);
    });

    it('is stopped with all that it has started', async () => {
      const run = await start({ tags: ['wait'] });
      const controller = new AbortController();
      const followed = follow(run, controller.signal);
      await eventually('the task', async () =>
        (await readFile(join(run.folder, 'events.jsonl'), 'utf8').catch(() => '')).includes('"start"'),
      );
      controller.abort();
      const { verdict } = await followed;
      assert.deepEqual(verdict, { kind: 'stopped' });
      assert.equal(await isGroupAlive(run.pid), false);
    });

    it('leaves nothing here when it is stopped, also of what has left its group and does not want to end', async () => {
      const id = randomUUID();
      const run = await start({ tags: ['resist'] }, { [runVariable]: id });
      const controller = new AbortController();
      const followed = follow(run, controller.signal);
      await eventually('the task', async () => (await processesWithVariable(runVariable, id)).length > 3);
      controller.abort();
      await followed;
      await endHere(id);
      assert.deepEqual(await processesWithVariable(runVariable, id), []);
    });

    it('passes with tags that are numbers, and where a machine may be unreachable', async () => {
      assert.deepEqual((await follow(await start({ tags: ['count'] }))).verdict, { kind: 'passed' });
      const { verdict } = await follow(await start({ tags: ['try'], limit: 'all' }));
      assert.deepEqual(verdict, { kind: 'passed' });
    });

    it('goes on without the window that started it, and is told whole to the next', async () => {
      const { folder: runFolder } = await start({ tags: ['say', 'change'] });
      const run = await findDetached(runFolder);
      assert.ok(run);
      const { verdict, record } = await follow(run);
      assert.deepEqual(verdict, { kind: 'passed' });
      assert.deepEqual(
        record.tasks.map(({ name }) => name),
        ['say', 'change'],
      );
    });
  });
}
