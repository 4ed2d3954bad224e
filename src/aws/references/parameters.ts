import {
  GetParametersCommand,
  paginateDescribeParameters,
  paginateGetParameterHistory,
  type Parameter,
  type ParameterHistory,
} from '@aws-sdk/client-ssm';
import type { ParameterFact } from '../../core/references/facts.ts';
import type { FactPage } from '../../core/references/referenceReader.ts';
import { allPages } from '../allPages.ts';
import type { ServiceClients } from '../identity.ts';
import { factPage, type FactReader } from './factPage.ts';

/** DescribeParameters and GetParameterHistory give up to 50 in an answer, GetParameters takes up to 10 names (SSM API Reference). */
const bounds = { page: 50, names: 10 };

const imageId = /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u;

/**
 * Reads the parameters that hold image ids, as data of type `aws:ec2:image` or as plain text, with the values that they
 * had before. Secure strings are not asked for.
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
        if (imageNames.has(parameter.Name) || imageIdsIn(parameter.Value).length > 0) {
          yield* historyOf(clients, parameter, signal);
        }
      }
    }
  }
};

async function* historyOf(
  { ssm }: ServiceClients,
  { Name, Version: currentVersion }: Parameter,
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
    yield factPage(Parameters, 'Parameter', (entry) => parameterFacts(entry, currentVersion));
  }
}

function parameterFacts(
  { Name: name, Version: version, Value: value, Labels: labels = [] }: ParameterHistory,
  currentVersion: number | undefined,
): ParameterFact[] | undefined {
  if (name === undefined || version === undefined) return undefined;
  return imageIdsIn(value).map((id) => ({
    name,
    version,
    isCurrent: version === currentVersion,
    labels,
    imageId: id,
  }));
}

/** A parameter may hold one id, or a list of them. */
function imageIdsIn(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => imageId.test(item));
}
