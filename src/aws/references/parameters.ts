import {
  GetParametersCommand,
  paginateDescribeParameters,
  paginateGetParameterHistory,
  type Parameter,
  type ParameterHistory,
} from '@aws-sdk/client-ssm';
import { imageIdsIn } from '../../core/images/imageIds.ts';
import type { ParameterFact } from '../../core/references/facts.ts';
import type { FactPage } from '../../core/references/referenceReader.ts';
import { allPages } from '../allPages.ts';
import type { ServiceClients } from '../identity.ts';
import { factPage, type FactReader } from './factPage.ts';

/** DescribeParameters and GetParameterHistory give up to 50 in an answer, GetParameters takes up to 10 names (SSM API Reference). */
const bounds = { page: 50, names: 10 };

/**
 * Reads the parameters that hold image ids, as data of type `aws:ec2:image` or anywhere in plain text, with the values
 * that they had before. Those that hold none now are not asked for what they held: that takes a call for each, and an
 * earlier value alone is no use of an image. Secure strings are not asked for.
 */
export const readParameters: FactReader<'parameters'> = async function* (clients, signal) {
  const pages = allPages(
    paginateDescribeParameters(
      { client: clients.ssm, pageSize: bounds.page },
      { ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['String', 'StringList'] }] },
      { abortSignal: signal },
    ),
  );
  for await (const { Parameters = [] } of pages) {
    const imageNames = new Set(
      Parameters.filter(({ DataType }) => DataType === 'aws:ec2:image').map(({ Name }) => Name),
    );
    const names = Parameters.flatMap(({ Name }) => Name ?? []);
    for (let start = 0; start < names.length; start += bounds.names) {
      const { Parameters: values = [] } = await clients.ssm.send(
        new GetParametersCommand({ Names: names.slice(start, start + bounds.names) }),
        { abortSignal: signal },
      );
      for (const parameter of values) {
        if (imageNames.has(parameter.Name) || imageIdsIn(parameter.Value ?? '').length > 0) {
          yield* historyOf(clients, parameter, signal);
        }
      }
    }
  }
};

async function* historyOf(
  { ssm }: ServiceClients,
  { ARN: arn, Name, Version: currentVersion }: Parameter,
  signal: AbortSignal,
): AsyncGenerator<FactPage<'parameters'>, void, undefined> {
  const pages = allPages(
    paginateGetParameterHistory(
      { client: ssm, pageSize: bounds.page },
      { Name, WithDecryption: false },
      { abortSignal: signal },
    ),
  );
  for await (const { Parameters } of pages) {
    yield factPage(Parameters, 'Parameter', (entry) => parameterFacts(entry, arn, currentVersion));
  }
}

function parameterFacts(
  { Name: name, Version: version, Value: value, Labels: labels = [] }: ParameterHistory,
  arn: string | undefined,
  currentVersion: number | undefined,
): ParameterFact[] | undefined {
  if (name === undefined || version === undefined) return undefined;
  const isCurrent = version === currentVersion;
  const items = new Set((value ?? '').split(',').map((item) => item.trim()));
  const ids = new Set(imageIdsIn(value ?? '').map(({ id }) => id));
  return [...ids].map((imageId) => ({
    name,
    arn,
    version,
    isCurrent,
    labels,
    imageId,
    isInText: !items.has(imageId),
  }));
}
