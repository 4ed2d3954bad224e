import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { EnvironmentReadError } from '../../src/core/environments/readError.ts';
import type { SourceStatus } from '../../src/core/references/regionReferences.ts';
import { failureItem } from '../../src/features/explorer/items/noteItems.ts';
import { gapItem } from '../../src/features/explorer/items/subjectItems.ts';
import { explainReadError } from '../../src/host/explainReadError.ts';
import { commandIds } from '../../src/host/contributedIds.ts';
import { environment, image } from '../unit/core/images/builders.ts';

const entry = z.looseObject({ command: z.optional(z.string()), when: z.string(), group: z.string() });
const manifestSchema = z.looseObject({
  contributes: z.looseObject({ menus: z.looseObject({ 'view/item/context': z.array(entry) }) }),
});

/** The commands behind the inline buttons of a row. */
function buttonsOf({ contextValue = '' }: vscode.TreeItem): string[] {
  const extension = vscode.extensions.getExtension('ami-bakery.ami-bakery');
  const { menus } = manifestSchema.parse(extension?.packageJSON).contributes;
  return menus['view/item/context'].flatMap(({ command, when, group }) => {
    const [, pattern] = /viewItem =~ \/(.*)\//u.exec(when) ?? [];
    const isShown = pattern !== undefined && new RegExp(pattern, 'u').test(contextValue);
    return isShown && group.startsWith('inline') && command !== undefined ? [command] : [];
  });
}

const refused = explainReadError(
  new EnvironmentReadError('access-denied', 'You are not <b>authorized</b>'),
  environment('dev'),
  { profiles: [], awsCliPath: 'aws' },
);

function gapOf(status: Exclude<SourceStatus, { kind: 'complete' }>): vscode.TreeItem {
  return gapItem({
    kind: 'gap',
    environmentId: 'dev',
    image: image('ami-1'),
    gap: { region: 'us-east-1', source: 'launchTemplates', status },
  });
}

describe('The row of a kind of use that could not be read', () => {
  it('has the buttons and the words that any failure has', () => {
    const item = gapOf({ kind: 'failed', failure: refused });
    const other = failureItem({ kind: 'failure', environmentId: 'dev', failure: refused, regions: [] });
    assert.deepEqual(buttonsOf(item), [commandIds.refreshEnvironment]);
    assert.deepEqual(buttonsOf(other), buttonsOf(item));
    for (const { tooltip } of [item, other]) {
      assert.match(
        z.string().parse(tooltip),
        /^Not allowed to read dev\n.*You are not <b>authorized<\/b>\n.*Try Again$/u,
      );
    }
  });

  it('has a button to read it where reading was stopped or has not begun', () => {
    for (const kind of ['stopped', 'unread'] as const) {
      assert.deepEqual(buttonsOf(gapOf({ kind })), [commandIds.refreshEnvironment]);
    }
  });
});
