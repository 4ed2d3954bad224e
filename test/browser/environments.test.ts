import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { awsConfigFiles } from '../../src/localcloud/awsConfig.ts';
import { startLocalCloud } from '../../src/localcloud/server.ts';
import { demoConfiguration } from '../harness/demo.ts';
import type { TreeRow, Workbench } from '../harness/workbench.ts';
import { eventually } from '../host/eventually.ts';
import { shareBrowser, openScene, type Scene, type SceneOptions } from './fixture.ts';

shareBrowser();

async function withScene(options: SceneOptions, act: (scene: Scene) => Promise<void>): Promise<void> {
  const scene = await openScene(options);
  try {
    await act(scene);
  } finally {
    await scene.end();
  }
}

/**
 * Acts in the one window of all tests that only files make different, which it follows without a reload. Images of an
 * earlier test may be there at first, as old ones.
 */
async function inSharedWindow(options: FileOptions, act: (scene: Scene) => Promise<void>): Promise<void> {
  const { faults = [], configuration = demoConfiguration, prepare } = options;
  shared ??= await openScene();
  const { cloud, demo, window } = shared;
  const file = join(demo.workspace, 'ami-bakery.json');
  await writeFile(file, '{ "environments": [] }');
  await welcomed(window, /ami-bakery\.json has errors/u);
  const { config, credentials } = awsConfigFiles(cloud.profiles);
  await writeAgain(demo.configFile, config);
  await writeAgain(demo.credentialsFile, credentials);
  for (const fault of faults) await shared.addFault(fault);
  await prepare?.(demo, cloud);
  await shared.forgetRequests();
  if (configuration === null) await rm(file);
  else await writeFile(file, configuration(cloud));
  try {
    await act(shared);
  } finally {
    await shared.clearFaults();
  }
}

/** Writes a file that is not as it was: everything is read anew when one with profiles changes. */
async function writeAgain(path: string, text: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return;
  await rm(path, { recursive: true });
  await writeFile(path, text);
}

/** Waits until the view says this where it has no rows. */
async function welcomed(window: Workbench, text: RegExp): Promise<void> {
  let said = '';
  const isSaid = async (): Promise<boolean> => text.test((said = await window.welcome()));
  await eventually(String(text), isSaid).catch((thrown: unknown) => {
    throw new Error(`The view says: ${said}`, { cause: thrown });
  });
}

type FileOptions = Pick<SceneOptions, 'faults' | 'configuration' | 'prepare'>;

let shared: Scene | undefined;

const has =
  (label: string | RegExp) =>
  (rows: readonly TreeRow[]): boolean =>
    rows.some((row) => (typeof label === 'string' ? row.label === label : label.test(row.label)));
const isComplete =
  (name: string) =>
  (rows: readonly TreeRow[]): boolean =>
    rows.some(({ label, description }) => label === name && description === '150 images');

