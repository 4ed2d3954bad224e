import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Environment } from '../../../../src/core/environments/environment.ts';
import {
  type EnvironmentChoice,
  noEnvironments,
} from '../../../../src/core/environments/environmentChoice.ts';
import { Listeners } from '../../../../src/core/events/listeners.ts';
import type { UnfinishedEdit } from '../../../../src/core/tags/unfinishedEdit.ts';
import { TagJournal } from '../../../../src/features/tagEditing/tagJournal.ts';
import { UnfinishedEdits } from '../../../../src/features/tagEditing/unfinishedEdits.ts';
import { environment } from '../../core/images/builders.ts';

const dev = environment('dev');
/** More than there can be (Linux: 2^22). */
const goneProcess = 2 ** 30;

const problem = { kind: 'rule' as const, message: 'wrong', range: { offset: 0, length: 0 } };

/** The environments of a window, which a test changes. */
class FakeEnvironments {
  readonly #changes = new Listeners<void>();
  readonly onDidChange = this.#changes.add;
  choice: EnvironmentChoice;

  constructor(first: Partial<EnvironmentChoice>) {
    this.choice = { ...noEnvironments, ...first };
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  become(next: Partial<EnvironmentChoice>): void {
    this.choice = { ...noEnvironments, ...next };
    this.#changes.fire();
  }
}

describe('An edit of tags that an earlier window left', () => {
  let folder: string;
  let journal: TagJournal;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-journal-'));
    journal = new TagJournal(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const leave = async (title: string, of: Environment = dev): Promise<void> => {
    const place = { environment: of, region: 'us-east-1', imageId: 'ami-1', imageName: undefined };
    const key = await journal.begin(title, [{ ...place, key: 'Owner', before: undefined, after: 'me' }]);
    const path = join(folder, key);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(`"processId":${process.pid}`, `"processId":${goneProcess}`));
  };
  const notes = async (): Promise<number> => (await journal.notes()).length;

  /** What a new window tells, each until it is answered. */
  const windowWith = async (
    environments: FakeEnvironments,
  ): Promise<{ told: UnfinishedEdit[]; warnings: string[]; answer: () => Promise<void> }> => {
    const told: UnfinishedEdit[] = [];
    const warnings: string[] = [];
    const answers: (() => void)[] = [];
    const edits = new UnfinishedEdits({
      environments,
      journal,
      log: { warn: (message) => warnings.push(message) },
      tell: (edit) =>
        new Promise((resolve) => {
          told.push(edit);
          answers.push(resolve);
        }),
    });
    await edits.start();
    const answer = async (): Promise<void> => {
      const before = await notes();
      answers.pop()?.();
      while ((await notes()) === before) await nextTurn();
    };
    return { told, warnings, answer };
  };

  it('is told of with all its changes, and forgotten once that was answered', async () => {
    await leave('a');
    const { told, answer } = await windowWith(new FakeEnvironments({ environments: [dev] }));
    assert.deepEqual(
      told.map(({ title, changes, lost }) => ({ title, changes: changes.length, lost })),
      [{ title: 'a', changes: 1, lost: 0 }],
    );
    assert.equal(await notes(), 1);
    await answer();
    assert.equal(await notes(), 0);
  });

  it('waits for no other one to be answered', async () => {
    await leave('a');
    await leave('b');
    const { told } = await windowWith(new FakeEnvironments({ environments: [dev] }));
    assert.deepEqual(told.map(({ title }) => title).sort(), ['a', 'b']);
  });

  for (const [why, passing] of Object.entries<Partial<EnvironmentChoice>>({
    'ami-bakery.json has errors': { problems: [{ file: 'ami-bakery.json', problem }] },
    'profiles cannot be read': { lacksProfiles: true },
    'the workspace is restricted': { isRestricted: true },
  })) {
    it(`is kept, and not told of, while ${why}; then it can be undone`, async () => {
      await leave('a');
      const environments = new FakeEnvironments(passing);
      const { told, answer } = await windowWith(environments);
      environments.become(passing);
      assert.equal(told.length, 0);
      assert.equal(await notes(), 1);
      environments.become({ environments: [dev] });
      environments.become({ environments: [dev] });
      assert.deepEqual(
        told.map(({ changes, lost }) => ({ changes: changes.length, lost })),
        [{ changes: 1, lost: 0 }],
      );
      await answer();
      assert.equal(await notes(), 0);
    });
  }

  it('is told of at once where its environment is there, whatever else cannot be read', async () => {
    await leave('a');
    const problems = [{ file: 'other/ami-bakery.json', problem }];
    const { told } = await windowWith(new FakeEnvironments({ environments: [dev], problems }));
    assert.equal(told.length, 1);
  });

  it('is told of as lost where its environment is gone for good', async () => {
    await leave('a', environment('gone'));
    const { told } = await windowWith(new FakeEnvironments({ environments: [dev] }));
    assert.deepEqual(
      told.map(({ changes, lost }) => ({ changes, lost })),
      [{ changes: [], lost: 1 }],
    );
  });

  it('that cannot be understood is named in the log and forgotten', async () => {
    await writeFile(join(folder, 'x.json'), '{"processId":1073741824,"edit":7}');
    const { told, warnings } = await windowWith(new FakeEnvironments({}));
    while ((await notes()) > 0) await nextTurn();
    assert.deepEqual(told, []);
    assert.match(warnings.join(), /cannot be understood/u);
  });
});
