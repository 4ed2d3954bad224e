import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EnvironmentReadError } from '../../../../src/core/environments/readError.ts';
import { hostileTexts } from '../../../../src/localcloud/sample/hostileTexts.ts';
import { consequencesOf } from '../../../../src/core/tags/consequences.ts';
import type { TagChange } from '../../../../src/core/tags/tagChange.ts';
import { previewOf, reportText, summaryOf } from '../../../../src/core/tags/tagPreview.ts';
import { environment } from '../images/builders.ts';
import { dev } from './builders.ts';

const place = { environment: dev, region: 'us-east-1', imageName: 'web-1.4' };
const changed: TagChange = { ...place, imageId: 'ami-1', key: 'Owner', before: 'web', after: 'infra' };
const added: TagChange = {
  ...place,
  imageId: 'ami-2',
  imageName: undefined,
  key: 'Owner',
  before: undefined,
  after: '',
};
const removed: TagChange = { ...place, imageId: 'ami-3', key: 'Owner', before: 'x', after: undefined };

describe('The preview of tag changes', () => {
  it('shows every image with id, name and key, before on one side and after on the other', () => {
    const inProd: TagChange = { ...changed, environment: environment('prod'), region: 'eu-west-1' };
    const alsoChanged: TagChange = { ...changed, key: 'Team' };
    const changes = [changed, added, removed, alsoChanged, inProd];
    assert.deepEqual(previewOf(changes, []), {
      before: [
        'dev, us-east-1',
        '  ami-1  web-1.4',
        '    "Owner" = "web"',
        '    "Team" = "web"',
        '  ami-2',
        '    "Owner": no such tag',
        '  ami-3  web-1.4',
        '    "Owner" = "x"',
        '',
        'prod, eu-west-1',
        '  ami-1  web-1.4',
        '    "Owner" = "web"',
        '',
      ].join('\n'),
      after: [
        'dev, us-east-1',
        '  ami-1  web-1.4',
        '    "Owner" = "infra"',
        '    "Team" = "infra"',
        '  ami-2',
        '    "Owner" = ""',
        '  ami-3  web-1.4',
        '    "Owner": no such tag',
        '',
        'prod, eu-west-1',
        '  ami-1  web-1.4',
        '    "Owner" = "infra"',
        '',
      ].join('\n'),
    });
  });

  it('names on both sides what is left alone, and why', () => {
    const { before, after } = previewOf(
      [changed],
      [
        { change: added, reason: { kind: 'different', now: 'security' } },
        { change: removed, reason: { kind: 'gone' } },
      ],
    );
    const below = [
      'Left alone: dev, us-east-1',
      '  ami-2',
      '    "Owner": somebody else has changed it to "security" meanwhile',
      '  ami-3  web-1.4',
      '    "Owner": the image is not there any more',
      '',
    ].join('\n');
    assert.ok(before.endsWith(`\n\n${below}`));
    assert.ok(after.endsWith(`\n\n${below}`));
  });

  it('keeps to one line for each change, whatever a value holds, and shows when values differ', () => {
    const pieces = ['a', '"', '\\', '\n', '\r', '\u2028', '\u0085', '\u202E', '\u200B', ' ', '🍞'];
    const strange = fc.string({ unit: fc.constantFrom(...pieces) });
    const hostile = fc.oneof(fc.constantFrom(...hostileTexts), strange);
    fc.assert(
      fc.property(hostile, hostile, strange, (first, second, name) => {
        fc.pre(first !== second);
        const change: TagChange = { ...changed, imageName: name, before: first, after: second };
        const { before, after } = previewOf([change], []);
        assert.equal(before.split(/\r\n|[\n\r\u2028\u2029\u0085]/u).length, 4);
        assert.doesNotMatch(before.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}]/u);
        assert.notEqual(before, after);
      }),
    );
  });
});

