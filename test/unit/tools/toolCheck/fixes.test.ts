import assert from 'node:assert/strict';
import type {
  AwsProfile,
  CredentialSource,
  Environment,
} from '../../../../src/core/environments/environment.ts';
import { EnvironmentReadError, type ReadErrorReason } from '../../../../src/core/environments/readError.ts';
import type { Fix, ToolId, ToolState } from '../../../../src/core/toolCheck/toolCheck.ts';
import { identityFix } from '../../../../src/tools/toolCheck/identityFix.ts';
import { type MachineKind, toolFix } from '../../../../src/tools/toolCheck/toolFix.ts';
import { environment } from '../../core/images/builders.ts';

describe('What to do about a tool', () => {
  const debian: MachineKind = { platform: 'linux', packageManager: 'apt' };
  const mac: MachineKind = { platform: 'darwin', packageManager: 'homebrew' };
  const windows: MachineKind = { platform: 'win32', packageManager: undefined };
  const fix = (id: ToolId, state: ToolState, machine: MachineKind, program: string = id): Fix | undefined =>
    toolFix({ id, program, state }, machine);
  const missing: ToolState = { kind: 'not-found' };

  it('that is missing: the command of the machine’s own package manager, and the maker’s page', () => {
    assert.deepEqual(fix('packer', missing, debian), {
      words: 'Install it, or say in the setting where it is.',
      command: 'sudo apt-get install packer',
      page: 'https://developer.hashicorp.com/packer/install',
    });
    assert.equal(fix('ansiblePlaybook', missing, debian)?.command, 'sudo apt-get install ansible-core');
    assert.equal(fix('vagrant', missing, mac)?.command, 'brew install hashicorp/tap/hashicorp-vagrant');
    assert.equal(fix('awsCli', missing, windows)?.command, undefined);
    assert.match(fix('awsCli', missing, windows)?.page ?? '', /docs\.aws\.amazon\.com/u);
  });

  it('that Windows cannot run: where it can be run', () => {
    assert.match(fix('ansiblePlaybook', missing, windows)?.words ?? '', /WSL/u);
  });

  it('that is not where the setting says: the setting', () => {
    assert.match(fix('packer', missing, debian, '/opt/packer')?.words ?? '', /^Correct the path/u);
    assert.match(fix('packer', missing, debian, './packer')?.words ?? '', /absolute path/u);
  });

  it('that is too old: never the package that gave the old one', () => {
    const old: ToolState = { kind: 'too-old', path: '/usr/bin/aws', version: '1.22.0', minimum: '2.0.0' };
    assert.deepEqual(fix('awsCli', old, debian), {
      words: 'Install 2.0.0 or later.',
      command: undefined,
      page: 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
    });
    assert.equal(fix('awsCli', old, mac)?.command, 'brew upgrade awscli');
  });

  it('that says nothing one understands: how to see for oneself', () => {
    const state: ToolState = {
      kind: 'unreadable',
      path: '/opt/my tools/packer',
      words: 'Segmentation fault',
    };
    assert.equal(fix('packer', state, debian)?.command, "'/opt/my tools/packer' version");
  });

  it('that is in order: nothing', () => {
    assert.equal(fix('packer', { kind: 'ok', path: '/usr/bin/packer', version: '1.6.6' }, debian), undefined);
    assert.equal(fix('packer', { kind: 'not-run' }, debian), undefined);
  });
});

describe('What to do about an environment', () => {
  const profile = (source: CredentialSource): AwsProfile => ({
    name: 'dev',
    region: 'us-east-1',
    credentials: { source, profile: 'base' },
  });
  const fix = (
    reason: ReadErrorReason,
    of: Environment = environment('dev'),
    source: CredentialSource = 'sso',
  ): Fix =>
    identityFix(new EnvironmentReadError(reason, 'AWS says no.'), of, {
      profiles: [profile(source)],
      awsCliPath: '/opt/aws',
    });

  it('without credentials that work: the command that signs in, with the AWS CLI of the settings', () => {
    for (const reason of ['no-credentials', 'expired-credentials', 'invalid-credentials'] as const) {
      assert.equal(fix(reason).command, '/opt/aws sso login --profile base');
    }
    const ofVariables = fix('expired-credentials', {
      ...environment('AWS_ACCESS_KEY_ID'),
      profile: undefined,
      source: { kind: 'variables' },
    });
    assert.deepEqual(ofVariables, {
      words: 'Set the environment variables anew and start VS Code from there.',
      command: undefined,
    });
  });

  it('whose credentials no command renews: what gives them', () => {
    for (const source of ['process', 'web-identity', 'container', 'instance', 'variables'] as const) {
      assert.equal(fix('expired-credentials', environment('dev'), source).command, undefined);
      assert.match(
        fix('expired-credentials', environment('dev'), source).words,
        /^Mend what gives the profile/u,
      );
    }
    assert.match(
      fix('no-credentials', { ...environment('dev'), profile: undefined }).words,
      /^Name a profile/u,
    );
  });

  it('without a region: the command that sets one', () => {
    assert.equal(fix('no-region').command, '/opt/aws configure set region REGION --profile dev');
    assert.match(fix('no-region', { ...environment('x'), profile: undefined }).words, /AWS_REGION/u);
  });

  it('in trouble of any other kind: something', () => {
    for (const reason of [
      'wrong-account',
      'access-denied',
      'throttled',
      'unreachable',
      'restricted',
      'not-found',
      'other',
    ] as const) {
      assert.notEqual(fix(reason).words, '');
    }
  });
});
