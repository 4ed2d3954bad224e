import assert from 'node:assert/strict';
import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ssm from '@aws-sdk/client-ssm';
import * as fc from 'fast-check';
import { loggedParameters } from '../../../src/localcloud/loggedParameters.ts';
import { type Operation, operationsOf } from '../../../src/localcloud/wire/operationSchemas.ts';

const operations = new Map([ec2, autoScaling, ssm].flatMap((model) => [...operationsOf(model)]));

function inputOf(action: string): Operation['input'] {
  const operation = operations.get(action);
  assert.ok(operation);
  return operation.input;
}

describe('The request log', () => {
  // Every place of a call of the local cloud where a secret can be.
  const withSecret: readonly (readonly [action: string, input: (secret: string) => object])[] = [
    ['RunInstances', (secret) => ({ MinCount: 1, UserData: secret })],
    ['CreateLaunchTemplate', (secret) => ({ LaunchTemplateData: { UserData: secret } })],
    ['CreateLaunchTemplateVersion', (secret) => ({ LaunchTemplateData: { UserData: secret } })],
    ['CreateLaunchConfiguration', (secret) => ({ UserData: secret })],
    ['ModifyInstanceAttribute', (secret) => ({ UserData: { Value: Buffer.from(secret) } })],
    ['PutParameter', (secret) => ({ Name: '/web', Type: 'SecureString', Value: secret })],
  ];
  for (const [action, input] of withSecret) {
    it(`shows no secret of ${action}`, () => {
      fc.assert(
        fc.property(fc.string({ minLength: 12 }), (secret) => {
          const logged = JSON.stringify(loggedParameters(input(secret), inputOf(action)));
          assert.ok(!logged.includes(JSON.stringify(secret).slice(1, -1)));
          assert.ok(!logged.includes(Buffer.from(secret).toString('base64')));
          assert.match(logged, /\[redacted\]/u);
        }),
      );
    });
  }

  it('shows everything else in the names and values of the SDK', () => {
    const input = {
      ImageId: 'ami-1',
      LaunchPermission: { Add: [{ UserId: '222222222222' }], Remove: [] },
      DryRun: false,
    };
    assert.deepEqual(loggedParameters(input, inputOf('ModifyImageAttribute')), input);
    const deprecation = { ImageId: 'ami-1', DeprecateAt: new Date(0) };
    assert.equal(
      JSON.stringify(loggedParameters(deprecation, inputOf('EnableImageDeprecation'))),
      '{"ImageId":"ami-1","DeprecateAt":"1970-01-01T00:00:00.000Z"}',
    );
  });
});
