import type { TemplateBuild } from '../templates/template.ts';
import { buildOfRunEvent, type RunEvent } from '../playbookRuns/runEvent.ts';
import { RunRecord } from '../playbookRuns/runRecord.ts';
import { type BakeStep, stepOf } from './bakeSteps.ts';
import { type BakedImage, imageIn, type PackerEvent, PackerOutput } from './packerOutput.ts';

/** A step that a build has come to. */
export interface StepRecord {
  readonly step: BakeStep;
  /** Milliseconds since 1970; undefined where Packer did not say it. */
  readonly startedAt: number | undefined;
}

/** What a build has made in AWS that it deletes again at its end. */
export interface TemporaryResources {
  readonly instanceId?: string;
  readonly keyPairName?: string;
  readonly securityGroupName?: string;
}

/** One of the images of a bake, as far as it is. */
export interface BuildRecord {
  /** As `-only` takes it. */
  readonly name: string;
  readonly status: 'waiting' | 'running' | 'finished' | 'errored' | 'stopped';
  /** The steps that it has come to, in this order. */
  readonly steps: readonly StepRecord[];
  /** When it ended, in milliseconds since 1970. */
  readonly endedAt: number | undefined;
  readonly temporary: TemporaryResources;
  /** The name that its image gets; undefined before Packer has said it. */
  readonly imageName: string | undefined;
  /** The image that it has made, before it is copied and tagged; it may not be what came out. */
  readonly madeImageId: string | undefined;
  /** What came out of it. */
  readonly images: readonly BakedImage[];
  /** What went wrong, in Packer's words; empty when nothing did. */
  readonly error: string;
  /** What Ansible has done in it; undefined while it has done nothing. */
  readonly ansible: RunRecord | undefined;
}

interface OpenBuild extends BuildRecord {
  status: BuildRecord['status'];
  readonly steps: StepRecord[];
  endedAt: number | undefined;
  temporary: TemporaryResources;
  imageName: string | undefined;
  madeImageId: string | undefined;
  readonly images: BakedImage[];
  error: string;
  ansible: RunRecord | undefined;
}

/** What is known of a bake, line by line. */
export class BakeRecord {
  readonly #output: PackerOutput;
  readonly #builds = new Map<string, OpenBuild>();
  /** By name of a build, the source that it is made of. */
  readonly #sources: ReadonlyMap<string, string>;
  #isStopping = false;
  #isCancelled = false;

  /**
   * Knows nothing yet.
   * @param builds - its builds, and the source of each
   */
  constructor(builds: readonly Pick<TemplateBuild, 'name' | 'source'>[]) {
    this.#output = new PackerOutput(builds.map(({ name }) => name));
    this.#sources = new Map(builds.map(({ name, source }) => [name, source]));
    for (const { name } of builds) this.#build(name);
  }

  /** Its builds, in the order of the template. */
  get builds(): readonly BuildRecord[] {
    return [...this.#builds.values()];
  }

  /** Whether Packer says that it was told to stop. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /**
   * Takes over a line that Packer has printed.
   * @param line - without its end
   * @returns what it says
   */
  addOutput(line: string): PackerEvent | undefined {
    const event = this.#output.read(line);
    if (event !== undefined) this.#take(event);
    return event;
  }

  /**
   * Takes over a line of the callback plugin of Ansible.
   * @param line - without its end
   * @returns the event that it is
   */
  addRunEvent(line: string): RunEvent | undefined {
    const build = this.#buildOfAnsible(buildOfRunEvent(line));
    if (build === undefined) return undefined;
    build.ansible ??= new RunRecord();
    return build.ansible.add(line);
  }

  /** Packer names to Ansible the last part of a name only, 1.6.6 that of the source: `image` of `amazon-ebs.image`. */
  #buildOfAnsible(name: string | undefined): OpenBuild | undefined {
    const builds = [...this.#builds.values()];
    if (builds.length === 1 || name === undefined) return builds[0];
    const isNamed = (text: string | undefined): boolean =>
      text === name || text?.endsWith(`.${name}`) === true;
    const named = builds.filter((build) => isNamed(build.name) || isNamed(this.#sources.get(build.name)));
    const [only, other] = named;
    if (other === undefined) return only;
    return named.find(({ steps }) => steps.at(-1)?.step === 'provision') ?? only;
  }

  #build(name: string): OpenBuild {
    const known = this.#builds.get(name);
    if (known !== undefined) return known;
    const made: OpenBuild = {
      name,
      status: 'waiting',
      steps: [],
      endedAt: undefined,
      temporary: {},
      imageName: undefined,
      madeImageId: undefined,
      images: [],
      error: '',
      ansible: undefined,
    };
    this.#builds.set(name, made);
    return made;
  }

  #take(event: PackerEvent): void {
    switch (event.kind) {
      case 'line':
        this.#takeLine(this.#build(event.build), event);
        break;
      case 'ended': {
        const build = this.#build(event.build);
        // Stopped while it waits for AWS, a build says that this has failed.
        build.status = event.how === 'errored' && this.#isStopping ? 'stopped' : event.how;
        build.endedAt = event.time;
        if (event.how === 'errored') build.error = event.text;
        break;
      }
      case 'error': {
        const build = this.#build(event.build);
        // What was said at its end is said again, whole.
        build.error = build.status === 'errored' && event.text.startsWith(build.error) ? '' : build.error;
        build.error = build.error === '' ? event.text : `${build.error}\n${event.text}`;
        break;
      }
      case 'artifact': {
        const image = imageIn(event.text);
        const { images } = this.#build(event.build);
        // The same once more where a post-processor passes it on.
        if (image !== undefined && !images.some(({ imageId }) => imageId === image.imageId))
          images.push(image);
        break;
      }
      case 'stopping':
        this.#isStopping = true;
        break;
      case 'cancelled':
        this.#isCancelled = true;
        break;
      default:
    }
  }

  #takeLine(build: OpenBuild, { text, time, isHeading }: Extract<PackerEvent, { kind: 'line' }>): void {
    if (build.status === 'waiting') build.status = 'running';
    const current = build.steps.at(-1)?.step;
    // What a tool prints while it provisions may look like anything.
    const step = current === 'provision' && !isHeading ? undefined : stepOf(text);
    if (step !== undefined && step !== current) build.steps.push({ step, startedAt: time });
    noteMade(build, step ?? current, text);
  }
}

/** What a build has made, and what its image is called. */
function noteMade(build: OpenBuild, now: BakeStep | undefined, text: string): void {
  build.imageName ??= /^Prevalidating AMI Name: (.+)$/u.exec(text)?.[1];
  if (now === 'access' || now === 'launch') build.temporary = { ...build.temporary, ...temporaryIn(text) };
  if (now === 'image') build.madeImageId = /^AMI: (ami-[0-9a-f]+)$/u.exec(text)?.[1] ?? build.madeImageId;
}

/** Read before anything runs that could print the same of somebody else's. */
function temporaryIn(text: string): TemporaryResources {
  const [, instanceId] = /^Instance ID: (i-[0-9a-f]+)$/u.exec(text) ?? [];
  const [, keyPairName] =
    /^Creating temporary (?:RSA |ED25519 )?(?:SSH )?key ?pair: (packer_[\w-]+)$/iu.exec(text) ?? [];
  const [, securityGroupName] =
    /^Creating temporary security group for this instance: (packer_[\w-]+)$/u.exec(text) ?? [];
  return {
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(keyPairName === undefined ? {} : { keyPairName }),
    ...(securityGroupName === undefined ? {} : { securityGroupName }),
  };
}
