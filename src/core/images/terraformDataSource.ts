import { hclString } from '../text/hcl.ts';
import { singleLine } from '../text/plainText.ts';
import { type LookupFilter, lookupOf } from './imageLookup.ts';
import type { ImageTarget } from './imageTarget.ts';

/** Labels need not hold all of a long version to be told apart. */
const longestLabel = 60;

/**
 * Images as data sources `aws_ami` of Terraform's AWS provider, one block each, laid out as `terraform fmt` does it.
 * @param targets - which images; those that would get the same label get numbers
 */
export function terraformDataSources(targets: readonly ImageTarget[]): string {
  const labels = new Set<string>();
  return targets.map((target) => dataSource(target, labels)).join('\n');
}

function dataSource({ environment, image }: ImageTarget, labels: Set<string>): string {
  const { title, owner, filters } = lookupOf(image, environment.tagNames);
  const lines = [
    `# ${singleLine(`${image.id} (${environment.name}, ${image.region})`)}`,
    `data "aws_ami" "${newLabel(title, labels)}" {`,
    '  most_recent = true',
    `  owners      = [${hclString(owner)}]`,
    ...filters.flatMap(filterBlock),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function filterBlock({ name, value }: LookupFilter): string[] {
  return ['', '  filter {', `    name   = ${hclString(name)}`, `    values = [${hclString(value)}]`, '  }'];
}

/** Terraform, "Resource syntax": letters, digits, underscores and dashes, not beginning with a digit or dash. */
function newLabel(title: string, taken: Set<string>): string {
  const words = title
    .replace(/[^A-Za-z0-9]+/gu, '_')
    .slice(0, longestLabel)
    .replace(/^_|_$/gu, '');
  const label = /^[A-Za-z]/u.test(words) ? words : ['image', words].filter((word) => word !== '').join('_');
  let candidate = label;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${label}_${number}`;
  taken.add(candidate);
  return candidate;
}