describe('The report of tag changes', () => {
  it('says first which images do not have the change, and why, in the words of AWS', () => {
    const thrown = new EnvironmentReadError(
      'access-denied',
      'You are not authorized (UnauthorizedOperation)',
    );
    const text = reportText({
      applied: [changed],
      notApplied: [
        { change: added, reason: { kind: 'failed', thrown } },
        { change: removed, reason: { kind: 'stopped' } },
      ],
    });
    assert.equal(
      text,
      [
        'Not changed: dev, us-east-1',
        '  ami-2',
        '    "Owner": You are not authorized (UnauthorizedOperation)',
        '  ami-3  web-1.4',
        '    "Owner": stopped before it',
        '',
        'Changed: dev, us-east-1',
        '  ami-1  web-1.4',
        '    "Owner" = "infra"',
        '',
      ].join('\n'),
    );
  });
});

describe('A sentence about images that do not have a change', () => {
  it('names the first of them and their number, by reason', () => {
    const thrown = new EnvironmentReadError('throttled', 'Request limit exceeded.');
    const failed = Array.from({ length: 5 }, (_, index) => ({
      change: { ...changed, imageId: `ami-${index}` },
      reason: { kind: 'failed' as const, thrown },
    }));
    const gone = { change: { ...changed, imageId: 'ami-9' }, reason: { kind: 'gone' as const } };
    assert.equal(
      summaryOf([...failed, gone]),
      'ami-0, ami-1, ami-2 and 2 more: Request limit exceeded.; ami-9: the image is not there any more',
    );
  });

  it('stays short when there are many reasons', () => {
    const notApplied = Array.from({ length: 300 }, (_, index) => ({
      change: { ...changed, imageId: `ami-${index}` },
      reason: { kind: 'different' as const, now: String(index) },
    }));
    assert.match(summaryOf(notApplied), /^ami-0: .*; ami-1: .*; ami-2: [^;]* and 297 more$/u);
  });
});

describe('The consequences of a tag change', () => {
  const change = (key: string, before: string | undefined, after: string): TagChange =>
    before === undefined ? { ...changed, key, before, after } : { ...changed, key, before, after };

  it('say that AutoCleanup = true lets the scheduled cleanup delete the image', () => {
    assert.deepEqual(
      consequencesOf([change('AutoCleanup', undefined, 'true'), change('AutoCleanup', 'false', 'true')]),
      ['AutoCleanup = true lets the scheduled cleanup delete an image that is not used any more.'],
    );
  });

  it('say that nothing else does', () => {
    const kept = [
      'Without AutoCleanup = true the scheduled cleanup never deletes an image, also an unused one.',
    ];
    assert.deepEqual(consequencesOf([change('AutoCleanup', 'true', 'false')]), kept);
    assert.deepEqual(
      consequencesOf([{ ...changed, key: 'AutoCleanup', before: 'true', after: undefined }]),
      kept,
    );
    assert.deepEqual(consequencesOf([change('AutoCleanup', undefined, 'True')]), [
      'Only AutoCleanup = true, in exactly these letters, lets the scheduled cleanup delete an image.',
    ]);
  });

  it('tell of the tags by which the cleanup judges whether an image is in use', () => {
    assert.deepEqual(consequencesOf([change('LastUsed', 'a', 'b'), change('LastUsedRuntime', 'a', 'b')]), [
      'The inventory writes LastUsed, and the scheduled cleanup judges by it whether an image is in use.',
      'The inventory writes LastUsedRuntime, and the scheduled cleanup judges by it whether an image is in use.',
    ]);
  });

  it('tell of the tags that say service and environment, however a team calls them', () => {
    const tagNames = { service: 'app', environment: 'stage', version: 'rev' };
    const renamed = { ...dev, tagNames };
    const about = (key: string, of = renamed): number =>
      consequencesOf([{ ...change(key, 'a', 'b'), environment: of }]).length;
    assert.deepEqual([about('app'), about('stage'), about('Service'), about('Environment')], [1, 1, 0, 0]);
    assert.deepEqual([about('Service', dev), about('Environment', dev), about('Owner', dev)], [1, 1, 0]);
  });
});
