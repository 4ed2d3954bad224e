import assert from 'node:assert/strict';
import { GetParametersCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { AwsCli, sdkClients } from './clients.ts';

const list = z.array(z.string());

// The AWS CLI takes half a second to start: what does not depend on each other runs side by side.
describe("SSM of the local cloud and Debian's AWS CLI", function () {
  this.timeout(60_000);
  let cloud: LocalCloud;
  let cli: AwsCli;
  before(async () => {
    cloud = await startLocalCloud({ now: Date.UTC(2026, 10, 24, 12), images: 6 });
    cli = await AwsCli.for(cloud);
    const { ssm } = sdkClients(cloud);
    for (let index = 0; index < 23; index += 1) {
      await ssm.send(new PutParameterCommand({ Name: `/many/${index}`, Value: `${index}`, Type: 'String' }));
    }
    for (const Value of ['1', '2', '3']) {
      const current = { Name: '/web/current', Value, Type: 'SecureString', Overwrite: true } as const;
      await ssm.send(new PutParameterCommand(current));
    }
  });
  after(async () => {
    await cli.dispose();
    await cloud.close();
  });

  const run = (...words: readonly string[]): Promise<unknown> => cli.answer(cloud.endpoint, 'ssm', ...words);
  const refused = (profile: string, ...words: readonly string[]): Promise<string> =>
    cli.refusal(cloud.endpoint, profile, 'ssm', ...words);

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
    const { Parameters } = await sdkClients(cloud).ssm.send(
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
    const [missing, names, signature] = await Promise.all([
      refused('dev', 'get-parameter', '--name', '/none'),
      refused('dev', 'get-parameters', '--names', ...Array.from({ length: 11 }, (_, index) => `/${index}`)),
      refused('wrong', 'get-parameter', '--name', '/web/current'),
    ]);
    const said = (code: string, action: string): string =>
      `An error occurred (${code}) when calling the ${action} operation:`;
    assert.equal(missing, said('ParameterNotFound', 'GetParameter'));
    assert.ok(names.startsWith(`${said('ValidationException', 'GetParameters')} 1 validation error`), names);
    assert.ok(
      signature.startsWith(`${said('InvalidSignatureException', 'GetParameter')} The request`),
      signature,
    );
  });
});
