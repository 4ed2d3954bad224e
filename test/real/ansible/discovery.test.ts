import assert from 'node:assert/strict';
import { join } from 'node:path';
import { discoverPlaybook } from '../../../src/core/playbooks/discoverPlaybook.ts';
import { PlaybookSources } from '../../../src/core/playbooks/playbookSources.ts';
import type { TagSelection } from '../../../src/core/playbooks/selectTasks.ts';
import { ansibleFolder, findPlaybooks } from '../../harness/ansible.ts';
import { root } from '../../harness/paths.ts';
import { ensureAnsibles } from '../../harness/toolchain.ts';
import { filesOf, listByAnsible, listDiscovered, listTagsByAnsible } from './listing.ts';

const trickyFolder = join(root, 'test', 'real', 'ansible', 'tricky');

const everything: TagSelection = { tags: [], skipTags: [] };

/** What is asked of each tricky playbook besides everything. */
const selections: Readonly<Record<string, readonly TagSelection[]>> = {
  'tags.yml': [
    { tags: ['three', 'flow'], skipTags: [] },
    { tags: ['untagged'], skipTags: ['old'] },
    { tags: ['tagged'], skipTags: ['zeta', '5', 'inner'] },
    { tags: [], skipTags: ['untagged'] },
    { tags: ['left', 'right', 'y'], skipTags: ['second'] },
    { tags: [], skipTags: ['tagged'] },
  ],
  'blocks.yml': [
    { tags: ['outer'], skipTags: ['inner'] },
    { tags: ['dangerous'], skipTags: [] },
    { tags: ['more', 'meta'], skipTags: ['always'] },
    { tags: ['all', 'never'], skipTags: [] },
    { tags: ['never'], skipTags: ['dangerous'] },
    { tags: [], skipTags: ['all'] },
    { tags: ['tagged'], skipTags: [] },
    { tags: ['nosuch'], skipTags: [] },
  ],
  'roles.yml': [
    { tags: ['deepest'], skipTags: ['again'] },
    { tags: ['through_role', 'from'], skipTags: [] },
    { tags: ['play'], skipTags: ['web', 'path'] },
    { tags: ['helper', 'from_collection'], skipTags: ['always'] },
  ],
  'imports.yml': [
    { tags: ['from_site'], skipTags: ['nested'] },
    { tags: ['three', 'applied'], skipTags: [] },
    { tags: ['block', 'import'], skipTags: ['one'] },
  ],
};

describe('discovering playbooks without running anything', function () {
  this.timeout(300_000);

  /** Both Ansibles, each asked in turn, so that a busy machine is not made busier. */
  const compare = async (
    folder: string,
    playbook: string,
    rolesPath: readonly string[],
    filters: readonly TagSelection[],
  ): Promise<void> => {
    const found = await discoverPlaybook(playbook, new PlaybookSources(filesOf(folder)), { rolesPath });
    assert.deepEqual(
      found.problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    const { older, newer } = await ensureAnsibles();
    for (const programs of [older, newer]) {
      for (const selection of filters) {
        assert.deepEqual(
          listDiscovered(found, selection),
          await listByAnsible(programs, folder, playbook, selection),
          `${playbook} with ${JSON.stringify(selection)} of ${programs}`,
        );
      }
    }
    // Without a filter the newer one lists the tags of tasks with never as well.
    const withNever = listDiscovered(found, { tags: ['all', 'never'], skipTags: [] });
    assert.deepEqual(
      withNever.map(({ tags, tasks }) =>
        [...new Set([...tags, ...tasks.flatMap((task) => task.tags)])].sort(),
      ),
      await listTagsByAnsible(newer, folder, playbook),
      `tags of ${playbook}`,
    );
  };

  it('finds what both Ansibles list of the starter content', async () => {
    for (const playbook of await findPlaybooks()) {
      await compare(
        ansibleFolder,
        playbook,
        ['roles'],
        [
          everything,
          { tags: ['packages'], skipTags: ['always'] },
          { tags: [], skipTags: ['packages', 'users'] },
        ],
      );
    }
  });

  for (const [playbook, filters] of Object.entries(selections)) {
    it(`finds what both Ansibles list of ${playbook} among the tricky ones`, async () => {
      await compare(trickyFolder, playbook, ['elsewhere'], [everything, ...filters]);
    });
  }
});
