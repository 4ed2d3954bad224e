import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { awsConfigFiles } from '../../src/localcloud/awsConfig.ts';
import type { Demo } from '../harness/demo.ts';
import { eventually } from '../host/eventually.ts';
import { shareBrowser, openScene, type SceneOptions } from './fixture.ts';

shareBrowser();

/** Makes a program stand in for the AWS CLI: it leaves its arguments beside the workspace, and does what is given. */
const withAwsCli =
  (body: (control: string) => string): NonNullable<SceneOptions['prepare']> =>
  async (demo, cloud) => {
    const program = join(demo.workspace, '..', 'aws-cli.mjs');
    const keep = `writeFileSync(${JSON.stringify(argumentsFile(demo))}, JSON.stringify(process.argv.slice(2)));`;
    const lines = [
      '#!/usr/bin/env node',
      "import { writeFileSync } from 'node:fs';",
      body(cloud.control),
      keep,
      '',
    ];
    await writeFile(program, lines.join('\n'), { mode: 0o755 });
    await mkdir(join(demo.workspace, '.vscode'));
    const settings = { 'amiBakery.awsCliPath': program };
    await writeFile(join(demo.workspace, '.vscode', 'settings.json'), JSON.stringify(settings));
  };

const argumentsFile = ({ workspace }: Demo): string => join(workspace, '..', 'arguments.json');

async function argumentsOf(demo: Demo): Promise<unknown> {
  // A file that is being written is empty at first.
  const text = await eventually('the run of the AWS CLI', () =>
    readFile(argumentsFile(demo), 'utf8').then(
      (written) => written !== '' && written,
      () => undefined,
    ),
  );
  return JSON.parse(text) as unknown;
}

describe('Signing in', () => {
  it('offers every environment before any was shown, and reads all that were refused afterwards', async () => {
    const expiry = { kind: 'error', code: 'RequestExpired', status: 400 };
    const faults = ['111111111111', '222222222222'].map((account) => ({ ...expiry, account }));
    const prepare = withAwsCli(
      (control) => `await fetch(${JSON.stringify(`${control}/faults`)}, { method: 'DELETE' });`,
    );
    const scene = await openScene({ faults, prepare, showsView: false });
    const { demo, window } = scene;
    try {
      const command = 'AMI Bakery: Sign In to Environment…';
      await window.runCommand(command);
      const list = window.page.locator('.quick-input-widget', { hasText: 'Sign in to which environment?' });
      await list.locator('.monaco-list-row').nth(2).waitFor();
      assert.match(await list.innerText(), /dev[^]*staging[^]*prod/u);
      await window.page.keyboard.press('Escape');
      await window.showImages();
      await window.waitForRows('the refusals', (rows) =>
        ['dev', 'staging'].every((profile) =>
          rows.some(({ label }) => label.endsWith(`configure --profile ${profile}`)),
        ),
      );
      await window.chooseIn(command, 'dev');
      assert.deepEqual(await argumentsOf(demo), ['configure', '--profile', 'dev']);
      await window.waitForRows('all images', (rows) =>
        ['dev', 'staging', 'prod'].every((name) =>
          rows.some(({ label, description }) => label === name && description === '150 images'),
        ),
      );
    } finally {
      await scene.end();
    }
  });

  it('to a new profile asks for its name, takes none that there is, and always passes it on', async () => {
    const scene = await openScene({ prepare: withAwsCli(() => ''), showsView: false });
    const { demo, window } = scene;
    try {
      await window.runCommand('AMI Bakery: Add AWS Profile…');
      const title = 'Name of the new AWS profile';
      await window.typeInto(title, 'prod');
      await window.page
        .locator('.quick-input-message', { hasText: 'There is a profile of this name already.' })
        .waitFor();
      await window.typeInto(title, 'team-dev');
      await window.page.keyboard.press('Enter');
      await window.chooseItem('Access keys');
      assert.deepEqual(await argumentsOf(demo), ['configure', '--profile', 'team-dev']);
    } finally {
      await scene.end();
    }
  });
});

describe('A profile without a region', () => {
  it('says what to run, with a button that runs it for the region that a person says', async () => {
    const writeRegion = `
      import { appendFileSync } from 'node:fs';
      const [, , , region] = process.argv.slice(2);
      appendFileSync(process.env.AWS_CONFIG_FILE, 'region = ' + region + '\\n');`;
    const prepare: SceneOptions['prepare'] = async (demo, cloud) => {
      await withAwsCli(() => writeRegion)(demo, cloud);
      await writeFile(demo.configFile, `[profile dev]\nendpoint_url = ${cloud.endpoint}\n`);
      await writeFile(demo.credentialsFile, awsConfigFiles(cloud.profiles.slice(0, 1)).credentials);
    };
    const scene = await openScene({ configuration: null, prepare });
    const { demo, window } = scene;
    try {
      const label = /^No region: run .*aws-cli\.mjs configure set region REGION --profile dev$/u;
      const rows = await window.waitForRows('the failure', (all) => all.some((row) => label.test(row.label)));
      await window.pressInline(rows.find((row) => label.test(row.label))?.label ?? '', 'Set Region');
      await window.typeInto('Region of AWS profile dev', 'us-east-1a');
      await window.page.locator('.quick-input-message', { hasText: 'not a region code' }).waitFor();
      await window.typeInto('Region of AWS profile dev', 'us-east-1');
      await window.page.keyboard.press('Enter');
      await window.waitForRows('the images', (all) => all.some((row) => row.label === 'web'));
      assert.deepEqual(await argumentsOf(demo), [
        ...['configure', 'set', 'region', 'us-east-1'],
        ...['--profile', 'dev'],
      ]);
    } finally {
      await scene.end();
    }
  });
});