describe('Environments', () => {
  after(async () => {
    await shared?.end();
    shared = undefined;
  });

  it('that fail in one region keep the images of the other', async () => {
    const refusal = {
      kind: 'error',
      action: 'DescribeImages',
      account: '111111111111',
      region: 'eu-west-1',
      code: 'InternalError',
      status: 500,
    };
    await inSharedWindow({ faults: [refusal] }, async ({ window }) => {
      // The row of the failure comes before the other region is read to its end.
      const rows = await window.waitForRows(
        'the failure',
        (all) => has('dev could not be read')(all) && all[0]?.description === '75 images, not all up to date',
        40_000,
      );
      assert.match(
        rows.find(({ label }) => label === 'dev could not be read')?.description ?? '',
        /^eu-west-1: /u,
      );
      assert.ok(has('web')(rows));
    });
  });

  it('that AWS refuses say so in its words, hide no other, and can be tried again', async () => {
    const refusal = {
      kind: 'error',
      action: 'DescribeImages',
      account: '222222222222',
      code: 'UnauthorizedOperation',
      message: 'You are not authorized to perform this operation.',
      status: 403,
    };
    await inSharedWindow({ faults: [refusal] }, async (scene) => {
      const { window } = scene;
      const title = 'Not allowed to read staging';
      const rows = await window.waitForRows(
        'the refusal',
        (all) => has(title)(all) && isComplete('dev')(all),
      );
      const failure = rows.find(({ label }) => label === title);
      assert.equal(
        failure?.description,
        'us-east-1, eu-west-1: You are not authorized to perform this operation. (UnauthorizedOperation)',
      );
      assert.match(failure.spoken, /^Failed: Not allowed to read staging\. .*You are not authorized/u);
      await scene.clearFaults();
      await scene.forgetRequests();
      await window.pressInline(title, 'Refresh Environment');
      await scene.waitForRequests('the reading of staging', (requests) =>
        requests.some(({ action, account }) => action === 'DescribeImages' && account === '222222222222'),
      );
      await window.waitForRows('the images of staging', isComplete('staging'));
      assert.deepEqual(await window.notifications(), []);
    });
  });

  it('with expired credentials say what to run, with a button that runs it', async () => {
    const expiry = {
      kind: 'error',
      account: '111111111111',
      code: 'RequestExpired',
      message: 'Request has expired.',
      status: 400,
    };
    await inSharedWindow({ faults: [expiry] }, async ({ window }) => {
      const title = 'Expired: run aws configure --profile dev';
      const rows = await window.waitForRows('the expiry', has(title));
      assert.match(rows.find(({ label }) => label === title)?.description ?? '', /Request has expired\./u);
      await window.pressInline(title, 'Sign In to Environment');
      await window.page.locator('.terminal-wrapper').first().waitFor();
      await window.runCommand('View: Hide Panel');
    });
  });

  it('with expired credentials on a machine without the AWS CLI say how to get it', async () => {
    const expiry = { kind: 'error', account: '111111111111', code: 'RequestExpired', status: 400 };
    const prepare: SceneOptions['prepare'] = async ({ workspace }) => {
      await mkdir(join(workspace, '.vscode'));
      const settings = { 'amiBakery.awsCliPath': '/nowhere/aws' };
      await writeFile(join(workspace, '.vscode', 'settings.json'), JSON.stringify(settings));
    };
    await withScene({ faults: [expiry], prepare }, async ({ window }) => {
      const title = 'Expired: run /nowhere/aws configure --profile dev';
      await window.waitForRows('the expiry', has(title));
      await window.pressInline(title, 'Sign In to Environment');
      const toast = window.page.locator('.notification-list-item', {
        hasText: '/nowhere/aws could not be started',
      });
      await toast.waitFor();
      const text = await toast.innerText();
      for (const part of ['Install the AWS CLI version 2', 'Open Setting', 'Show Log']) {
        assert.ok(text.includes(part), text);
      }
    });
  });

  it('without valid credentials are read as soon as the credentials file has them, without a reload', async () => {
    const prepare: SceneOptions['prepare'] = async (demo, cloud) => {
      const wrong = cloud.profiles.map((profile) => ({ ...profile, secretAccessKey: 'wrong' }));
      await writeFile(demo.credentialsFile, awsConfigFiles(wrong).credentials);
    };
    await withScene({ prepare }, async ({ window, demo, cloud }) => {
      await window.waitForRows('the refusal', has(/^Refused: run aws configure --profile prod$/u));
      assert.match(await window.message(), /^No environment could be signed in to/u);
      await writeFile(demo.credentialsFile, awsConfigFiles(cloud.profiles).credentials);
      await window.waitForRows(
        'the images',
        (rows) => isComplete('dev')(rows) && isComplete('staging')(rows),
      );
    });
  });

  it('that were read are read again with the new keys as soon as the credentials file has them', async () => {
    await inSharedWindow({}, async ({ window, demo, cloud }) => {
      await window.waitForRows('the images', isComplete('dev'));
      const swapped = cloud.profiles.map((profile) => {
        const prod = cloud.profiles.find(({ name }) => name === 'prod');
        return profile.name === 'dev' && prod !== undefined ? { ...prod, name: 'dev' } : profile;
      });
      await writeFile(demo.credentialsFile, awsConfigFiles(swapped).credentials);
      await window.waitForRows('the mismatch', has('dev is another account'));
      await writeFile(demo.credentialsFile, awsConfigFiles(cloud.profiles).credentials);
      await window.waitForRows('the images', (rows) => isComplete('dev')(rows) && isComplete('prod')(rows));
    });
  });

  it('are not read while the view is hidden, whatever happens to the credentials file, but when it is shown', async () => {
    await inSharedWindow({}, async (scene) => {
      const { window, demo, cloud } = scene;
      await window.waitForRows('the images', (rows) => isComplete('dev')(rows) && isComplete('prod')(rows));
      // What uses the images is read after them.
      await window.page.waitForTimeout(3000);
      await window.runCommand('View: Show Search');
      await window.page.locator('.search-view').waitFor();
      await scene.forgetRequests();
      for (let change = 0; change < 3; change += 1) {
        await writeFile(demo.credentialsFile, awsConfigFiles(cloud.profiles).credentials);
        await window.page.waitForTimeout(1000);
      }
      assert.deepEqual(await scene.requests(), []);
      await window.showImages();
      await scene.waitForRequests('the images', (requests) =>
        requests.some(({ action }) => action === 'DescribeImages'),
      );
    });
  });

  it('whose role needs an MFA code ask for it, and are not failed when nobody says it', async () => {
    const prepare: SceneOptions['prepare'] = async (demo, cloud) => {
      const role = [
        '[profile role]',
        'region = us-east-1',
        `endpoint_url = ${cloud.endpoint}`,
        'source_profile = dev',
        'role_arn = arn:aws:iam::222222222222:role/reader',
        'mfa_serial = arn:aws:iam::111111111111:mfa/phone',
        '',
      ];
      await writeFile(demo.configFile, role.join('\n'));
    };
    const configuration: SceneOptions['configuration'] = () =>
      JSON.stringify({ environments: [{ name: 'staging', profile: 'role', regions: ['us-east-1'] }] });
    await inSharedWindow({ configuration, prepare }, async ({ window }) => {
      const box = window.page.locator('.quick-input-widget', { hasText: 'MFA code for AWS profile role' });
      await box.waitFor();
      assert.match(await box.innerText(), /arn:aws:iam::111111111111:mfa\/phone shows/u);
      await window.page.keyboard.press('Escape');
      const note = 'Reading was stopped: there may be more images';
      await window.waitForRows('the note', has(note));
      await window.pressInline(note, 'Refresh Environment');
      await box.waitFor();
      await box.locator('input').fill('123456');
      await window.page.keyboard.press('Enter');
      await window.waitForRows('the images', has('web'));
      assert.deepEqual(await window.notifications(), []);
    });
  });

  it('of another account than they say are not read, and both accounts are named', async () => {
    const configuration: SceneOptions['configuration'] = (cloud) =>
      demoConfiguration(cloud).replace('"333333333333"', '"999999999999"');
    await inSharedWindow({ configuration }, async (scene) => {
      const rows = await scene.window.waitForRows('the mismatch', has('prod is another account'));
      const { description } = rows.find(({ label }) => label === 'prod is another account') ?? {
        description: '',
      };
      assert.match(description, /account 333333333333.*account 999999999999/u);
      const reads = (await scene.requests()).filter(
        ({ account, action }) => account === '333333333333' && action === 'DescribeImages',
      );
      assert.deepEqual(reads, []);
    });
  });

  it('follow ami-bakery.json without a reload, and mistakes in it are explained', async () => {
    await inSharedWindow({}, async ({ window, demo, cloud }) => {
      await window.waitForRows('the images', isComplete('dev'));
      const file = join(demo.workspace, 'ami-bakery.json');
      await writeFile(file, demoConfiguration(cloud).replace('"name": "dev"', '"name": "development"'));
      await window.waitForRows('the new name', isComplete('development'));
      await writeFile(file, '{ "environments": [] }');
      await welcomed(window, /ami-bakery\.json has errors[^]*Open ami-bakery\.json[^]*Show Problems/u);
      await writeFile(file, demoConfiguration(cloud));
      await window.waitForRows('the images', isComplete('dev'));
    });
  });

  it('get an ami-bakery.json only when a person wants one', async () => {
    await inSharedWindow({ configuration: null }, async ({ window, demo }) => {
      const file = join(demo.workspace, 'ami-bakery.json');
      await window.runCommand('AMI Bakery: Open ami-bakery.json');
      const toast = window.page.locator('.notification-list-item', {
        hasText: 'There is no ami-bakery.json in this window yet.',
      });
      await toast.waitFor();
      assert.ok(!existsSync(file));
      await toast.getByRole('button', { name: 'Create ami-bakery.json' }).click();
      await window.page.locator('.tab', { hasText: 'ami-bakery.json' }).waitFor();
      assert.match(await readFile(file, 'utf8'), /"profile": "dev"/u);
      await window.runCommand('View: Close All Editors');
    });
  });

  it('are the AWS profiles where there is no ami-bakery.json', async () => {
    await inSharedWindow({ configuration: null }, async ({ window }) => {
      const rows = await window.waitForRows('the profiles', (all) =>
        ['dev', 'prod', 'staging'].every((name) => has(name)(all)),
      );
      assert.deepEqual(
        rows
          .filter(({ level }) => level === 1)
          .map(({ label }) => label)
          .slice(0, 2),
        ['dev', 'prod'],
      );
    });
  });

  it('whose profiles cannot be read are not said to be none', async () => {
    const prepare: SceneOptions['prepare'] = async (demo) => {
      await rm(demo.configFile);
      await mkdir(demo.configFile);
      await writeFile(demo.credentialsFile, '');
    };
    await inSharedWindow({ configuration: null, prepare }, async ({ window }) => {
      await welcomed(window, /cannot be read[^]*Show Log/u);
    });
  });

  it('are explained where there are none at all', async () => {
    const prepare: SceneOptions['prepare'] = async (demo) => {
      await writeFile(demo.configFile, '');
      await writeFile(demo.credentialsFile, '');
    };
    await inSharedWindow({ configuration: null, prepare }, async ({ window }) => {
      await welcomed(
        window,
        /no AWS profile on this machine[^]*aws configure sso[^]*Add AWS Profile[^]*Create ami-bakery\.json/u,
      );
    });
  });
});

