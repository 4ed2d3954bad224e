import {
  GetParametersCommand,
  paginateDescribeParameters,
  paginateGetParameterHistory,
  type Parameter,
  type ParameterHistory,
  type ParameterMetadata,
} from '@aws-sdk/client-ssm';
import { imageIdsIn } from '../../core/images/imageIds.ts';
import type { ParameterFact } from '../../core/references/facts.ts';
import type { FactPage } from '../../core/references/referenceReader.ts';
import { allPages } from '../allPages.ts';
import type { ServiceClients } from '../identity.ts';
import { factPage, type FactReader } from './factPage.ts';
import { isParameterGone, pagesUnlessGone } from './gone.ts';
import { isRefused, RefusedParameters } from './refusedParameters.ts';

/** DescribeParameters and GetParameterHistory give up to 50 in an answer, GetParameters takes up to 10 names (SSM API Reference). */
const bounds = { page: 50, names: 10 };

/**
 * Reads the parameters that hold image ids, as data of type `aws:ec2:image` or anywhere in plain text, with the values
 * that they had before. Those that hold none now are not asked for what they held: that takes a call for each, and an
 * earlier value alone is no use of an image. Secure strings are not asked for. What may not be read is told at the end,
 * after all that may.
 */
export const readParameters: FactReader<'parameters'> = async function* (clients, signal) {
  const refused = new RefusedParameters();
  const pages = allPages(
    paginateDescribeParameters(
      { client: clients.ssm, pageSize: bounds.page },
      { ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['String', 'StringList'] }] },
      { abortSignal: signal },
    ),
  );
  for await (const { Parameters = [] } of pages) {
    const imageNames = new Set(namesOf(Parameters.filter(({ DataType }) => DataType === 'aws:ec2:image')));
    // Those that are images stand together, so that few calls are about any.
    const names = [...new Set([...imageNames, ...namesOf(Parameters)])];
    for (let start = 0; start < names.length; start += bounds.names) {
      const batch = names.slice(start, start + bounds.names);
      for (const parameter of await valuesOf(clients, batch, imageNames, refused, signal)) {
        if (imageNames.has(parameter.Name ?? '') || imageIdsIn(parameter.Value ?? '').length > 0) {
          yield* historyOf(clients, parameter, refused, signal);
        }
      }
    }
  }
  if (refused.areNone) return;
  yield { facts: [], unreadable: [], isRefused: ({ name }) => refused.has(name) };
  throw refused.error;
};

function namesOf(parameters: readonly ParameterMetadata[]): string[] {
  return parameters.flatMap(({ Name }) => Name ?? []);
}

/** A call is refused as a whole when one of its names is: each of several is then asked for alone. */
async function valuesOf(
  clients: ServiceClients,
  names: readonly string[],
  imageNames: ReadonlySet<string>,
  refused: RefusedParameters,
  signal: AbortSignal,
): Promise<Parameter[]> {
  try {
    const command = new GetParametersCommand({ Names: [...names] });
    const { Parameters = [] } = await clients.ssm.send(command, { abortSignal: signal });
    refused.sawAllowed();
    return Parameters;
  } catch (thrown) {
    if (!isRefused(thrown)) throw thrown;
    const isWorthIt = refused.mayAllowOne || names.some((name) => imageNames.has(name));
    if (names.length === 1 || !isWorthIt) {
      refused.add(names, thrown);
      return [];
    }
    const values: Parameter[] = [];
    for (const name of names) values.push(...(await valuesOf(clients, [name], imageNames, refused, signal)));
    return values;
  }
}

/** Where the history may not be read the value now is still known. */
async function* historyOf(
  { ssm }: ServiceClients,
  current: Parameter,
  refused: RefusedParameters,
  signal: AbortSignal,
): AsyncGenerator<FactPage<'parameters'>, void, undefined> {
  const { ARN: arn, Name, Version: currentVersion } = current;
  const pages = allPages(
    paginateGetParameterHistory(
      { client: ssm, pageSize: bounds.page },
      { Name, WithDecryption: false },
      { abortSignal: signal },
    ),
  );
  try {
    for await (const { Parameters } of pagesUnlessGone(pages, isParameterGone)) {
      yield factPage(Parameters, 'Parameter', (entry) => parameterFacts(entry, arn, currentVersion));
    }
  } catch (thrown) {
    if (!isRefused(thrown)) throw thrown;
    refused.add(namesOf([current]), thrown);
    yield factPage([current], 'Parameter', (entry) => parameterFacts(entry, arn, currentVersion));
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
