import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../host/eventually.ts';
import { AnsibleScene } from './ansibleScene.ts';
import { shareBrowser, type Scene } from './fixture.ts';
import type { StandInRun, StandInTools } from './standInTools.ts';
import type { TestingView } from './testingView.ts';

shareBrowser();

const playbooks = {
  'site.yml': `- name: Site
  hosts: web
  tags: base
  gather_facts: false
  tasks:
    - { name: Install, ansible.builtin.debug: , tags: packages }
    - { name: Configure, ansible.builtin.debug: , tags: config }
    - { name: Wipe, ansible.builtin.debug: , tags: [never, wipe] }
`,
  'asks.yml': `- name: Asks
  hosts: web
  vars_prompt:
    - { name: word, prompt: "Which word?", confirm: yes }
    - { name: release, prompt: "Which release?", private: no, default: stable }
  tasks:
    - { name: Say, ansible.builtin.debug: , tags: say }
`,
  'never.yml': `- name: Base
  hosts: web
  tags: base
  tasks:
    - { name: Install, ansible.builtin.debug: , tags: packages }
    - { name: Wipe, ansible.builtin.debug: , tags: [never, wipe] }
`,
  'plays.yml': `- { name: First play, hosts: web, tasks: [{ name: One, ansible.builtin.debug: }] }
- { name: Second play, hosts: web, tasks: [{ name: Two, ansible.builtin.debug: }] }
`,
  'half.yml': '- { name: "Half \\uD83D", hosts: web, tasks: [{ ansible.builtin.debug: , tags: half }] }\n',
  'vault/closed.yml': '- name: Closed\n  hosts: web\n  tasks: [{ ansible.builtin.debug: }]\n',
  'vault/group_vars/all.yml': '$ANSIBLE_VAULT;1.1;AES256\n6162\n',
  'vars/shared.yml': 'shared: yes\n',
};

