import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import * as z from 'zod/mini';
import { startLocalCloud } from '../../../src/localcloud/server.ts';
import { prepareDemo } from '../../harness/demo.ts';
import { root } from '../../harness/paths.ts';

const launchSchema = z.looseObject({
  configurations: z.array(
    z.looseObject({
      args: z.array(z.string()),
      env: z.record(z.string(), z.string()),
      preLaunchTask: z.string(),
      postDebugTask: z.string(),
    }),
  ),
});
const tasksSchema = z.looseObject({
  tasks: z.array(z.looseObject({ label: z.string(), dependsOn: z.optional(z.array(z.string())) })),
});

async function readJson(name: string): Promise<unknown> {
  return parse(await readFile(join(root, '.vscode', name), 'utf8'), [], { allowTrailingComma: false });
}

describe('Debugging by F5', () => {
  it('has the same workspace and environment as npm start', async () => {
    const { configurations } = launchSchema.parse(await readJson('launch.json'));
    const cloud = await startLocalCloud({ images: 3 });
    const demo = await prepareDemo(cloud);
    const folder = join(demo.workspace, '..');
    const here = (text: string): string => text.replace('${workspaceFolder}/.cache/demo', folder);
    try {
      for (const { args, env } of configurations) {
        assert.equal(here(args.at(-1) ?? ''), demo.workspace);
        const expanded = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)]));
        assert.deepEqual(expanded, demo.environment);
      }
    } finally {
      await demo.remove();
      await cloud.close();
    }
  });

  it('names tasks that there are', async () => {
    const { configurations } = launchSchema.parse(await readJson('launch.json'));
    const { tasks } = tasksSchema.parse(await readJson('tasks.json'));
    const labels = tasks.map(({ label }) => label);
    const named = [
      ...configurations.flatMap(({ preLaunchTask, postDebugTask }) => [preLaunchTask, postDebugTask]),
      ...tasks.flatMap(({ dependsOn = [] }) => dependsOn),
    ];
    assert.deepEqual(
      named.filter((name) => !labels.includes(name)),
      [],
    );
  });
});
