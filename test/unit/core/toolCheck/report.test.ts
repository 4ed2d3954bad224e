import assert from 'node:assert/strict';
import fc from 'fast-check';
import { reportText } from '../../../../src/core/toolCheck/report.ts';
import {
  type CheckResults,
  type IdentityCheck,
  type ToolCheck,
  type ToolState,
  toolIds,
} from '../../../../src/core/toolCheck/toolCheck.ts';
import { environment } from '../images/builders.ts';

const tool = (state: ToolState, differences: Partial<ToolCheck> = {}): ToolCheck => ({
  id: 'packer',
  program: 'packer',
  setting: 'amiBakery.packerPath',
  state,
  fix: undefined,
  ...differences,
});
const arn = 'arn:aws:sts::111111111111:assumed-role/reader/me@example.com';
const dev: IdentityCheck = {
  environment: { ...environment('dev'), accountId: '111111111111' },
  state: { kind: 'ok', identity: { account: '111111111111', arn } },
  fix: undefined,
  canSignIn: false,
};
const results = (differences: Partial<CheckResults> = {}): CheckResults => ({
  at: Date.UTC(2026, 10, 23, 14, 5),
  isTrusted: true,
  tools: [],
  identities: [],
  configurationProblems: 0,
  ...differences,
});

describe('The report on tools and credentials', () => {
  it('says of each what it is, where it is, and what to do about it', () => {
    const text = reportText(
      results({
        tools: [
          tool({ kind: 'ok', path: '/usr/bin/aws', version: '2.9.19' }, { id: 'awsCli' }),
          tool(
            { kind: 'not-found' },
            {
              fix: {
                words: 'Install it.',
                command: 'sudo apt-get install packer',
                page: 'https://example.com',
              },
            },
          ),
        ],
        identities: [
          dev,
          {
            environment: environment('prod'),
            state: { kind: 'failed', title: 'Expired: run aws sso login', message: 'Request has expired.' },
            fix: { words: 'Sign in.', command: 'aws sso login --profile prod' },
            canSignIn: true,
          },
        ],
      }),
    );
    assert.equal(
      text,
      `AMI Bakery: tools and credentials
Checked 2026-11-23 14:05:00 UTC
These need attention: Packer, prod

── Tools ──

AWS CLI: ok
    Path:    /usr/bin/aws
    Version: 2.9.19

Packer: missing
    Problem: There is no program packer.
    Fix:     Install it.
    Run:     sudo apt-get install packer
    See:     https://example.com
    Setting: amiBakery.packerPath

── Environments ──

dev: ok
    Profile:  dev
    Region:   us-east-1
    Account:  111111111111, as ami-bakery.json says
    Identity: ${arn}

prod: failed
    Profile: prod
    Region:  us-east-1
    Problem: Expired: run aws sso login
    Message: Request has expired.
    Fix:     Sign in.
    Run:     aws sso login --profile prod
`,
    );
  });

  it('has a word of its own for each state of a tool', () => {
    const path = '/opt/packer';
    const states: readonly (readonly [ToolState, RegExp])[] = [
      [
        { kind: 'ok', path, version: '1.6.6' },
        /^Packer: ok\n {4}Path: {4}\/opt\/packer\n {4}Version: 1\.6\.6$/mu,
      ],
      [
        { kind: 'too-old', path, version: '1.5.0', minimum: '1.6.6' },
        /^Packer: too old\n.*\n {4}Version: 1\.5\.0, but 1\.6\.6 or later is needed$/mu,
      ],
      [{ kind: 'not-found' }, /^Packer: missing\n/mu],
      [
        { kind: 'not-executable', path, words: 'EACCES: permission denied' },
        /^Packer: failed\n.*\n {4}Problem: It cannot be started\. EACCES: permission denied$/mu,
      ],
      [
        { kind: 'other-program', path, package: 'cracklib' },
        /^Packer: missing\n.*\n.*another program, of cracklib\.$/mu,
      ],
      [
        { kind: 'unreadable', path, words: 'Traceback' },
        /^Packer: failed\n.*\n.*\n {4}It says: Traceback$/mu,
      ],
      [{ kind: 'no-answer', path, seconds: 20 }, /^Packer: failed\n.*\n.*within 20 seconds\.$/mu],
      [{ kind: 'not-run' }, /^Packer: not checked$/mu],
    ];
    for (const [state, expected] of states) {
      assert.match(reportText(results({ tools: [tool(state)] })), expected);
    }
  });

  it('says when all is in order, and what was left out in Restricted Mode', () => {
    const text = reportText(
      results({
        isTrusted: false,
        tools: toolIds.map((id) => tool({ kind: 'not-run' }, { id })),
        identities: [dev],
      }),
    );
    assert.match(text, /^All that was checked is in order\.$/mu);
    assert.match(text, /^Restricted Mode: no program was run/mu);
    assert.equal(text.match(/: not checked$/gmu)?.length, 4);
  });

  it('says of an environment whose question nobody answered that it was not checked, and takes it for no trouble', () => {
    const text = reportText(results({ identities: [{ ...dev, state: { kind: 'not-asked' } }] }));
    assert.match(text, /^All that was checked is in order\.$/mu);
    assert.match(text, /^dev: not checked\n.*\n.*\n {4}Problem: Nobody answered/mu);
  });

  it('says why there are no environments', () => {
    assert.match(reportText(results()), /There are none: no AWS profile on this machine/u);
    assert.match(reportText(results({ configurationProblems: 2 })), /ami-bakery\.json has errors/u);
  });

  it('keeps secrets out of what tools and AWS say', () => {
    const text = reportText(
      results({
        tools: [tool({ kind: 'unreadable', path: '/x', words: 'aws_secret_access_key = hunter2' })],
        identities: [
          {
            ...dev,
            state: { kind: 'failed', title: 'Refused', message: 'x-amz-security-token:hunter2 is wrong' },
          },
        ],
      }),
    );
    assert.doesNotMatch(text, /hunter2/u);
  });

  it('gives no text from outside a line of its own, or a way to reorder one', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom('x\nprod: ok', 'x\r\n── Tools ──', '\u202Etxt', 'a\u2028b', '\u0000', '[x](command:y)'),
    );
    const lineCount = reportText(withText('x')).split('\n').length;
    fc.assert(
      fc.property(hostile, (text) => {
        const report = reportText(withText(text === '' ? 'x' : text));
        assert.equal(report.split(/[\n\r\u2028\u2029]/u).length, lineCount);
        assert.doesNotMatch(report, /[\u202A-\u202E\u2066-\u2069]/u);
      }),
    );

    function withText(text: string): CheckResults {
      const fix = { words: text, command: text, page: text };
      return results({
        tools: [tool({ kind: 'unreadable', path: text, words: text }, { fix })],
        identities: [
          { ...dev, environment: { ...dev.environment, name: text, profile: text, endpoint: text } },
          { ...dev, state: { kind: 'ok', identity: { account: text, arn: text } } },
          { ...dev, state: { kind: 'failed', title: text, message: text }, fix },
        ],
      });
    }
  });
});
