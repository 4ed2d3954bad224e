import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Referrer } from '../../../../src/core/references/reference.ts';
import {
  referenceConsoleUrl,
  snapshotConsoleUrl,
} from '../../../../src/core/references/referenceConsoleUrl.ts';

const path = { part: 'launch', template: undefined, configuration: undefined, parameter: undefined } as const;

function urlOf(referrer: Referrer, region = 'us-east-1'): string | undefined {
  return referenceConsoleUrl({ imageId: 'ami-1', region, referrer });
}

describe('The console page of what uses an image', () => {
  it('is its own page in the console of its partition', () => {
    const instance: Referrer = { kind: 'instance', instanceId: 'i-1', name: undefined, state: 'running' };
    assert.equal(
      urlOf(instance),
      'https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#InstanceDetails:instanceId=i-1',
    );
    assert.equal(
      urlOf(instance, 'cn-north-1'),
      'https://cn-north-1.console.amazonaws.cn/ec2/home?region=cn-north-1#InstanceDetails:instanceId=i-1',
    );
    assert.equal(
      urlOf({
        kind: 'parameter',
        name: '/web/ami',
        version: 1,
        isCurrent: true,
        isInText: false,
        labels: [],
      }),
      'https://us-east-1.console.aws.amazon.com/systems-manager/parameters/%252Fweb%252Fami/description?region=us-east-1',
    );
    assert.equal(
      snapshotConsoleUrl('eu-west-1', 'snap-1'),
      'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SnapshotDetails:snapshotId=snap-1',
    );
  });

  it('is none for a region that is no region code', () => {
    assert.equal(
      urlOf({ kind: 'launchConfiguration', name: 'x', parameter: undefined }, 'evil.example/#'),
      undefined,
    );
  });

  it('leads to the console whatever the name is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        for (const referrer of [
          { kind: 'autoScalingGroup', name, desired: 1, path },
          { kind: 'parameter', name, version: 1, isCurrent: true, isInText: false, labels: [] },
        ] satisfies Referrer[]) {
          const url = new URL(urlOf(referrer) ?? '');
          assert.equal(url.origin, 'https://us-east-1.console.aws.amazon.com');
          assert.equal(url.search, '?region=us-east-1');
        }
      }),
    );
  });
});
