import { CreateTagsCommand, DescribeImagesCommand } from '@aws-sdk/client-ec2';
import type { Browser, Page } from 'playwright-core';
import * as z from 'zod/mini';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../src/localcloud/server.ts';
import { launchChromium } from '../harness/chromium.ts';
import { type Demo, prepareDemo } from '../harness/demo.ts';
import { browserExtensions } from '../harness/paths.ts';
import { ensureVsCodeServer } from '../harness/toolchain.ts';
import { startVsCode } from '../harness/vscodeServer.ts';
import { Workbench } from '../harness/workbench.ts';
import { sdkClients } from '../unit/localcloud/clients.ts';
import { sayWhatIsShown } from './shownWhenFailed.ts';

/** What a scene is made of. */
export interface SceneOptions {
  readonly cloud?: LocalCloudOptions;
  /** Text of ami-bakery.json for a cloud; null for none; every environment of the cloud when left out. */
  readonly configuration?: ((cloud: LocalCloud) => string) | null;
  readonly isTrusted?: boolean;
  /** False: the window opens with nothing of ours on the screen. */
  readonly showsView?: boolean;
  /** Scripted before the window opens. */
  readonly faults?: readonly object[];
  /** Environment variables of the window besides those of the demo. */
  readonly variables?: (demo: Demo) => Readonly<Record<string, string>>;
  /** What the window opens; the folder of the demo when left out. */
  readonly opens?: (demo: Demo) => string;
  /** Changes the files of the demo before the window opens. */
  readonly prepare?: (demo: Demo, cloud: LocalCloud) => Promise<void>;
}

const requestsSchema = z.array(
  z.looseObject({
    action: z.string(),
    account: z.string(),
    region: z.string(),
    status: z.number(),
    faults: z.array(z.string()),
  }),
);

/** What a scene has started. It is known from the first part on, so that a scene that does not open whole ends too. */
class SceneParts {
  static readonly #open = new Set<SceneParts>();
  readonly #endings: (() => Promise<void>)[] = [];

  constructor() {
    SceneParts.#open.add(this);
  }

  add(end: () => Promise<void>): void {
    this.#endings.push(end);
  }

