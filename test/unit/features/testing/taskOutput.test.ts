import assert from 'node:assert/strict';
import type { TaskRecord } from '../../../../src/core/playbookRuns/runRecord.ts';
import { TaskOutput } from '../../../../src/features/testing/taskOutput.ts';

describe('The output of a run by task', () => {
  let tasks: TaskRecord[];
  let told: string[];
  let output: TaskOutput;

  const begin = (name: string): void => {
    tasks.push({
      ...{ id: name, name, place: undefined, within: [], play: undefined },
      ...{ isImplicit: false, results: [] },
    });
  };
  beforeEach(() => {
    tasks = [];
    told = [];
    output = new TaskOutput(
      () => tasks,
      (line, task) => told.push(`${task?.name ?? '-'}: ${line}`),
    );
  });

  it('is what follows the line that names the task, until the next one', () => {
    begin('install');
    begin('web : configure');
    const lines = ['PLAY [x] ***', 'TASK [install] ****', '\u001B[0;32mok: [web]\u001B[0m'];
    for (const line of [
      ...lines,
      'TASK [web : configure] **',
      'changed: [web]',
      'PLAY RECAP ****',
      'web : ok=2',
    ])
      output.add(line);
    assert.deepEqual(told, [
      '-: PLAY [x] ***',
      'install: TASK [install] ****',
      'install: \u001B[0;32mok: [web]\u001B[0m',
      'web : configure: TASK [web : configure] **',
      'web : configure: changed: [web]',
      '-: PLAY RECAP ****',
      '-: web : ok=2',
    ]);
  });

  it('waits for the event of a task, and loses no line and no order', () => {
    for (const line of ['TASK [one] *', 'ok', 'TASK [two] *', 'ok']) output.add(line);
    assert.deepEqual(told, []);
    begin('one');
    output.lookAgain();
    assert.deepEqual(told, ['one: TASK [one] *', 'one: ok']);
    output.dispose();
    assert.deepEqual(told, ['one: TASK [one] *', 'one: ok', '-: TASK [two] *', '-: ok']);
  });

  it('is told all the same where no event comes', async () => {
    for (const line of ['TASK [one] *', 'ok', 'RUNNING HANDLER [two] *', 'ok']) output.add(line);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    assert.deepEqual(told, ['-: TASK [one] *', '-: ok', '-: RUNNING HANDLER [two] *', '-: ok']);
  });
});
