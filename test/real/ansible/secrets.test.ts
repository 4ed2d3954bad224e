import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { RunRecord } from '../../../src/core/playbookRuns/runRecord.ts';
import { judgeRun, type RunVerdict } from '../../../src/core/playbookRuns/verdict.ts';
import { followPlaybook, startPlaybook } from '../../../src/tools/ansible/runPlaybook.ts';
import { type RunSecrets, writeSecretFiles } from '../../../src/tools/ansible/secretFiles.ts';
import { type DetachedRun, endOf, outputFile } from '../../../src/tools/detached/detachedRun.ts';
import { root } from '../../harness/paths.ts';
import { ensureAnsibles } from '../../harness/toolchain.ts';
import { eventually } from '../../host/eventually.ts';

/** Every secret of the tests has this in it, and nothing else has. */
const mark = 'HUSH';
const secrets: RunSecrets = {
  becomePassword: `${mark}-become "quoted"`,
  vaultPassword: `${mark}-vault`,
  variables: [
    { name: 'word', value: `${mark}: "{{ 1 + 1 }}" 'é'`, isUnsafe: true },
    { name: 'filled', value: 'two is {{ 1 + 1 }}', isUnsafe: false },
  ],
};

const playbook = `- hosts: all
  gather_facts: false
  vars_prompt:
    - name: word
      prompt: Which word?
      confirm: true
      unsafe: true
    - name: filled
      private: false
  tasks:
    - name: What was typed has arrived
      ansible.builtin.assert:
        that:
          - (word | b64encode) == expected_word
          - filled == 'two is 2'
        quiet: true
    - name: What was encrypted can be read
      ansible.builtin.assert:
        that: (encrypted_word | b64encode) == expected_encrypted
        quiet: true
    - name: Become asks for its password
      ansible.builtin.command: echo has become
      become: true
      changed_when: false
    - name: Wait
      ansible.builtin.wait_for:
        path: "{{ playbook_dir }}/go"
      tags: [never, wait]
`;

/** Stands for sudo: asks as that does, and runs the command only with the right password. */
const sudo = `#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
    -p) prompt=$2; shift 2 ;;
    -u) shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
printf '%s' "$prompt" >&2
read -r password
[ "$password" = "$(cat "$(dirname "$0")/expected-password")" ] || exit 1
exec "$@"
`;

