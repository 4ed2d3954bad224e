import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getL10nJson } from '@vscode/l10n-dev';
import { format, resolveConfig } from 'prettier';
import * as z from 'zod/mini';
import { configurationSchema } from '../src/core/environments/configuration.ts';

/**
 * Writes the files that are made from the source, or with `--check` says which of them are out of date:
 * the JSON Schema of `ami-bakery.json`, and the list of texts that translators work from.
 */
const root = fileURLToPath(new URL('..', import.meta.url));

/** The schema that our own validation uses, as VS Code wants it. */
function configurationJsonSchema(): unknown {
  const schema = z.toJSONSchema(configurationSchema, { target: 'draft-7', io: 'input' });
  return { ...schema, title: 'AMI Bakery', allowComments: true, allowTrailingCommas: true };
}

/** Every text of the extension, sorted, so that moving code changes nothing here. */
async function translatableTexts(): Promise<unknown> {
  const names = await readdir(join(root, 'src'), { recursive: true });
  const sources = await Promise.all(
    names
      .filter((name) => name.endsWith('.ts') && !name.startsWith('localcloud'))
      .map(async (name) => ({ extension: '.ts', contents: await readFile(join(root, 'src', name), 'utf8') })),
  );
  // Reading one takes a tenth of a second, and most have none.
  const texts = await getL10nJson(sources.filter(({ contents }) => contents.includes('l10n')));
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const files: Readonly<Record<string, unknown>> = {
  'schemas/ami-bakery.schema.json': configurationJsonSchema(),
  'l10n/bundle.l10n.json': await translatableTexts(),
};
for (const [name, content] of Object.entries(files)) {
  const path = join(root, name);
  const text = await format(JSON.stringify(content), { ...(await resolveConfig(path)), parser: 'json' });
  if (!process.argv.includes('--check')) await writeFile(path, text);
  else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
    process.exitCode = 1;
    console.error(`${name} is out of date. Run: npm run generate`);
  }
}