describe('Running playbooks', () => {
  let ansible: AnsibleScene;
  let scene: Scene;
  let tools: StandInTools;
  let view: TestingView;

  before(async () => {
    ansible = await AnsibleScene.open(playbooks, 'site.yml');
    ({ scene, tools, view } = ansible);
  });
  after(() => ansible.end());

  const chooseTags = async (playbook: string): Promise<Locator> => {
    await scene.window.runCommand('AMI Bakery: Run Ansible with Tags…');
    await ansible.choose(ansible.titled('Run which playbook?'), playbook);
    const list = ansible.titled(`Run ${playbook} with which tags?`);
    await list.locator('.monaco-list-row').first().waitFor();
    return list;
  };
  /** Ticks a row, or takes the tick away, as the keyboard does it. */
  const toggle = async (list: Locator, label: string): Promise<void> => {
    await list.locator('input[type="text"]').fill(label);
    await list.locator('.monaco-list-row[data-index="0"]', { hasText: label }).waitFor();
    await ansible.press('ArrowDown', 'Space');
    await list.locator('input[type="text"]').fill('');
  };
  const openOptions = async (list: Locator, playbook: string): Promise<Locator> => {
    await list.locator('.monaco-list-row').first().waitFor();
    await list.locator('input[type="text"]').fill('More');
    await ansible.press('ArrowDown', 'Space');
    const options = ansible.titled(`Run ${playbook} how?`);
    await options.waitFor();
    return options;
  };
  const isSet = (options: Locator, label: string, value: string): Promise<void> =>
    options.locator('.monaco-list-row', { hasText: label }).getByText(value, { exact: true }).waitFor();

  it('is two keys away with the tags of the last time, which are remembered', async () => {
    const list = await chooseTags('site.yml');
    // What each would run is said before one is chosen; what is tagged never inherits base, too.
    const saying = (tag: string): Promise<string> =>
      list
        .locator('.monaco-list-row', { has: scene.window.page.getByText(tag, { exact: true }) })
        .innerText();
    assert.match(await saying('packages'), /1 task\s+Install$/u);
    assert.match(await saying('base'), /3 tasks\s+Install · Configure · Wipe$/u);
    await toggle(list, 'config');
    assert.deepEqual(await ansible.optionsAfter(() => ansible.press('Enter')), ['--tags=config', '--diff']);
    await view.end('site.yml', 'Passed');
    await chooseTags('site.yml');
    assert.deepEqual(await ansible.optionsAfter(() => ansible.press('Enter')), ['--tags=config', '--diff']);
    await view.end('site.yml', 'Passed');
    await scene.window.runCommand('Test: Show Output');
    const output = scene.window.page.locator('.xterm-rows').first();
    await eventually('the command', async () =>
      /\$\s+\S+\/ansible-playbook\s+--inventory\s+web,/u.test(await output.innerText()),
    );
  });

  it('takes all other options by the keyboard, shows the command, and remembers them for the playbook', async () => {
    const options = await openOptions(await chooseTags('site.yml'), 'site.yml');
    await ansible.choose(options, 'Tags to skip');
    const skipped = ansible.titled('Tags to skip');
    await toggle(skipped, 'packages');
    await ansible.press('Enter');
    await isSet(options, 'Tags to skip', 'packages');
    await ansible.choose(options, 'Check mode');
    await isSet(options, 'Check mode', 'yes');
    await ansible.choose(options, 'Start at task');
    await ansible.choose(ansible.titled('Start at task'), 'Configure');
    await isSet(options, 'Start at task', 'Configure');
    await ansible.choose(options, 'Limit to hosts');
    await ansible.answer('A host pattern', 'web:!other');
    await isSet(options, 'Limit to hosts', 'web:!other');
    await ansible.choose(options, 'Files of extra variables');
    await toggle(ansible.titled('Files of extra variables'), 'vars/shared.yml');
    await ansible.press('Enter');
    await isSet(options, 'Files of extra variables', 'vars/shared.yml');
    await ansible.choose(options, 'Extra variables');
    await ansible.answer('NAME=VALUE', 'word=HUSH {{ it }} "x"');
    await ansible.saying('Remove word').waitFor();
    await ansible.press('Enter');
    await options.locator('.monaco-list-row', { hasText: '--start-at-task=Configure' }).waitFor();
    assert.doesNotMatch(await options.innerText(), /HUSH/u);
    const call = await ansible.callOf(() => ansible.press('Enter'));
    const shared = `@${join(scene.demo.workspace, 'vars', 'shared.yml')}`;
    assert.deepEqual(call.arguments.slice(4, -4), [
      ...['--tags=config', '--skip-tags=packages', '--limit=web:!other', '--start-at-task=Configure'],
      ...['--check', '--diff', '--extra-vars', shared],
    ]);
    assert.doesNotMatch(call.arguments.join(' '), /HUSH/u);
    assert.deepEqual(call.variables.at(-1), '"word": "HUSH {{ it }} \\"x\\""\n');
    await view.end('site.yml', 'Passed');

    await chooseTags('site.yml');
    const again = await ansible.callOf(() => ansible.press('Enter'));
    assert.deepEqual(again.arguments.slice(4, -4), call.arguments.slice(4, -4));
    assert.deepEqual(again.variables, call.variables);
    await view.end('site.yml', 'Passed');
    const rerun = await ansible.callOf(() => scene.window.runCommand('AMI Bakery: Re-run Last Test'));
    assert.deepEqual(rerun.arguments.slice(4, -4), call.arguments.slice(4, -4));
    await view.end('site.yml', 'Passed');
  });

  it('goes back from the options to the tags, and away with Escape', async () => {
    const before = (await tools.calls()).length;
    const options = await openOptions(await chooseTags('asks.yml'), 'asks.yml');
    await ansible.choose(options, 'Check mode');
    await isSet(options, 'Check mode', 'yes');
    await options.getByRole('button', { name: 'Back' }).click();
    const list = ansible.titled('Run asks.yml with which tags?');
    await list.waitFor();
    await ansible.press('Escape');
    await list.waitFor({ state: 'hidden' });
    assert.equal((await tools.calls()).length, before);
  });

  it('is refused where no task would run', async () => {
    const before = (await tools.calls()).length;
    const options = await openOptions(await chooseTags('asks.yml'), 'asks.yml');
    await ansible.choose(options, 'Tags to skip');
    await toggle(ansible.titled('Tags to skip'), 'say');
    await ansible.press('Enter');
    await isSet(options, 'Tags to skip', 'say');
    await ansible.press('Enter');
    await view.end('asks.yml', 'Errored');
    await scene.window.page.getByText('No task would run, so nothing is run.').first().waitFor();
    assert.equal((await tools.calls()).length, before);
  });

  it('shows the tasks first where they may surprise; not to want them is no failure', async () => {
    const before = (await tools.calls()).length;
    const surprise = 'A task tagged never runs all the same, because it inherits base: Wipe';
    await toggle(await chooseTags('never.yml'), 'base');
    await ansible.press('Enter');
    await ansible.dialog(surprise).waitFor();
    const shown = await ansible.dialog(surprise).innerText();
    assert.match(shown, /What would run:\s*• Install\s*• Wipe \(never\)/u);
    await ansible.pressIn(surprise, 'Cancel');
    await view.end('never.yml', 'Skipped');
    assert.equal((await tools.calls()).length, before);
    await scene.window.runCommand('AMI Bakery: Re-run Last Test');
    const options = await ansible.optionsAfter(() => ansible.pressIn(surprise, 'Run'));
    assert.deepEqual(options, ['--tags=base', '--diff']);
    await view.end('never.yml', 'Passed');
    const again = await ansible.optionsAfter(() => scene.window.runCommand('AMI Bakery: Re-run Last Test'));
    assert.deepEqual(again, ['--tags=base', '--diff']);
    await view.end('never.yml', 'Passed');
  });

  it('says in the Testing view what else runs where Ansible cannot tell that apart', async () => {
    await view.open('plays.yml');
    await view.run('Second play');
    const surprise = 'These run too, which you have not chosen: One';
    const options = await ansible.optionsAfter(() => ansible.pressIn(surprise, 'Run'));
    assert.deepEqual(options, ['--tags=untagged', '--diff']);
    await view.end('plays.yml', 'Passed');
  });

  it('is shown also where a name in it has half a character', async () => {
    await view.open('half.yml');
    await view.row('Half \uFFFD').waitFor();
  });

  it('runs a play whole without what is tagged never in it', async () => {
    await view.open('site.yml');
    assert.deepEqual(await ansible.optionsAfter(() => view.run('Site')), ['--diff']);
    await view.end('site.yml', 'Passed');
  });

  it('asks what the playbook would ask, hidden and twice where it says so, and hands that on in a file', async () => {
    await view.run('asks.yml');
    await ansible.answer('Which word?', 'HUSH one', true);
    await ansible.answer('Once more: Which word?', 'HUSH two', true);
    await ansible.pressIn('The two are not the same.', 'OK');
    await ansible.answer('Which word?', 'HUSH one', true);
    await ansible.answer('Once more: Which word?', 'HUSH one', true);
    const call = await ansible.callOf(() => ansible.answer('Which release? [stable]', ''));
    assert.deepEqual(call.variables, ['"word": "HUSH one"\n']);
    assert.doesNotMatch(call.arguments.join(' '), /HUSH/u);
    await view.end('asks.yml', 'Passed');
  });

  it('is skipped when a question is left', async () => {
    const before = (await tools.calls()).length;
    await view.run('asks.yml');
    await ansible.saying('Which word?').waitFor();
    await ansible.press('Escape');
    await view.end('asks.yml', 'Skipped');
    assert.equal((await tools.calls()).length, before);
  });

  it('asks for the password of the vault when a file is encrypted, and for that of become when it is wanted', async () => {
    await view.run('vault/closed.yml');
    const withVault = await ansible.callOf(() => ansible.answer('Password of the vault', 'HUSH vault', true));
    assert.deepEqual([withVault.vaultPassword, withVault.becomePassword], ['HUSH vault', null]);
    await view.end('vault/closed.yml', 'Passed');
    const options = await openOptions(await chooseTags('vault/closed.yml'), 'vault/closed.yml');
    await ansible.choose(options, 'Ask for the become password');
    await isSet(options, 'Ask for the become password', 'yes');
    await ansible.press('Enter');
    await ansible.answer('Password of the vault', '', true);
    const withBecome = await ansible.callOf(() => ansible.answer('Become password', 'HUSH become', true));
    assert.deepEqual([withBecome.vaultPassword, withBecome.becomePassword], [null, 'HUSH become']);
    assert.doesNotMatch(JSON.stringify([withVault.arguments, withBecome.arguments]), /HUSH/u);
    await view.end('vault/closed.yml', 'Passed');
  });

  it('is a press away over each play, role and tagged task of a file', async () => {
    const { page } = scene.window;
    await scene.window.openFile('site.yml');
    const lenses = page.locator('.codelens-decoration', {
      hasText: 'Run on Vagrant | on EC2 | Check on Vagrant',
    });
    // Of the play, and of its tasks.
    await eventually('the lenses', async () => (await lenses.count()) === 4);
    const places = (await lenses.all()).map(async (lens) => ({
      lens,
      y: (await lens.boundingBox())?.y ?? 0,
    }));
    const [, , configure] = (await Promise.all(places)).sort((one, other) => one.y - other.y);
    assert.ok(configure);
    const check = configure.lens.getByText('Check on Vagrant');
    const words = await ansible.optionsAfter(() => check.click());
    assert.deepEqual(words, ['--tags=config', '--check', '--diff']);
    await view.end('site.yml', 'Passed');
  });

  const result = (status: string, message?: string): StandInRun['tasks'][number]['results'][string] => ({
    status,
    ...(message === undefined ? {} : { message }),
  });

  it('has an error, and has neither passed nor failed, where Ansible says something else than its events', async () => {
    await tools.script({ tasks: [{ line: 6, results: { web: result('failed', 'no') } }], exitCode: 0 });
    await view.run('site.yml');
    await view.end('site.yml', 'Errored');
    const words = 'Ansible says that all went well, but a task has failed.';
    await scene.window.page.getByText(words).first().waitFor();
  });

  it('says that a machine was not reached as an error of it', async () => {
    await tools.script({
      tasks: [{ line: 6, results: { web: result('unreachable', 'timed out') } }],
      exitCode: 4,
    });
    await view.run('site.yml');
    await view.end('site.yml', 'Errored');
    await view.open('site.yml');
    await view.open('Site');
    await view.end('Install', 'Errored');
  });

  it('asks where, when another machine runs but not the one of the playbook', async () => {
    await tools.setStoppedMachines(['site']);
    await view.run('site.yml');
    const question = ansible.titled('Run on which machine?');
    await question.locator('.monaco-list-row', { hasText: 'Start site' }).waitFor();
    const call = await ansible.callOf(() => ansible.choose(question, 'web'));
    assert.deepEqual(call.arguments.slice(0, 2), ['--inventory', 'web,']);
    await view.end('site.yml', 'Passed');
    await tools.setStoppedMachines([]);
  });

  it('is shown to its end by the next window, also where nobody opens the Testing view there', async () => {
    const { page } = scene.window;
    const release = await tools.hold();
    const call = await ansible.callOf(() => view.run('site.yml'));
    const runFolder = dirname(/-F '([^']+)'/u.exec(call.arguments[3] ?? '')?.[1] ?? '');
    await page.locator('.activitybar [aria-label^="Explorer"]').first().click();
    await view.row('site.yml').waitFor({ state: 'hidden' });
    await page.reload();
    await scene.window.waitForExtension();
    assert.ok((await readdir(runFolder)).includes('run.json'));
    await release();
    await eventually('the end of the run', async () => {
      const names = await readdir(runFolder).catch(() => undefined);
      return names === undefined;
    });
    await view.show('site.yml');
    await view.end('site.yml', 'Passed');
  });

  it('shows only what has a tag, by the filter of the Testing view itself', async () => {
    // The last of all: VS Code may bring a filter back that was cleared just before a reload.
    const { page } = scene.window;
    const filter = page.locator('.testing-filter-wrapper .monaco-editor').first();
    await filter.click();
    await page.keyboard.type('@amiBakery:say');
    await view.row('asks.yml').waitFor();
    await view.row('site.yml').waitFor({ state: 'hidden' });
    await filter.click();
    await ansible.press('ControlOrMeta+A', 'Delete');
    await view.row('site.yml').waitFor();
  });
});
