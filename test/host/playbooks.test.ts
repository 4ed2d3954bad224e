import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { tasksOf } from '../../src/core/playbooks/discoveredPlaybook.ts';
import { PlaybookDiscovery } from '../../src/features/testing/discovery.ts';
import { requestedRuns } from '../../src/features/testing/requestedRuns.ts';
import { Log } from '../../src/host/log.ts';
import { eventually } from './eventually.ts';

const playbook = `- name: First
  hosts: web
  tasks:
    - name: install
      ansible.builtin.debug:
      tags: [packages, base]
    - name: configure
      ansible.builtin.debug:
      tags: [config, base]
    - name: without
      ansible.builtin.debug:
`;

describe('The playbooks of the workspace', () => {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(workspace);
  const folder = vscode.Uri.joinPath(workspace.uri, 'playbooks-of-a-test');
  const path = 'playbooks-of-a-test/first.yml';
  const write = (name: string, text: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));
  const log = new Log(vscode.window.createOutputChannel('Playbooks of a test', { log: true }));
  const controller = vscode.tests.createTestController('playbooks-of-a-test', 'Playbooks');
  const discovery = new PlaybookDiscovery(controller, log);
  before(async () => {
    await write('first.yml', playbook);
    await write('vars.yml', 'hosts: none\n');
    await write('broken.yml', '- hosts: all\n  tasks: [\n');
    await discovery.start();
  });
  after(async () => {
    discovery.dispose();
    controller.dispose();
    log.dispose();
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  const test = (): (typeof discovery.tests)[number] => {
    const found = discovery.tests.find((each) => each.playbook.path === path);
    assert.ok(found, discovery.tests.map((each) => each.playbook.path).join());
    return found;
  };
  /** VS Code tells of new files a while after they are found, and they are read again then. */
  const quiet = async (): Promise<void> => {
    let told = Date.now();
    const subscription = discovery.onDidChange(() => (told = Date.now()));
    await eventually('the end of what is told', () => Date.now() - told > 1500);
    subscription.dispose();
  };
  const itemOf = (label: string): vscode.TestItem => {
    const found = [...test().parts.keys()].find((item) => item.label === label);
    assert.ok(found, label);
    return found;
  };

  it('are found with their plays and tasks at their lines, and tags are test tags', () => {
    assert.equal(itemOf('First').parent, test().item);
    assert.deepEqual(
      ['install', 'configure', 'without'].map((label) => itemOf(label).range?.start.line),
      [3, 6, 9],
    );
    assert.deepEqual(
      itemOf('install').tags.map(({ id }) => id),
      ['base', 'packages'],
    );
  });

  it('are said to be wrong where they are, and hide no other', () => {
    const broken = discovery.tests.find((each) => each.playbook.path.endsWith('broken.yml'));
    assert.ok(broken?.item.error);
    assert.equal(
      discovery.tests.some((each) => each.playbook.path.endsWith('vars.yml')),
      false,
    );
  });

  it('are run by the tags that bring the fewest other tasks, and say which come that one may not expect', () => {
    const tagsFor = (...labels: readonly string[]): unknown =>
      requestedRuns(discovery.tests, { include: labels.map(itemOf), exclude: undefined }).map(
        ({ options: { tags } }) => tags,
      );
    assert.deepEqual(tagsFor('install'), [['packages']]);
    assert.deepEqual(tagsFor('install', 'configure'), [['base']]);
    assert.deepEqual(tagsFor('without'), [['untagged']]);
    assert.deepEqual(tagsFor('First'), [[]]);
    const all = requestedRuns(discovery.tests, { include: undefined, exclude: [test().item] });
    assert.equal(all.length, discovery.tests.length - 1);
    const hidden = { include: [test().item], exclude: [itemOf('install'), itemOf('without')] };
    assert.deepEqual(
      requestedRuns(discovery.tests, hidden).map(({ options: { tags } }) => tags),
      [['config']],
    );
    assert.deepEqual(requestedRuns(discovery.tests, { ...hidden, exclude: [itemOf('First')] }), []);
  });

  it('follow what is saved, and know again what had another place', async () => {
    const { id } = itemOf('without');
    await write('first.yml', playbook.replace('    - name: configure', '    - debug:\n    - name: arrange'));
    const labels = (): string[] =>
      test().playbook.plays.flatMap((play) =>
        play.kind === 'play' ? [...tasksOf(play.parts)].map(({ label }) => label) : [],
      );
    await eventually('the change', () => labels().includes('arrange'));
    assert.equal(itemOf('without').id, id);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, 'broken.yml'));
    await eventually('the end of the other', () =>
      discovery.tests.every((each) => !each.playbook.path.endsWith('broken.yml')),
    );
  });

  it('are read anew only where a change concerns them, be it a role that comes or a folder that goes', async () => {
    const named = (name: string): (typeof discovery.tests)[number] | undefined =>
      discovery.tests.find((each) => each.playbook.path === `playbooks-of-a-test/${name}`);
    await write('other.yml', '- hosts: all\n');
    await write('with-role.yml', '- hosts: all\n  roles: [late]\n');
    await write('below/third.yml', '- hosts: all\n');
    await eventually('the playbooks', () =>
      ['other.yml', 'with-role.yml', 'below/third.yml'].every((name) => named(name) !== undefined),
    );
    await quiet();
    const [first, other] = [named('first.yml'), named('other.yml')];
    const labels = (): string[] =>
      [...(named('with-role.yml')?.parts.keys() ?? [])].map(({ label }) => label);
    await write('roles/late/tasks/main.yml', '- name: at last\n  ansible.builtin.debug:\n');
    await eventually('the task of the role', () => labels().includes('at last'));
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, 'below'), { recursive: true });
    await eventually('the end of the folder', () => named('below/third.yml') === undefined);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, 'roles'), { recursive: true });
    await eventually('the end of the role', () => !labels().includes('at last'));
    assert.deepEqual([named('first.yml') === first, named('other.yml') === other], [true, true]);
    await discovery.refresh();
    assert.equal(named('other.yml') === other, false);
  });

  it('are found by hundreds, and one that is saved is there again without reading the others', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `many/playbook-${index}.yml`);
    for (const name of names) await write(name, playbook);
    const many = (): number =>
      discovery.tests.filter(({ playbook: { path: its } }) => its.includes('/many/')).length;
    await eventually('all of them', () => many() === names.length);
    await quiet();
    const before = new Set(discovery.tests);
    await write('many/playbook-7.yml', playbook.replace('configure', 'arrange'));
    await eventually('the one that is new', () => discovery.tests.some((each) => !before.has(each)));
    assert.equal(discovery.tests.filter((each) => !before.has(each)).length, 1);
  });
});
