import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import {
  commandIds,
  contextKeys,
  settingNames,
  settingsSection,
  viewIds,
} from '../../../src/host/contributedIds.ts';

const when = z.optional(z.string());
const keybindings = z.array(z.looseObject({ command: z.string(), when }));
const menuEntries = z.array(
  z.union([z.looseObject({ command: z.string(), when }), z.looseObject({ submenu: z.string(), when })]),
);
const manifestSchema = z.looseObject({
  contributes: z.looseObject({
    commands: z.array(z.looseObject({ command: z.string(), title: z.string(), category: z.string() })),
    menus: z.record(z.string(), menuEntries),
    keybindings,
    submenus: z.array(z.looseObject({ id: z.string(), label: z.string() })),
    views: z.record(z.string(), z.array(z.looseObject({ id: z.string() }))),
    viewsWelcome: z.array(z.looseObject({ view: z.string(), when: z.string(), contents: z.string() })),
    walkthroughs: z.array(
      z.looseObject({
        id: z.string(),
        steps: z.array(
          z.looseObject({
            id: z.string(),
            media: z.strictObject({ svg: z.string(), altText: z.string() }),
            completionEvents: z.array(z.string()),
          }),
        ),
      }),
    ),
    configuration: z.looseObject({
      properties: z.record(
        z.string(),
        z.looseObject({ markdownDescription: z.string(), scope: z.string(), order: z.number() }),
      ),
    }),
  }),
  capabilities: z.looseObject({
    untrustedWorkspaces: z.looseObject({ restrictedConfigurations: z.array(z.string()) }),
  }),
});

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8')) as unknown;
const manifest = manifestSchema.parse(read('package.json'));
const texts = z.record(z.string(), z.string()).parse(read('package.nls.json'));
const { contributes } = manifest;
const sorted = (values: Iterable<string>): string[] => [...values].sort();

describe('package.json and src/host/contributedIds.ts', () => {
  it('name the same commands', () => {
    assert.deepEqual(
      sorted(contributes.commands.map(({ command }) => command)),
      sorted(Object.values(commandIds)),
    );
  });

  it('name the same views', () => {
    const views = Object.values(contributes.views).flatMap((entries) => entries.map(({ id }) => id));
    assert.deepEqual(sorted(views), sorted(Object.values(viewIds)));
  });

  it('name the same settings', () => {
    const typed = Object.values(settingNames).map((name) => `${settingsSection}.${name}`);
    assert.deepEqual(sorted(Object.keys(contributes.configuration.properties)), sorted(typed));
  });

  it('name the same context keys', () => {
    const clauses = [
      ...Object.values(contributes.menus).flat(),
      ...contributes.keybindings,
      ...contributes.viewsWelcome,
    ].map((entry) => entry.when ?? '');
    const ids = clauses.flatMap((clause) => clause.match(/amiBakery\.\w+/gu) ?? []);
    const used = new Set(ids.filter((id) => !Object.values<string>(viewIds).includes(id)));
    assert.deepEqual(sorted(used), sorted(Object.values(contextKeys)));
  });
});

describe('package.json', () => {
  it('uses every text of package.nls.json, and only those', () => {
    const used = JSON.stringify(manifest).match(/(?<="%)[\w.]+(?=%")/gu) ?? [];
    assert.deepEqual(sorted(new Set(used)), sorted(Object.keys(texts)));
  });

  it('offers in menus and welcome texts only commands that exist', () => {
    const own = new Set<string>(Object.values(commandIds));
    const offered = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].flatMap(
      (entry) => ('command' in entry ? [String(entry.command)] : []),
    );
    const linked = Object.values(texts).flatMap((text) => text.match(/(?<=command:)amiBakery\.\w+/gu) ?? []);
    for (const command of [...offered, ...linked]) assert.ok(own.has(command), command);
  });

  it('offers in the palette every command but those that something must be passed to, and the keys of the tree', () => {
    const hidden = (contributes.menus['commandPalette'] ?? []).flatMap((entry) =>
      'command' in entry && entry.when === 'false' ? [String(entry.command)] : [],
    );
    const { copyRows, manageTrust, openRowInConsole, refreshEnvironment, retryTagChange } = commandIds;
    const { revealImage, runAtLine, setRegion, showOlderImages, showTagReport } = commandIds;
    assert.deepEqual(
      sorted(hidden),
      sorted([
        copyRows,
        manageTrust,
        openRowInConsole,
        refreshEnvironment,
        retryTagChange,
        revealImage,
        runAtLine,
        setRegion,
        showOlderImages,
        showTagReport,
      ]),
    );
  });

  it('shows every submenu, and fills it', () => {
    const submenus = contributes.submenus.map(({ id }) => id);
    const shown = Object.values(contributes.menus)
      .flat()
      .flatMap((entry) => ('submenu' in entry ? [String(entry.submenu)] : []));
    assert.deepEqual(sorted(new Set(shown)), sorted(submenus));
    for (const id of submenus) assert.ok((contributes.menus[id] ?? []).length > 0, id);
  });

  it('restricts every setting but those whose value can neither run something nor choose an identity', () => {
    const harmless = new Set([
      'amiBakery.refreshMinutes',
      'amiBakery.imageLinks.enabled',
      'amiBakery.codeLens.enabled',
    ]);
    const settings = Object.keys(contributes.configuration.properties);
    const restricted = settings.filter((setting) => !harmless.has(setting));
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, restricted);
  });

  it('completes each step of the walkthrough by something that exists, and shows a picture of it', () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.ok(steps.length > 0 && steps.length <= 6);
    const events = new Set<string>([
      ...Object.values(commandIds).map((id) => `onCommand:${id}`),
      ...Object.values(viewIds).map((id) => `onView:${id}`),
      `onContext:${contextKeys.welcome} == none`,
      ...Object.keys(contributes.views).map((id) => `onCommand:workbench.view.extension.${id}`),
    ]);
    for (const { completionEvents, media } of steps) {
      assert.ok(completionEvents.length > 0);
      for (const event of completionEvents) assert.ok(events.has(event), event);
      assert.match(readFileSync(new URL(`../../../${media.svg}`, import.meta.url), 'utf8'), /^<svg /u);
    }
  });

  it('links from welcome texts to the walkthrough that there is', () => {
    const linked = Object.values(texts).flatMap((text) => text.match(/(?<=openWalkthrough\?)[^)]+/gu) ?? []);
    const existing = contributes.walkthroughs.map(({ id }) => `ami-bakery.ami-bakery#${id}`);
    assert.ok(linked.length > 0);
    for (const link of linked) {
      assert.ok(existing.includes(z.string().parse(JSON.parse(decodeURIComponent(link)))), link);
    }
  });
});
