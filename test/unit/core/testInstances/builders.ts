import fc from 'fast-check';
import type { LaunchChoices } from '../../../../src/core/testInstances/launchRequest.ts';
import { lifetimeHours } from '../../../../src/core/testInstances/lifetime.ts';

/** What a person may choose, but for what a test is about. */
export function choices(differences: Partial<LaunchChoices> = {}): LaunchChoices {
  return {
    image: { id: 'ami-00000001', architecture: 'x86_64' },
    subnet: { id: 'subnet-00000001', vpcId: 'vpc-00000001' },
    access: { kind: 'instance-connect' },
    hours: 4,
    owner: 'alice',
    address: '192.0.2.7',
    session: { machine: 'machine-1', id: 'session-1' },
    token: 'token-1',
    ...differences,
  };
}

/** The name of anybody, hostile ones too. */
export const anyOwner = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((text) => text.trim() !== '' && Array.from(text).length <= 256);

/** Any time in this century to the millisecond. */
export const anyTime = fc.integer({ min: Date.UTC(2000), max: Date.UTC(2099) });

/** Any lifetime that is allowed. */
const anyHours = fc.integer({ min: lifetimeHours.least, max: lifetimeHours.most });

/** Any choices that can be launched. */
export const anyChoices: fc.Arbitrary<LaunchChoices> = fc
  .record({
    owner: anyOwner,
    hours: anyHours,
    address: fc.oneof(fc.ipV4(), fc.ipV6()).filter((text) => !/^[0:.]+$/u.test(text)),
    architecture: fc.constantFrom('x86_64', 'arm64', undefined),
    access: fc.constantFrom<LaunchChoices['access']>(
      { kind: 'instance-connect' },
      { kind: 'key-pair', name: 'mine' },
    ),
  })
  .map(({ architecture, ...more }) => choices({ ...more, image: { id: 'ami-00000001', architecture } }));
