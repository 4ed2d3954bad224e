import { formatDuration } from '../time/duration.ts';
import type { BakeOrder, BakeResult } from './bake.ts';
import { keepingVariables } from './keptInstance.ts';

/** What a bake was given and what it came to. */
export interface ComparedBake {
  readonly order: BakeOrder;
  readonly result: BakeResult | undefined;
  /** Each package of the image with its version, where the template has recorded them. */
  readonly packages: readonly string[] | undefined;
}

/** What is of one bake alone: two never have the same. */
const ofOneBake: ReadonlySet<string> = new Set([
  'bake_id',
  'package_list',
  ...Object.values(keepingVariables),
]);

/**
 * What may differ between two bakes of one template, as lines that a diff shows well. Names of things are those of Packer and
 * Git, untranslated, as in their files.
 * @param bake - any
 */
export function bakeFacts({ order, result, packages }: ComparedBake): string {
  const variables = Object.entries(order.variables)
    .filter(([name]) => !ofOneBake.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    `template: ${order.template}`,
    `builds: ${order.builds.map(({ name }) => name).join(', ')}`,
    `environment: ${order.environment.name}`,
    `region: ${order.region}`,
    `commit: ${order.commit ?? ''}${order.isModified === true ? ' +' : ''}`,
    `result: ${result?.kind ?? ''}`,
    `duration: ${result === undefined ? '' : formatDuration(result.endedAt - order.askedAt)}`,
    '',
    'variables:',
    ...variables.map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`),
    ...order.secretVariables.map((name) => `  ${name} = (sensitive)`),
    '',
    'packages:',
    ...(packages ?? []).map((line) => `  ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * The bake that one is compared with: the last of the same template and environment that ended before it.
 * @param bake - to compare
 * @param others - all
 */
export function previousOf<Bake extends Pick<ComparedBake, 'order' | 'result'>>(
  bake: Bake,
  others: readonly Bake[],
): Bake | undefined {
  const { order } = bake;
  return others
    .filter(
      (each) =>
        each.result !== undefined &&
        each.order.id !== order.id &&
        each.order.folder === order.folder &&
        each.order.template === order.template &&
        each.order.environment.id === order.environment.id &&
        each.order.askedAt < order.askedAt,
    )
    .sort((a, b) => b.order.askedAt - a.order.askedAt)[0];
}
