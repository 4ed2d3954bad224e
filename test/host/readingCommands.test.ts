import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Environment } from '../../src/core/environments/environment.ts';
import { ImageStore } from '../../src/core/images/imageStore.ts';
import { ReferenceStore } from '../../src/core/references/referenceStore.ts';
import { openRowsInConsole } from '../../src/features/explorer/openInConsole.ts';
import { refreshAll, stopReading } from '../../src/features/explorer/readingCommands.ts';
import { Log } from '../../src/host/log.ts';
import { WorkRunner } from '../../src/host/work.ts';
import { environment, image } from '../unit/core/images/builders.ts';

/** What VS Code was asked to show and to open, and what a person answers. */
class Shown {
  readonly messages: string[] = [];
  readonly questions: string[] = [];
  readonly opened: string[] = [];
  answer: string | undefined;
  readonly #before = {
    window: { ...vscode.window },
    env: { openExternal: vscode.env.openExternal },
  };

  constructor() {
    const say = (text: string): Promise<undefined> => {
      this.messages.push(text);
      return Promise.resolve(undefined);
    };
    Object.assign(vscode.window, {
      setStatusBarMessage: say,
      showInformationMessage: say,
      showWarningMessage: (text: string) => {
        this.questions.push(text);
        return Promise.resolve(this.answer);
      },
    });
    Object.assign(vscode.env, {
      openExternal: (uri: vscode.Uri) => {
        this.opened.push(uri.toString(true));
        return Promise.resolve(true);
      },
    });
  }

  restore(): void {
    const { setStatusBarMessage, showInformationMessage, showWarningMessage } = this.#before.window;
    Object.assign(vscode.window, { setStatusBarMessage, showInformationMessage, showWarningMessage });
    Object.assign(vscode.env, this.#before.env);
  }
}

describe('A command of the images view', () => {
  const log = new Log(vscode.window.createOutputChannel('test', { log: true }));
  after(() => {
    log.dispose();
  });
  let shown: Shown;
  beforeEach(() => {
    shown = new Shown();
  });
  afterEach(() => {
    shown.restore();
  });

  const disk = (snapshotId: string, region = 'us-east-1'): object => ({
    kind: 'disk',
    environmentId: 'dev',
    image: image('ami-1', { region }),
    disk: { deviceName: '/dev/sda1', snapshotId, size: 8, volumeType: 'gp3', isEncrypted: true },
  });
  const snapshots = (count: number): object[] =>
    Array.from({ length: count }, (_, index) => disk(`snap-${index}`));

  it('opens the page of every row that is selected in the AWS console', async () => {
    const rows = snapshots(3);
    await openRowsInConsole(rows[0], rows);
    assert.deepEqual(
      shown.opened.map((url) => /snap-\d/u.exec(url)?.[0]),
      ['snap-0', 'snap-1', 'snap-2'],
    );
    assert.deepEqual(shown.questions, []);
  });

  it('asks before it opens many pages', async () => {
    const rows = snapshots(6);
    await openRowsInConsole(rows[0], rows);
    assert.deepEqual(shown.questions, ['Open 6 pages of the AWS console?']);
    assert.deepEqual(shown.opened, []);
    shown.answer = 'Open All';
    await openRowsInConsole(rows[0], rows);
    assert.equal(shown.opened.length, 6);
  });

  it('says so where the region of a row has no page in the AWS console', async () => {
    await openRowsInConsole(disk('snap-1', 'nowhere'), undefined);
    assert.deepEqual(shown.messages, ['nowhere is not a region of the AWS console.']);
  });

  const nothing = (): never => {
    throw new Error('Nothing is read here.');
  };
  /** Stores of one environment whose reading does not end by itself. */
  const stores = (): { images: ImageStore; references: ReferenceStore } => {
    const options = {
      clock: () => 0,
      explain: (cause: unknown) => ({ title: '', message: '', cause, nextSteps: [] }),
    };
    const untilStopped = (_: Environment, signal: AbortSignal): Promise<string> =>
      new Promise((__, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('stopped'));
        });
      });
    const reader = {
      readAccount: untilStopped,
      readImages: nothing,
      readImagesById: nothing,
      readSharedIds: nothing,
    };
    const images = new ImageStore({ ...options, reader });
    images.setEnvironments([{ ...environment('dev'), accountId: '111111111111' }]);
    return { images, references: new ReferenceStore({ ...options, reader: { readFacts: nothing } }) };
  };

  it('stops what is being read, and says so where nothing is', async () => {
    const { images, references } = stores();
    stopReading({ images, references }, []);
    assert.deepEqual(shown.messages, ['Nothing is being read.']);
    const reading = images.ensureRead('dev');
    stopReading({ images, references }, []);
    assert.equal((await reading).kind, 'cancelled');
    assert.equal(images.get('dev')?.status.kind, 'stopped');
    assert.equal(shown.messages.length, 1);
  });

  it('that would read everything again says how to read something where nothing was read yet', async () => {
    const environments = { reload: () => Promise.resolve() };
    await refreshAll({ ...stores(), environments, work: new WorkRunner(log) });
    assert.deepEqual(shown.messages, [
      'No environment was read yet. Each is read when it is opened in the images view.',
    ]);
  });
});