  /** Ends all parts, the last one first. */
  async end(): Promise<void> {
    SceneParts.#open.delete(this);
    for (const end of this.#endings.splice(0).reverse()) await end();
  }

  /** Ends what tests that failed have left open. */
  static async endAll(): Promise<void> {
    for (const parts of SceneParts.#open) await parts.end();
  }
}

/** A local cloud, a workspace and a window that shows the images view. */
export class Scene {
  readonly cloud: LocalCloud;
  readonly demo: Demo;
  readonly window: Workbench;
  /** Folder of what the window keeps of its user. */
  readonly userDataFolder: string;
  /** Opens one more window of the same VS Code on what the first one shows. */
  readonly openWindow: () => Promise<Workbench>;
  readonly #parts: SceneParts;

  constructor(
    opened: Pick<Scene, 'cloud' | 'demo' | 'window' | 'userDataFolder' | 'openWindow'>,
    parts: SceneParts,
  ) {
    this.cloud = opened.cloud;
    this.demo = opened.demo;
    this.window = opened.window;
    this.userDataFolder = opened.userDataFolder;
    this.openWindow = opened.openWindow;
    this.#parts = parts;
  }

  /** Scripts a fault of the local cloud. */
  async addFault(fault: object): Promise<void> {
    await control(this.cloud, 'POST', '/faults', fault);
  }

  /** Forgets all faults. */
  async clearFaults(): Promise<void> {
    await control(this.cloud, 'DELETE', '/faults');
  }

  /** Gives one image of dev another service, as somebody else would. */
  async tag(service: string): Promise<void> {
    const { ec2 } = sdkClients(this.cloud);
    const { Images: [image] = [] } = await ec2.send(
      new DescribeImagesCommand({ Filters: [{ Name: 'tag:Service', Values: ['auth'] }] }),
    );
    await ec2.send(
      new CreateTagsCommand({
        Resources: [image?.ImageId ?? ''],
        Tags: [{ Key: 'Service', Value: service }],
      }),
    );
  }

  /** The calls that the local cloud has seen. */
  async requests(): Promise<z.infer<typeof requestsSchema>> {
    return requestsSchema.parse(await control(this.cloud, 'GET', '/requests'));
  }

  /**
   * Reads the images anew and waits until the local cloud has answered so many calls for a page of them, each of them
   * so that the answer can have arrived whole.
   */
  async refresh(pages: number): Promise<void> {
    await this.forgetRequests();
    await this.window.runCommand('AMI Bakery: Refresh Images');
    await this.waitForRequests(
      `${pages} pages`,
      (requests) =>
        requests.filter(
          ({ action, status, faults }) =>
            action === 'DescribeImages' &&
            status === 200 &&
            faults.every((kind) => kind === 'eventualConsistency'),
        ).length >= pages,
    );
  }

  /** Forgets the calls that the local cloud has seen. */
  async forgetRequests(): Promise<void> {
    await control(this.cloud, 'DELETE', '/requests');
  }

  /**
   * Waits until the local cloud has seen the calls that it should.
   * @param what - what is waited for, for the error
   * @param isAsExpected - looks at all calls
   */
  async waitForRequests(
    what: string,
    isAsExpected: (requests: z.infer<typeof requestsSchema>) => boolean,
  ): Promise<void> {
    const end = Date.now() + 60_000;
    for (;;) {
      const requests = await this.requests();
      if (isAsExpected(requests)) return;
      if (Date.now() > end) throw new Error(`${what} did not come, only: ${JSON.stringify(requests)}`);
      await this.window.page.waitForTimeout(50);
    }
  }

  /** Ends all of it. */
  async end(): Promise<void> {
    await this.#parts.end();
  }
}

let browser: Browser | undefined;

/** Opens a scene: a fresh cloud, a fresh workspace, a fresh VS Code. */
export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  browser ??= await launchChromium();
  const parts = new SceneParts();
  const cloud = await startLocalCloud(options.cloud);
  parts.add(() => cloud.close());
  for (const fault of options.faults ?? []) await control(cloud, 'POST', '/faults', fault);
  const configuration = options.configuration;
  const demo = await prepareDemo(
    cloud,
    configuration === undefined
      ? {}
      : { configuration: configuration === null ? null : configuration(cloud) },
  );
  parts.add(() => demo.remove());
  await options.prepare?.(demo, cloud);
  const vscode = await startVsCode({
    server: await ensureVsCodeServer(),
    extensionsFolder: browserExtensions,
    environment: { ...demo.environment, ...options.variables?.(demo) },
    isTrusted: options.isTrusted ?? true,
  });
  parts.add(() => vscode.end());
  const openedBrowser = browser;
  const openWindow = async (): Promise<Workbench> => {
    const opened = await Workbench.open(openedBrowser, {
      address: vscode.address,
      folder: options.opens?.(demo) ?? demo.workspace,
    });
    parts.add(() => opened.close());
    return opened;
  };
  const window = await openWindow();
  await (options.showsView === false ? window.waitForExtension() : window.showImages());
  return new Scene({ cloud, demo, window, openWindow, userDataFolder: vscode.userDataFolder }, parts);
}

/** What a file needs whose tests open scenes: their browser ends with them, and one that fails says what was shown. */
export function shareBrowser(): void {
  afterEach(sayWhatIsShown(openPages));
  after(endBrowser);
}

/** The windows that are open. */
export function openPages(): Page[] {
  return browser?.contexts().flatMap((context) => context.pages()) ?? [];
}

/** Ends the browser that all scenes share, and the scenes that are still open. */
export async function endBrowser(): Promise<void> {
  await SceneParts.endAll();
  await browser?.close();
  browser = undefined;
}

async function control(cloud: LocalCloud, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${cloud.control}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const content: unknown = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(content));
  return content;
}