for (const which of ['older', 'newer'] as const) {
  describe(`What a person says for a run of the ${which} Ansible`, function () {
    this.timeout(60_000);
    let programs: string;
    let folder: string;
    let count = 0;
    before(async () => {
      programs = (await ensureAnsibles())[which];
      folder = await mkdtemp(join(tmpdir(), 'ami-bakery-secret-runs-'));
      await writeFile(join(folder, 'site.yml'), playbook);
      await writeFile(
        join(folder, 'ansible.cfg'),
        '[privilege_escalation]\nbecome_ask_pass = True\nbecome_allow_same_user = True\n',
      );
      await writeFile(join(folder, 'sudo'), sudo);
      await chmod(join(folder, 'sudo'), 0o755);
      await writeFile(join(folder, 'expected-password'), secrets.becomePassword ?? '');
      await mkdir(join(folder, 'group_vars'));
      const [word] = secrets.variables;
      const base64 = (text: string): string => Buffer.from(text).toString('base64');
      await writeFile(
        join(folder, 'hosts'),
        [
          'local ansible_connection=local ansible_python_interpreter=/usr/bin/python3',
          '[all:vars]',
          `ansible_become_exe=${join(folder, 'sudo')}`,
          `expected_word=${base64(word?.value ?? '')}`,
          `expected_encrypted=${base64(`${mark}-encrypted`)}`,
          '',
        ].join('\n'),
      );
      const variables = join(folder, 'group_vars', 'all.yml');
      await writeFile(variables, `encrypted_word: ${mark}-encrypted\n`);
      const password = join(folder, 'vault-password');
      await writeFile(password, secrets.vaultPassword ?? '', { mode: 0o600 });
      await execa(
        join(programs, 'ansible-vault'),
        ['encrypt', '--vault-password-file', password, variables],
        {
          env: { LC_ALL: 'C.UTF-8' },
        },
      );
      await rm(password);
    });
    after(() => rm(folder, { recursive: true }));

    const start = async (name: string, said: RunSecrets, ...tags: string[]): Promise<DetachedRun> => {
      const runFolder = join(folder, 'runs', String((count += 1)));
      await mkdir(runFolder, { recursive: true });
      const { extraVars, environment } = await writeSecretFiles(runFolder, said);
      const begun = await startPlaybook({
        program: join(programs, 'ansible-playbook'),
        run: {
          playbook: name,
          inventory: { file: 'hosts' },
          tags,
          ...(extraVars === undefined ? {} : { extraVars: [extraVars] }),
        },
        folder,
        runFolder,
        environment,
        events: { pluginFolder: join(root, 'callback_plugins'), callbacks: { enabled: [], folders: [] } },
      });
      assert.ok('run' in begun);
      return begun.run;
    };
    const follow = async (run: DetachedRun): Promise<RunVerdict> => {
      const record = new RunRecord();
      const listener = { onOutput: () => undefined, onEvent: () => undefined };
      return judgeRun(record, await followPlaybook(run, record, listener, new AbortController().signal));
    };
    /** What of a run says a secret: its files, and all that is known of its processes. */
    const tellers = async (run: DetachedRun): Promise<string[]> => {
      const files = await readdir(run.folder, { recursive: true, withFileTypes: true });
      const paths = files
        .filter((file) => file.isFile())
        .map(({ parentPath, name }) => join(parentPath, name));
      const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
      const all = [...paths, ...pids.flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`])];
      const said = all.map(async (path) =>
        (await readFile(path, 'utf8').catch(() => '')).includes(mark) ? [path] : [],
      );
      return (await Promise.all(said)).flat();
    };

    it('arrives, and is nowhere to be found from the first step on', async () => {
      const run = await start('site.yml', secrets, 'all', 'wait');
      const followed = follow(run);
      await eventually('its last task', async () =>
        (await readFile(join(run.folder, 'events.jsonl'), 'utf8').catch(() => '')).includes('"name": "Wait"'),
      );
      assert.deepEqual(await tellers(run), []);
      assert.equal(existsSync(join(run.folder, 'secrets')), false);
      await writeFile(join(folder, 'go'), '');
      const verdict = await followed;
      assert.deepEqual(verdict, { kind: 'passed' }, await readFile(outputFile(run), 'utf8'));
      assert.deepEqual(await tellers(run), []);
    });

    it('is removed at the end where no window follows the run, and where nothing could be read', async () => {
      for (const name of ['site.yml', 'missing.yml']) {
        const run = await start(name, secrets);
        await eventually('the end', () => endOf(run));
        assert.equal(existsSync(join(run.folder, 'secrets')), false);
        assert.deepEqual(await tellers(run), []);
      }
    });

    it('is what the run fails without: nobody is asked, and nothing hangs', async () => {
      const without = await follow(await start('site.yml', { ...secrets, becomePassword: 'wrong' }));
      assert.equal(without.kind, 'failed');
      const unread = await start('site.yml', { variables: secrets.variables });
      assert.equal((await follow(unread)).kind, 'errored');
      assert.match(await readFile(outputFile(unread), 'utf8'), /no vault secrets/u);
    });

    it('is not in the command, which is the first line of the output', async () => {
      const run = await start('site.yml', secrets);
      await follow(run);
      const [first = ''] = (await readFile(outputFile(run), 'utf8')).split('\n');
      assert.match(first, /^\$ \S+\/ansible-playbook --inventory hosts --extra-vars @\S+ -- site\.yml$/u);
    });
  });
}
