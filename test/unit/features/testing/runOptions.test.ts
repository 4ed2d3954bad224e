import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ansibleOptions, LastOptions, wholePlaybook } from '../../../../src/features/testing/runOptions.ts';
import { playbookCommand } from '../../../../src/tools/ansible/playbookCommand.ts';

/** What VS Code keeps for a workspace, as text. */
class KeptState {
  text = '{}';

  get(key: string): unknown {
    return (JSON.parse(this.text) as Record<string, unknown>)[key];
  }

  update(key: string, value: unknown): Promise<void> {
    this.text = JSON.stringify({ ...(JSON.parse(this.text) as object), [key]: value });
    return Promise.resolve();
  }
}

const options = {
  ...wholePlaybook,
  tags: ['a', 'b'],
  skipTags: ['c'],
  isCheck: true,
  startAtTask: 'web : Install',
  limit: 'web',
  variableFiles: ['/shared.yml'],
  asksBecomePassword: true,
};

describe('How a playbook was last run', () => {
  it('is known for that playbook, in the next window too', async () => {
    const state = new KeptState();
    await new LastOptions(state).remember('site', options);
    assert.deepEqual(new LastOptions(state).of('site'), options);
    assert.deepEqual(new LastOptions(state).of('other'), wholePlaybook);
  });

  it('is forgotten where it is not as this version keeps it', () => {
    const state = new KeptState();
    state.text = '{"testing.lastOptions":{"site":{"tags":"a"},"other":5}}';
    assert.deepEqual(new LastOptions(state).of('site'), wholePlaybook);
    assert.deepEqual(new LastOptions(state).of('other'), wholePlaybook);
  });

  it('has the variables in this window alone: their values are kept nowhere and are in no command', async () => {
    const value = fc.string({ minLength: 1 }).map((text) => `HUSH${text}`);
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1 }), async (values) => {
        const state = new KeptState();
        const last = new LastOptions(state);
        const variables = values.map((each, index) => ({ name: `v${index}`, value: each, isUnsafe: false }));
        await last.remember('site', { ...options, variables });
        assert.deepEqual(last.of('site').variables, variables);
        assert.deepEqual(new LastOptions(state).of('site').variables, []);
        const run = { playbook: 'site.yml', inventory: { hosts: ['web'] } };
        const command = playbookCommand('ansible-playbook', {
          ...run,
          ...ansibleOptions(last.of('site'), ['/secrets/variables.yml']),
        });
        assert.doesNotMatch(state.text + JSON.stringify(command), /HUSH/u);
      }),
    );
  });
});