describe('Environments in Restricted Mode', () => {
  it('no endpoint, profile or role that the workspace names is used', async () => {
    const hostile = await startLocalCloud();
    const configuration = (): string => demoConfiguration(hostile);
    try {
      await withScene({ isTrusted: false, configuration }, async ({ window }) => {
        await window.waitForRows('the profiles of the machine', has('web'));
        assert.match(
          await window.message(),
          /^Restricted Mode: the environments of ami-bakery\.json are not used/u,
        );
        assert.deepEqual(await (await fetch(`${hostile.control}/requests`)).json(), []);
      });
    } finally {
      await hostile.close();
    }
  });

  it('no program is run for credentials until the workspace is trusted', async () => {
    const prepare: SceneOptions['prepare'] = async (demo, cloud) => {
      const [dev] = cloud.profiles;
      const key = { Version: 1, AccessKeyId: dev?.accessKeyId, SecretAccessKey: dev?.secretAccessKey };
      const keyFile = join(demo.workspace, '..', 'key.json');
      await writeFile(keyFile, JSON.stringify(key));
      const settings = [`region = us-east-1`, `endpoint_url = ${cloud.endpoint}`];
      await writeFile(
        demo.configFile,
        ['[profile dev]', ...settings, `credential_process = cat ${keyFile}`, ''].join('\n'),
      );
      await writeFile(demo.credentialsFile, '');
    };
    await withScene({ isTrusted: false, configuration: null, prepare }, async (scene) => {
      const { window } = scene;
      const title = 'Restricted Mode: dev is not read';
      const rows = await window.waitForRows('the refusal', has(title));
      const { description } = rows.find(({ label }) => label === title) ?? { description: '' };
      assert.match(description, /credential_process.*Trust the workspace/u);
      assert.deepEqual(await scene.requests(), []);
      await window.pressInline(title, 'Manage Workspace Trust');
      await window.page
        .locator('.workspace-trust-editor')
        .getByRole('button', { name: 'Trust', exact: true })
        .click();
      await window.waitForRows('the images', has('web'));
    });
  });
});
