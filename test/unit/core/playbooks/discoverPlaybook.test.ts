import assert from 'node:assert/strict';
import fc from 'fast-check';
import { discoverPlaybook } from '../../../../src/core/playbooks/discoverPlaybook.ts';
import { PlaybookSources } from '../../../../src/core/playbooks/playbookSources.ts';
import { allTasks, complaints, discover, outline, PlaybookFolder, playsOf, tree } from './playbookFolder.ts';

describe('What is in a playbook', () => {
  it('has plays, their roles and tasks in the order in which they run, with all tags that reach them', async () => {
    const files = {
      'site.yml': `
- name: Web
  hosts: [web, proxy]
  tags: site
  tasks:
    - name: Last but one
      debug:
      tags: [b, a]
  post_tasks:
    - debug:
  pre_tasks:
    - name: First
      debug:
  roles:
    - role: nginx
      tags: nginx
- hosts: all
  gather_facts: no
`,
      'roles/nginx/meta/main.yml': 'dependencies: [base, { role: tls, tags: tls }]\n',
      'roles/nginx/tasks/main.yml': '- name: Install\n  apt:\n  tags: packages\n',
      'roles/base/tasks/main.yml': '- name: Base\n  debug:\n',
      'roles/tls/tasks/main.yml': '- command: x\n',
    };
    const playbook = await discover(files);
    assert.deepEqual(playbook.problems, []);
    const [web, all] = playsOf(playbook);
    assert.ok(web && all);
    assert.deepEqual([web.name, web.hosts, web.tags, web.gathersFacts], ['Web', 'web,proxy', ['site'], true]);
    assert.deepEqual([all.name, all.hosts, all.tags, all.gathersFacts], ['all', 'all', [], false]);
    assert.deepEqual(tree(web.parts), [
      'First [site]',
      'roles nginx',
      '  dependency base',
      '    base : Base [nginx site]',
      '  dependency tls',
      '    command [nginx site tls]',
      '  nginx : Install [nginx packages site]',
      'Last but one [a b site]',
      'debug [site]',
    ]);
    assert.deepEqual(
      allTasks(playbook).map(({ section }) => section),
      ['preTasks', 'roles', 'roles', 'roles', 'tasks', 'postTasks'],
    );
  });

  it('has what a play asks for, and its files of variables', async () => {
    const [asks, asksNot, asksOne] = playsOf(
      await discover(`
- hosts: all
  vars_prompt:
    - name: password
      prompt: Which password?
      confirm: yes
      unsafe: "True"
    - name: release
      private: no
      default: 1.10
    - name: hashed
      encrypt: sha512_crypt
    - prompt: without a name
  vars_files: [secrets.yml, [first.yml, second.yml]]
- hosts: all
- hosts: all
  vars_prompt: { name: one }
`),
    );
    const usual = {
      isPrivate: true,
      isConfirmed: false,
      default: undefined,
      isUnsafe: false,
      isHashed: false,
    };
    assert.deepEqual(asks?.prompts, [
      { ...usual, name: 'password', question: 'Which password?', isConfirmed: true, isUnsafe: true },
      { ...usual, name: 'release', question: 'release', isPrivate: false, default: '1.10' },
      { ...usual, name: 'hashed', question: 'hashed', isHashed: true },
    ]);
    assert.deepEqual(asks.varsFiles, ['secrets.yml', 'first.yml', 'second.yml']);
    assert.deepEqual(asksNot?.prompts, []);
    assert.deepEqual(asksOne?.prompts, [{ ...usual, name: 'one', question: 'one' }]);
  });

  it('says where each task is, in the file that it is written in', async () => {
    const files = {
      'site.yml': '- hosts: all\n  tasks:\n    - import_tasks: more.yml\n',
      'more.yml': '# Tasks\n- name: One\n  debug:\n',
    };
    const [task] = allTasks(await discover(files));
    assert.equal(task?.file, 'more.yml');
    const { offset, length } = task.range;
    assert.equal(files['more.yml'].slice(offset, offset + length), 'name: One\n  debug:');
  });

  it('hands the tags of blocks and imports down, and those of includes not', async () => {
    const files = {
      'site.yml': `
- hosts: all
  tasks:
    - tags: block
      block:
        - import_tasks: inner.yml
          tags: import
        - include_tasks: inner.yml
          tags: include
        - include_tasks: { file: inner.yml, apply: { tags: applied } }
          tags: include
        - include_role: { name: web, apply: { tags: [applied] } }
          tags: include
        - import_role: { name: web }
          tags: import
`,
      'inner.yml': '- name: Inner\n  debug:\n  tags: inner\n',
      'roles/web/tasks/main.yml': '- name: Web\n  debug:\n',
    };
    const [play] = playsOf(await discover(files));
    assert.deepEqual(tree(play?.parts ?? []), [
      'Inner [block import inner]',
      'include_tasks [block include]',
      '  + Inner [block inner]',
      'include_tasks [block include]',
      '  + Inner [applied block inner]',
      'include_role [block include]',
      '  + include web',
      '  +   web : Web [applied block]',
      'import web',
      '  web : Web [block import]',
    ]);
  });

  it('knows which tasks run after a failure, which always, and which are handlers', async () => {
    const [play] = playsOf(
      await discover(`
- hosts: all
  tasks:
    - block:
        - name: Try
          debug:
      rescue:
        - name: Repair
          debug:
        - block:
            - name: Repair more
              debug:
      always:
        - name: Clean up
          debug:
  handlers:
    - name: Restart
      debug:
`),
    );
    const parts = [...(play?.parts ?? []), ...(play?.handlers ?? [])].filter(({ kind }) => kind === 'task');
    assert.deepEqual(
      parts.map((task) => task.kind === 'task' && [task.label, task.part, task.section]),
      [
        ['Try', 'block', 'tasks'],
        ['Repair', 'rescue', 'tasks'],
        ['Repair more', 'rescue', 'tasks'],
        ['Clean up', 'always', 'tasks'],
        ['Restart', 'block', 'handlers'],
      ],
    );
  });

  it('has the check that Ansible makes of the parameters of a role', async () => {
    const files = {
      'site.yml': '- hosts: all\n  roles: [{ role: web, tags: web }]\n',
      'roles/web/tasks/main.yml': '- name: Web\n  debug:\n',
      'roles/web/meta/argument_specs.yml': 'argument_specs:\n  main:\n    short_description: Pages\n',
    };
    const tasks = allTasks(await discover(files));
    assert.deepEqual(outline(tasks), [
      "web : Validating arguments against arg spec 'main' - Pages [always web]",
      'web : Web [web]',
    ]);
    assert.deepEqual(
      tasks.map(({ isImplicit }) => isImplicit),
      [true, false],
    );
  });

  it('lets others go on while it follows thousands of tasks', async () => {
    const tasks = Array.from({ length: 2000 }, (_, index) => `    - { name: "${index}", debug: }\n`).join('');
    const sources = new PlaybookSources(
      new PlaybookFolder({ 'site.yml': `- hosts: all\n  tasks:\n${tasks}` }),
    );
    let rests = 0;
    const rest = (): Promise<void> => Promise.resolve(void (rests += 1));
    const playbook = await discoverPlaybook('site.yml', sources, { rest });
    assert.equal(allTasks(playbook).length, 2000);
    assert.equal(rests, 4);
  });

  it('finds what handlers import among the tasks of their role', async () => {
    const files = {
      'site.yml': '- hosts: all\n  roles: [web]\n',
      'roles/web/tasks/main.yml': '- import_tasks: reload.yml\n',
      'roles/web/tasks/reload.yml': '- name: Reload\n  debug:\n',
      'roles/web/handlers/main.yml': '- import_tasks: reload.yml\n',
    };
    const playbook = await discover(files);
    assert.deepEqual(complaints(playbook, files), []);
    const [role] = playsOf(playbook)[0]?.parts ?? [];
    assert.deepEqual(role?.kind === 'role' && tree(role.handlers), ['web : Reload []']);
  });

  it('looks for roles beside the playbook, on the roles path, beside the role that needs them and in collections', async () => {
    const role = (name: string): Record<string, string> => ({ [`${name}/tasks/main.yml`]: '- ping:\n' });
    const files = {
      'site.yml': '- hosts: all\n  roles: [near, shared, a.b.far, plain, ./roles/near, apart/lone]\n',
      ...role('roles/near'),
      ...role('lib/shared'),
      ...role('lib/near'),
      ...role('apart/lone'),
      ...role('apart/beside'),
      ...role('vendor/ansible_collections/a/b/roles/far'),
      ...role('plain'),
      'apart/lone/meta/main.yml': 'dependencies: [{ role: beside }]\n',
    };
    const playbook = await discover(files, { rolesPath: ['lib'], collectionsPath: ['vendor'] });
    assert.deepEqual(playbook.problems, []);
    assert.deepEqual(
      allTasks(playbook).map(({ file }) => file),
      [
        'roles/near/tasks/main.yml',
        'lib/shared/tasks/main.yml',
        'vendor/ansible_collections/a/b/roles/far/tasks/main.yml',
        'plain/tasks/main.yml',
        'roles/near/tasks/main.yml',
        'apart/beside/tasks/main.yml',
        'apart/lone/tasks/main.yml',
      ],
    );
  });

  it('keeps what cannot be followed, with the reason', async () => {
    const text = `
- import_playbook: "{{ which }}.yml"
- import_playbook: gone.yml
- hosts: all
  tags: play
  roles: ["{{ role }}", gone]
  tasks:
    - import_tasks: "{{ file }}"
    - import_tasks: gone.yml
    - import_tasks: broken.yml
    - include_tasks: "{{ item }}.yml"
      loop: [a, b]
    - include_role: { name: gone }
`;
    const files = { 'site.yml': text, 'broken.yml': '- a: [\n' };
    const playbook = await discover(files);
    assert.deepEqual(tree(playbook.plays.flatMap((play) => (play.kind === 'play' ? play.parts : [play]))), [
      '? playbook {{ which }}.yml: template',
      '? playbook gone.yml: missing',
      '? role {{ role }}: template',
      '? role gone: missing',
      '? tasks {{ file }}: template',
      '? tasks gone.yml: missing',
      '? tasks broken.yml: invalid',
      'include_tasks [play]',
      '  + ? tasks {{ item }}.yml: template',
      'include_role [play]',
      '  + ? role gone: missing',
    ]);
    assert.deepEqual(
      complaints(playbook, files).map((line) => line.split(' ')[0]),
      ['site.yml:3', 'site.yml:6', 'site.yml:9', 'broken.yml:2', 'site.yml:13'],
    );
    assert.equal(playbook.problems.at(-1)?.severity, 'warning', 'a missing include may never be reached');
  });

  it('follows nothing twice that is being followed already, and says so', async () => {
    const files = {
      'site.yml':
        '- import_playbook: site.yml\n- hosts: all\n  roles: [a]\n  tasks:\n    - import_tasks: t.yml\n',
      't.yml': '- import_tasks: t.yml\n- include_tasks: t.yml\n',
      'roles/a/meta/main.yml': 'dependencies: [b]\n',
      'roles/b/meta/main.yml': 'dependencies: [a]\n',
    };
    const playbook = await discover(files);
    assert.deepEqual(tree(playbook.plays.flatMap((play) => (play.kind === 'play' ? play.parts : [play]))), [
      '? playbook site.yml: cycle',
      'roles a',
      '  dependency b',
      '    ? role a: cycle',
      '? tasks t.yml: cycle',
      'include_tasks []',
      '  + ? tasks t.yml: cycle',
    ]);
    assert.equal(playbook.problems.length, 3);
  });

  it('reads each file once, for several playbooks together', async () => {
    const files = new PlaybookFolder({
      'a.yml': '- hosts: all\n  roles: [web, web]\n',
      'b.yml': '- hosts: all\n  roles: [web]\n  tasks:\n    - import_role: { name: web }\n',
      'roles/web/tasks/main.yml': '- import_tasks: more.yml\n- import_tasks: more.yml\n',
      'roles/web/tasks/more.yml': '- ping:\n',
    });
    const sources = new PlaybookSources(files);
    const found = await Promise.all(['a.yml', 'b.yml'].map((path) => discoverPlaybook(path, sources)));
    assert.deepEqual(
      found.map((playbook) => allTasks(playbook).length),
      [4, 4],
    );
    assert.deepEqual([...files.reads].sort(), [...new Set(files.reads)].sort());
    const [first] = found;
    assert.equal(first?.files.has('roles/web/tasks/more.yml'), true);
    assert.equal(first.files.has('roles/web/meta/main.yml'), true, 'one that may come');
  });

  it('shows what is right beside what is wrong', async () => {
    const text = `
- hosts: all
  tasks:
    - name: Two actions
      debug:
      command: x
    - just text
    - name: Right
      debug:
      tags: [good, 5, "{{ more }}", {a: b}]
    - 5: x
      debug:
- tasks: []
- 5
`;
    const playbook = await discover(text);
    assert.deepEqual(outline(allTasks(playbook)), ['Right [good]', 'debug []']);
    assert.deepEqual(
      complaints(playbook, text).map((line) => line.split(' ')[0]),
      [4, 7, 10, 10, 10, 11, 13, 14].map((line) => `site.yml:${line}`),
    );
  });

  it('asks for no file of a role outside of it, and for no path with .. in its middle', async () => {
    const asked: string[] = [];
    const files = new PlaybookFolder({
      'site.yml': `
- hosts: all
  tasks:
    - import_tasks: ../../up.yml
    - import_tasks: /etc/x/../passwd
    - import_role: { name: web, tasks_from: ../../../secret.yml }
`,
      'roles/web/tasks/main.yml': '- ping:\n',
      'secret.yml': '- ping:\n',
    });
    const sources = new PlaybookSources({
      read: (path) => {
        asked.push(path);
        return files.read(path);
      },
      isFolder: (path) => files.isFolder(path),
    });
    const playbook = await discoverPlaybook('./site.yml', sources);
    assert.equal(allTasks(playbook).length, 0);
    assert.ok(asked.includes('../../up.yml') && asked.includes('/etc/passwd'));
    assert.ok(
      asked.every((path) => !path.includes('secret') && !/[^.]\/\.\./u.test(path)),
      asked.join('\n'),
    );
  });

  it('reads ten thousand tasks, and stops at imports that grow without end', async () => {
    const many = `- hosts: all\n  tasks:\n${'    - name: x\n      debug:\n      tags: [a, b]\n'.repeat(10_000)}`;
    assert.equal(allTasks(await discover(many)).length, 10_000);

    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, level) => [
        `t${level}.yml`,
        `- import_tasks: t${level + 1}.yml\n- import_tasks: t${level + 1}.yml\n- ping:\n`,
      ]),
    );
    const playbook = await discover({
      'site.yml': '- hosts: all\n  tasks:\n    - import_tasks: t0.yml\n',
      ...doubling,
      't40.yml': '- ping:\n',
    });
    assert.ok(allTasks(playbook).length <= 300_000);
    assert.equal(playbook.problems.length, 1);
  }).timeout(20_000);

  it('never fails, whatever its files hold', async () => {
    const key = fc.constantFrom(
      ...[
        'hosts',
        'tasks',
        'roles',
        'tags',
        'block',
        'rescue',
        'import_tasks',
        'include_tasks',
        'import_role',
        'debug',
      ],
      ...[
        'import_playbook',
        'action',
        'args',
        'apply',
        'name',
        'role',
        'dependencies',
        '__proto__',
        'toString',
        'vars',
      ],
    );
    const text = fc.constantFrom(
      'a',
      'all',
      'site.yml',
      'x.yml',
      'a, b',
      '{{ x }}',
      '',
      '/x',
      '../x',
      'module=x file=y',
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6, withCrossShrink: true },
        fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
      ),
    }));
    const file = fc.oneof(
      fc.string(),
      value.map((data) => JSON.stringify(data)),
    );
    const entry = fc.array(fc.tuple(key, value), { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs));
    const list = fc.array(entry).map((entries) => JSON.stringify(entries));
    await fc.assert(
      fc.asyncProperty(list, list, file, async (site, tasks, meta) => {
        const files = {
          'site.yml': site,
          'x.yml': tasks,
          'roles/a/tasks/main.yml': tasks,
          'roles/a/meta/main.yml': meta,
        };
        const playbook = await discover(files);
        for (const { file: path, range } of playbook.problems) {
          const { length } = path in files ? files[path as keyof typeof files] : '';
          assert.ok(range.offset <= length);
        }
      }),
      { numRuns: 300 },
    );
  }).timeout(20_000);
});
