import { hclString } from '../text/hcl.ts';
import { singleLine } from '../text/plainText.ts';
import { lookupOf } from './imageLookup.ts';
import type { ImageTarget } from './imageTarget.ts';

/**
 * Images as blocks `source_ami_filter` of Packer's Amazon builders, one each, laid out as `packer fmt` does it.
 * @param targets - which images
 */
export function packerSourceFilters(targets: readonly ImageTarget[]): string {
  return targets.map(sourceFilter).join('\n');
}

function sourceFilter({ environment, image }: ImageTarget): string {
  const { owner, filters } = lookupOf(image, environment.tagNames);
  const entries = filters.map(({ name, value }) => ({
    key: hclString(templateText(name)),
    value: hclString(templateText(singleCsvValue(value))),
  }));
  const width = Math.max(...entries.map(({ key }) => key.length));
  const lines = [
    `# ${singleLine(`${image.id} (${environment.name}, ${image.region})`)}`,
    'source_ami_filter {',
    '  filters = {',
    ...entries.map(({ key, value }) => `    ${key.padEnd(width)} = ${value}`),
    '  }',
    `  owners      = [${hclString(owner)}]`,
    '  most_recent = true',
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * The plugin reads a filter's value as one line of CSV, by which people give several values (packer-plugin-amazon
 * 1.8, `buildEc2Filters`: Go's encoding/csv with LazyQuotes and TrimLeadingSpace).
 */
function singleCsvValue(value: string): string {
  return value === '' || /[,"\r\n]|^\p{White_Space}/u.test(value)
    ? `"${value.replaceAll('"', '""')}"`
    : value;
}

/** The plugin renders every text as a Go template, of HCL2 as well (packer-plugin-sdk 0.6, `config.Decode`). */
function templateText(text: string): string {
  return text.replaceAll('{{', '{{`{{`}}');
}
