import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds } from '../../src/host/contributedIds.ts';
import { eventually } from './eventually.ts';

const names = ['awsCliPath', 'packerPath', 'ansiblePlaybookPath', 'vagrantPath'] as const;

describe('Check Tools and Credentials', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-host-'));
    await set('awsCliPath', await program('aws', 'echo "aws-cli/2.9.19 Python/3.11.2 Linux/6.1.0"'));
    await set('packerPath', await program('packer', 'echo "Packer v1.5.0"'));
    await set('ansiblePlaybookPath', await program('ansible-playbook', 'echo "$0 is broken" >&2; exit 1'));
    await set('vagrantPath', '/nowhere/vagrant');
  });
  after(async () => {
    for (const name of names) await set(name, undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true });
  });

  const program = async (name: string, line: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${line}\n`);
    await chmod(path, 0o755);
    return path;
  };
  const set = (name: (typeof names)[number], value: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration('amiBakery').update(name, value, vscode.ConfigurationTarget.Global);
  const check = async (): Promise<string> => {
    await vscode.commands.executeCommand(commandIds.checkTools);
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, 'ami-bakery-report');
    assert.equal(document.languageId, 'plaintext');
    return document.getText();
  };
  /** The lines below a title, up to the next empty one. */
  const below = (report: string, title: string): string => {
    const lines = report.split('\n');
    const start = lines.indexOf(title);
    assert.ok(start >= 0, `${title} is not in:\n${report}`);
    return lines.slice(start + 1, lines.indexOf('', start)).join('\n');
  };

  it('reports of the programs of the settings their path and version, or what is wrong and how to mend it', async () => {
    const report = await check();
    const aws = below(report, 'AWS CLI: ok');
    assert.match(aws, new RegExp(`Path: +${folder}/aws\n +Version: +2\\.9\\.19$`, 'u'));
    const packer = below(report, 'Packer: too old');
    assert.match(packer, /Version: +1\.5\.0, but 1\.6\.6 or later is needed\n/u);
    const ansible = below(report, 'Ansible: failed');
    assert.match(ansible, new RegExp(`It says: +${folder}/ansible-playbook is broken\n`, 'u'));
    assert.match(ansible, new RegExp(`Run: +${folder}/ansible-playbook --version\n`, 'u'));
    const vagrant = below(report, 'Vagrant: missing');
    assert.match(vagrant, /There is no program \/nowhere\/vagrant\.\n/u);
    assert.match(
      vagrant,
      /Fix: +Correct the path in the setting.*\n(?:.*\n)* +Setting: amiBakery\.vagrantPath$/u,
    );
    assert.match(report, /^These need attention: Packer, Ansible, Vagrant$/mu);
  });

  it('reports of every environment who AWS says one is', async () => {
    const report = await check();
    for (const [name, account] of [
      ['dev', '111111111111'],
      ['staging', '222222222222'],
      ['prod', '333333333333'],
    ] as const) {
      const identity = below(report, `${name}: ok`);
      assert.match(identity, new RegExp(`Account: +${account}, as ami-bakery\\.json says\n`, 'u'));
      assert.match(identity, new RegExp(`Identity: +arn:aws:iam::${account}:user/`, 'u'));
    }
  });

  it('renews the same document when it is run again', async () => {
    await check();
    await set('vagrantPath', await program('vagrant', 'echo Vagrant 2.3.4'));
    await check();
    const document = vscode.window.activeTextEditor?.document;
    await eventually('the new version', () =>
      /^Vagrant: ok\n.*\n.*2\.3\.4$/mu.test(document?.getText() ?? ''),
    );
    const reports = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ label }) => label.startsWith('Tools and Credentials'));
    assert.equal(reports.length, 1);
  });
});
