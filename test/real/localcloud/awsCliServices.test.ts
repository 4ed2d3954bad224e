import assert from 'node:assert/strict';
import { CreateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { GetParametersCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import { sdkClients } from '../../unit/localcloud/clients.ts';
import { cloudWith, launchTemplate } from '../../unit/localcloud/cloudWith.ts';
import { AwsCli } from './awsCli.ts';

const now = Date.UTC(2026, 10, 24, 12);
const list = z.array(z.string());

// The AWS CLI takes half a second to start: what does not depend on each other runs side by side.
describe("Auto Scaling and SSM of the local cloud and Debian's AWS CLI", function () {
  this.timeout(60_000);
  let cli: AwsCli;
  before(async () => {
    const cloud = await cloudWith({
      ...launchTemplate('lt-00000001', 'web', 'ami-00000001'),
      images: [{ ImageId: 'ami-00000001', OwnerId: '111111111111', State: 'available' }],
      launchConfigurations: ['old-1', 'old-2', 'old-3'].map((name) => ({
        LaunchConfigurationName: name,
        ImageId: 'ami-00000001',
        InstanceType: 't3.micro',
        CreatedTime: new Date(now),
      })),
      instanceRefreshes: [
        { InstanceRefreshId: 'r', AutoScalingGroupName: 'group-0', StartTime: new Date(now) },
      ],
    });
    cli = await AwsCli.for(cloud);
    const { autoScaling, ssm } = sdkClients(cloud);
    for (let index = 0; index < 5; index += 1) {
      await autoScaling.send(
        new CreateAutoScalingGroupCommand({
          AutoScalingGroupName: `group-${index}`,
          LaunchTemplate: { LaunchTemplateName: 'web' },
          MinSize: 0,
          MaxSize: 1,
          AvailabilityZones: ['us-east-1a'],
        }),
      );
    }
    for (let index = 0; index < 23; index += 1) {
      await ssm.send(new PutParameterCommand({ Name: `/many/${index}`, Value: `${index}`, Type: 'String' }));
    }
    for (const Value of ['1', '2', '3']) {
      const current = { Name: '/web/current', Value, Type: 'SecureString', Overwrite: true } as const;
      await ssm.send(new PutParameterCommand(current));
    }
  });
  after(() => cli.end());

  const run = (...words: readonly string[]): Promise<unknown> => cli.answer('ssm', ...words);
  const group = (...words: readonly string[]): Promise<unknown> => cli.answer('autoscaling', ...words);
  const refused = (profile: string, ...words: readonly string[]): Promise<string> =>
    cli.refusal(profile, ...words);

  it('make, list, show and delete rules of the recycle bin', async () => {
    const bin = (...words: readonly string[]): Promise<unknown> => cli.answer('rbin', ...words);
    const period = 'RetentionPeriodValue=7,RetentionPeriodUnit=DAYS';
    const made = z
      .looseObject({ Identifier: z.string(), Status: z.string() })
      .parse(
        await bin(
          ...['create-rule', '--retention-period', period, '--resource-type', 'EC2_IMAGE'],
          ...['--resource-tags', 'ResourceTagKey=Stage,ResourceTagValue=prod'],
        ),
      );
    assert.equal(made.Status, 'pending');
    const [listed, shown] = await Promise.all([
      bin('list-rules', '--resource-type', 'EC2_IMAGE', '--page-size', '1'),
      bin('get-rule', '--identifier', made.Identifier),
    ]);
    assert.match(JSON.stringify(listed), new RegExp(made.Identifier, 'u'));
    assert.match(JSON.stringify(shown), /"ResourceTagKey":"Stage","ResourceTagValue":"prod"/u);
    await bin('delete-rule', '--identifier', made.Identifier);
    const gone = await refused('dev', 'rbin', 'get-rule', '--identifier', made.Identifier);
    assert.match(gone, /ResourceNotFoundException/u);
  });

  it('create, update and describe groups and what they launch from', async () => {
    const name = "<b>it's</b>";
    await Promise.all([
      group(
        'create-auto-scaling-group',
        '--cli-input-json',
        JSON.stringify({
          AutoScalingGroupName: name,
          MixedInstancesPolicy: {
            LaunchTemplate: {
              LaunchTemplateSpecification: { LaunchTemplateName: 'web' },
              Overrides: [{ InstanceType: 't3.micro' }],
            },
          },
          MinSize: 0,
          MaxSize: 1,
          VPCZoneIdentifier: 'subnet-1',
          Tags: [{ Key: 'Service', Value: 'über', PropagateAtLaunch: true }],
        }),
      ),
      group('update-auto-scaling-group', '--auto-scaling-group-name', 'group-0', '--max-size', '7'),
    ]);
    const [described, paged, configurations, refreshes] = await Promise.all([
      group('describe-auto-scaling-groups', '--auto-scaling-group-names', name),
      group('describe-auto-scaling-groups', '--page-size', '2', '--query', 'AutoScalingGroups[].MaxSize'),
      group(
        'describe-launch-configurations',
        '--page-size',
        '1',
        '--query',
        'LaunchConfigurations[].LaunchConfigurationName',
      ),
      group(
        'describe-instance-refreshes',
        '--auto-scaling-group-name',
        'group-0',
        '--query',
        'InstanceRefreshes[].InstanceRefreshId',
      ),
    ]);
    const shape = z.object({
      AutoScalingGroups: z.array(
        z.looseObject({
          AutoScalingGroupName: z.string(),
          Tags: z.array(z.looseObject({ Value: z.string() })),
          MixedInstancesPolicy: z.looseObject({
            LaunchTemplate: z.looseObject({ Overrides: z.array(z.object({ InstanceType: z.string() })) }),
          }),
        }),
      ),
    });
    const [made] = shape.parse(described).AutoScalingGroups;
    assert.equal(made?.AutoScalingGroupName, name);
    assert.deepEqual(made.Tags[0]?.Value, 'über');
    assert.deepEqual(made.MixedInstancesPolicy.LaunchTemplate.Overrides, [{ InstanceType: 't3.micro' }]);
    assert.deepEqual(paged, [1, 7, 1, 1, 1, 1]);
    assert.deepEqual(configurations, ['old-1', 'old-2', 'old-3']);
    assert.deepEqual(refreshes, ['r']);
  });

  it('put, label and read parameters', async () => {
    const value = 'über 🍞 "x"';
    const [put, label, current, several, history] = await Promise.all([
      run('put-parameter', '--name', '/cli/a', '--type', 'String', '--value', value),
      run('label-parameter-version', '--name', '/many/0', '--labels', 'live', '1st'),
      run('get-parameter', '--name', '/web/current:1', '--with-decryption'),
      run('get-parameters', '--names', '/web/current', '/none'),
      run(
        'get-parameter-history',
        '--name',
        '/web/current',
        '--page-size',
        '1',
        '--query',
        'Parameters[].Version',
      ),
    ]);
    assert.deepEqual(put, { Version: 1, Tier: 'Standard' });
    assert.deepEqual(label, { InvalidLabels: ['1st'], ParameterVersion: 1 });
    const parameter = z.looseObject({ Value: z.string(), LastModifiedDate: z.string() });
    const { Parameter } = z.object({ Parameter: parameter }).parse(current);
    assert.equal(Parameter.Value, '1');
    assert.match(Parameter.LastModifiedDate, /^2026-11-24T1\d:0\d:/u);
    const answer = z.object({ Parameters: z.array(parameter), InvalidParameters: list }).parse(several);
    assert.match(answer.Parameters[0]?.Value ?? '', /^AQICAH/u);
    assert.deepEqual(answer.InvalidParameters, ['/none']);
    assert.deepEqual(history, [1, 2, 3]);
    const { Parameters } = await sdkClients(cli.cloud).ssm.send(
      new GetParametersCommand({ Names: ['/cli/a', '/many/0:live'] }),
    );
    assert.deepEqual(
      Parameters?.map(({ Value }) => Value),
      [value, '0'],
    );
  });

  it('page by themselves, by path and by filter', async () => {
    const [below, described] = await Promise.all([
      run('get-parameters-by-path', '--path', '/many', '--query', 'Parameters[].Name'),
      run(
        'describe-parameters',
        '--parameter-filters',
        'Key=Name,Option=BeginsWith,Values=/many',
        'Key=Type,Values=String',
        '--page-size',
        '5',
        '--query',
        'Parameters[].Name',
      ),
    ]);
    assert.equal(new Set(list.parse(below)).size, 23);
    assert.deepEqual(described, below);
  });

  it('show refusals as those of AWS', async () => {
    const [missing, names, signature, noGroup] = await Promise.all([
      refused('dev', 'ssm', 'get-parameter', '--name', '/none'),
      refused(
        'dev',
        'ssm',
        'get-parameters',
        '--names',
        ...Array.from({ length: 11 }, (_, index) => `/${index}`),
      ),
      refused('wrong', 'ssm', 'get-parameter', '--name', '/web/current'),
      refused('dev', 'autoscaling', 'update-auto-scaling-group', '--auto-scaling-group-name', 'none'),
    ]);
    const said = (code: string, action: string): string =>
      `An error occurred (${code}) when calling the ${action} operation:`;
    assert.equal(
      noGroup,
      `${said('ValidationError', 'UpdateAutoScalingGroup')} AutoScalingGroup name not found - null`,
    );
    assert.equal(missing, said('ParameterNotFound', 'GetParameter'));
    assert.ok(names.startsWith(`${said('ValidationException', 'GetParameters')} 1 validation error`), names);
    assert.ok(
      signature.startsWith(`${said('InvalidSignatureException', 'GetParameter')} The request`),
      signature,
    );
  });
});
