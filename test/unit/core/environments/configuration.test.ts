import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  configurationTemplate,
  environmentsOf,
  readConfiguration,
} from '../../../../src/core/environments/configuration.ts';

const minimal = '{ "environments": [{ "name": "dev", "regions": ["us-east-1"] }] }';

/** The part of the text that a problem underlines, and what it says. */
function problemsIn(
  text: string,
): { readonly at: string; readonly message: string; readonly kind: string }[] {
  return readConfiguration(text).problems.map(({ kind, message, range }) => ({
    at: text.slice(range.offset, range.offset + range.length),
    message,
    kind,
  }));
}

describe('ami-bakery.json', () => {
  it('needs a name and a region for each environment and nothing else', () => {
    const { configuration, problems } = readConfiguration(minimal);
    assert.deepEqual(problems, []);
    assert.deepEqual(configuration, { environments: [{ name: 'dev', regions: ['us-east-1'] }] });
  });

  it('may have comments, trailing commas and a byte order mark', () => {
    const text =
      '\uFEFF// ours\n{ "environments": [{ "name": "dev", /* home */ "regions": ["us-east-1",], }], }';
    assert.deepEqual(readConfiguration(text).problems, []);
  });

  it('that is nested too deeply to be read is a problem, not a failure', () => {
    for (const text of ['['.repeat(200_000), `${'['.repeat(50_000)}${']'.repeat(50_000)}`]) {
      const { configuration, problems } = readConfiguration(text);
      assert.equal(configuration, undefined);
      assert.deepEqual(
        problems.map(({ message }) => message),
        ['The file is nested too deeply to be read.'],
      );
    }
  });

  it('takes no endpoint that looks like an address and is none', () => {
    for (const endpoint of ['http://127.0.0.1:99999', 'https://a.test:65536', 'https://[::1']) {
      const text = JSON.stringify({ environments: [{ name: 'dev', regions: ['us-east-1'], endpoint }] });
      assert.deepEqual(problemsIn(text), [
        {
          at: JSON.stringify(endpoint),
          message: 'environments.0.endpoint is not an address.',
          kind: 'schema',
        },
      ]);
    }
  });

  it('says so where a property stands more than once, of which JSON would take one in silence', () => {
    const text =
      '{ "environments": 7, "environments": [{ "name": "dev", "name": "prod", "regions": ["us-east-1"] }] }';
    assert.deepEqual(problemsIn(text), [
      { at: '"environments"', message: 'Property environments stands here more than once.', kind: 'rule' },
      { at: '"name"', message: 'Property name stands here more than once.', kind: 'rule' },
    ]);
    assert.deepEqual(
      readConfiguration(text).problems.map(({ range }) => range.offset),
      [text.lastIndexOf('"environments"'), text.lastIndexOf('"name"')],
    );
  });

  it('keeps the order of the environments, which is their order of promotion', () => {
    const text =
      '{ "environments": [{ "name": "dev", "regions": ["us-east-1"] }, { "name": "a-prod", "regions": ["eu-west-1"] }] }';
    const { configuration } = readConfiguration(text);
    assert.ok(configuration);
    assert.deepEqual(
      environmentsOf(configuration, 'file').map(({ name }) => name),
      ['dev', 'a-prod'],
    );
  });

  it('lets an environment use other tag names than the rest of the file', () => {
    const { configuration } = readConfiguration(`{
      "tags": { "service": "app", "version": "rev" },
      "environments": [
        { "name": "dev", "regions": ["us-east-1"] },
        { "name": "prod", "regions": ["us-east-1"], "tags": { "version": "release" } }
      ]
    }`);
    assert.ok(configuration);
    assert.deepEqual(
      environmentsOf(configuration, 'file').map(({ tagNames }) => tagNames),
      [
        { service: 'app', environment: 'Environment', version: 'rev' },
        { service: 'app', environment: 'Environment', version: 'release' },
      ],
    );
  });

  it('reads a region that is named twice only once', () => {
    const { configuration } = readConfiguration(
      '{ "environments": [{ "name": "dev", "regions": ["us-east-1", "us-east-1"] }] }',
    );
    assert.ok(configuration);
    assert.deepEqual(environmentsOf(configuration, 'file')[0]?.regions, ['us-east-1']);
  });

  describe('underlines what is wrong', () => {
    const wrong: readonly [string, string, string, RegExp][] = [
      ['no text at all', '', '', /empty/u],
      ['a missing bracket', '{ "environments": [', '', /^A closing bracket is missing here\.$/u],
      ['a missing comma', '{ "a": 1 "b": 2 }', '"b"', /^A comma is missing here\.$/u],
      ['a name without quotes', '{ environments: [] }', 'environments', /without double quotes\.$/u],
      [
        'a text without end',
        '{ "environments": "x',
        '"x',
        /^The closing quotes of this text are missing\.$/u,
      ],
      ['no environments', '{}', '{', /environments is missing/u],
      ['an empty list of environments', '{ "environments": [] }', '[]', /at least one environment/u],
      [
        'an unknown property',
        '{ "environment": 1, "environments": [{ "name": "dev", "regions": ["us-east-1"] }] }',
        '"environment"',
        /environment is not known here/u,
      ],
      ['a list where an object belongs', '[]', '[]', /object/u],
      [
        'an environment without regions',
        '{ "environments": [{ "name": "dev" }] }',
        '{',
        /regions is missing/u,
      ],
      [
        'a blank name',
        '{ "environments": [{ "name": " ", "regions": ["us-east-1"] }] }',
        '" "',
        /must not be empty/u,
      ],
      [
        'an availability zone for a region',
        '{ "environments": [{ "name": "dev", "regions": ["us-east-1a"] }] }',
        '"us-east-1a"',
        /not a region code/u,
      ],
      [
        'a short account id',
        '{ "environments": [{ "name": "dev", "regions": ["us-east-1"], "accountId": "123" }] }',
        '"123"',
        /12 digits/u,
      ],
      [
        'an account id as a number',
        '{ "environments": [{ "name": "dev", "regions": ["us-east-1"], "accountId": 123456789012 }] }',
        '123456789012',
        /string/u,
      ],
      [
        'an ARN of a user',
        '{ "environments": [{ "name": "dev", "regions": ["us-east-1"], "roleArn": "arn:aws:iam::123456789012:user/x" }] }',
        '"arn:aws:iam::123456789012:user/x"',
        /IAM role/u,
      ],
      [
        'a file as endpoint',
        '{ "environments": [{ "name": "dev", "regions": ["us-east-1"], "endpoint": "file:///etc" }] }',
        '"file:///etc"',
        /https address/u,
      ],
      [
        'an endpoint elsewhere without encryption',
        '{ "environments": [{ "name": "dev", "regions": ["us-east-1"], "endpoint": "http://10.0.0.1:4566" }] }',
        '"http://10.0.0.1:4566"',
        /nor an http address of this machine/u,
      ],
      [
        'a password in an endpoint',
        '{ "environments": [{ "name": "dev", "regions": ["us-east-1"], "endpoint": "https://me:secret@ec2.example.test" }] }',
        '"https://me:secret@ec2.example.test"',
        /https address/u,
      ],
      [
        'a tag name that is too long',
        `{ "environments": [{ "name": "dev", "regions": ["us-east-1"] }], "tags": { "service": "${'x'.repeat(129)}" } }`,
        `"${'x'.repeat(129)}"`,
        /128/u,
      ],
    ];
    for (const [what, text, at, message] of wrong) {
      it(what, () => {
        const [problem] = problemsIn(text);
        assert.ok(problem);
        assert.match(problem.message, message);
        assert.equal(problem.at, at);
        assert.equal(readConfiguration(text).configuration, undefined);
      });
    }

    it('in words, not in the names that the parser has for it', () => {
      const pieces = fc.constantFrom(
        ...['{', '}', '[', ']', ',', ':', '"', '"a"', 'x', '1.', '/*', '\\u', '\n', '\\q'],
      );
      const texts = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
      fc.assert(
        fc.property(texts, (text) => {
          for (const { message } of readConfiguration(text).problems) {
            assert.match(message, / .*\.$/u);
            assert.doesNotMatch(message, /[a-z][A-Z]|JSON\b.*:/u);
          }
        }),
      );
    });

    it('two environments of one name, at the second', () => {
      const text = `{ "environments": [
        { "name": "dev", "regions": ["us-east-1"] }, { "regions": ["eu-west-1"], "name": "dev" } ] }`;
      const [problem] = readConfiguration(text).problems;
      assert.ok(problem);
      assert.equal(problem.kind, 'rule');
      assert.equal(problem.range.offset, text.lastIndexOf('"dev"'));
    });

    it('everything that is wrong, not only the first of it', () => {
      const problems = problemsIn('{ "environments": [{ "name": "", "regions": [1], "x": 2 }] }');
      assert.deepEqual(problems.map(({ at }) => at).sort(), ['""', '"x"', '1']);
    });
  });

  it('never throws and never gives a configuration together with problems, whatever the text is', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"environments"',
      '"name"',
      '"regions"',
      '"__proto__"',
      '"dev"',
      '"us-east-1"',
      'null',
      '1',
      ' ',
      '\n',
      '//',
      '\uFEFF',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
      fc.json(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { configuration, problems } = readConfiguration(text);
        assert.equal(configuration === undefined, problems.length > 0);
        for (const { range } of problems) {
          assert.ok(range.offset >= 0 && range.offset <= Math.max(text.length, 1));
        }
      }),
    );
  });

  it('starts, when it is new, with one environment for each profile', () => {
    const text = configurationTemplate([
      { name: 'dev', region: 'eu-west-1', credentials: { source: 'sso', profile: 'dev' } },
      { name: 'prod', region: undefined, credentials: { source: 'keys', profile: 'prod' } },
    ]);
    assert.deepEqual(JSON.parse(text), {
      environments: [
        { name: 'dev', profile: 'dev', regions: ['eu-west-1'] },
        { name: 'prod', profile: 'prod', regions: ['REGION'] },
      ],
    });
  });

  it('is never taken for valid when it is new and a region is still missing', () => {
    const missing = configurationTemplate([
      { name: 'prod', region: undefined, credentials: { source: 'keys', profile: 'prod' } },
    ]);
    for (const text of [missing, configurationTemplate([])]) {
      assert.deepEqual(
        problemsIn(text).map(({ at, kind }) => [at, kind]),
        [['"REGION"', 'schema']],
      );
    }
  });
});
