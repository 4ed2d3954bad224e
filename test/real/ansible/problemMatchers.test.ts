import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod/mini';
import { root } from '../../harness/paths.ts';
import { ensureAnsibles } from '../../harness/toolchain.ts';

const group = z.optional(z.int());
const manifestSchema = z.looseObject({
  contributes: z.looseObject({
    problemMatchers: z.array(
      z.looseObject({
        pattern: z.array(
          z.looseObject({ regexp: z.string(), file: group, line: group, column: group, message: group }),
        ),
      }),
    ),
  }),
});

/** Playbooks with a mistake, and the line and column that Ansible finds it at. */
const mistakes = [
  {
    text: '- hosts: all\n  tasks:\n    - no_such_module:\n        x: y\n',
    at: [3, 7],
    says: /no_such_module/u,
  },
  { text: '- hosts: all\n  roles: [nope]\n', at: [2, 11], says: /'nope' was not found/u },
  { text: '- hosts: all\n  tasks:\n    - debug: {\n', at: [4, 1], says: /did not find expected node/u },
] as const;

for (const which of ['older', 'newer'] as const) {
  describe(`Errors of the ${which} Ansible`, function () {
    this.timeout(60_000);
    it('are found in its output by a problem matcher, at their place and in its words', async () => {
      const programs = (await ensureAnsibles())[which];
      const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-mistakes-'));
      const file = join(folder, 'site.yml');
      try {
        for (const { text, at, says } of mistakes) {
          await writeFile(file, text);
          const { all } = await execa(join(programs, 'ansible-playbook'), ['-i', 'localhost,', file], {
            all: true,
            reject: false,
            stdin: 'ignore',
            env: { LC_ALL: 'C.UTF-8', NO_COLOR: '1' },
          });
          const [problem, ...others] = await problemsIn(all.split('\n'));
          assert.ok(problem, all);
          assert.deepEqual(
            [problem['file'], Number(problem['line']), Number(problem['column'])],
            [file, ...at],
          );
          assert.match(problem['message'] ?? '', says);
          assert.deepEqual(others, []);
        }
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });
}

/** What VS Code makes of lines: each pattern of a matcher must match the next line. */
async function problemsIn(lines: readonly string[]): Promise<Record<string, string | undefined>[]> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as unknown;
  const { problemMatchers } = manifestSchema.parse(manifest).contributes;
  return problemMatchers.flatMap(({ pattern }) =>
    lines.flatMap((_, start) => {
      const found: Record<string, string | undefined> = {};
      for (const [index, { regexp, ...groups }] of pattern.entries()) {
        const match = new RegExp(regexp, 'u').exec(lines[start + index] ?? '');
        if (match === null || start + index >= lines.length) return [];
        for (const [name, number] of Object.entries(groups)) {
          if (typeof number === 'number') found[name] = match[number];
        }
      }
      return [found];
    }),
  );
}
