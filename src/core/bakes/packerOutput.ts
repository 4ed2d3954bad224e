/** What a line that Packer has printed for people says. */
export type PackerEvent =
  /** Something that a build does, or that a program it has started has printed. */
  | {
      readonly kind: 'line';
      readonly build: string;
      /** Whether it begins with `==>`: what Packer does itself. Since 1.13 all lines do. */
      readonly isHeading: boolean;
      readonly text: string;
      readonly time: number | undefined;
    }
  /** A build has ended. Packer says `finished` of one that was cancelled as well. */
  | {
      readonly kind: 'ended';
      readonly build: string;
      readonly how: 'finished' | 'errored';
      readonly text: string;
      readonly time: number | undefined;
    }
  /** What went wrong with a build; told at the end of all. */
  | { readonly kind: 'error'; readonly build: string; readonly text: string }
  /** A line of what came out of a build; told at the end of all. */
  | { readonly kind: 'artifact'; readonly build: string; readonly text: string }
  /** All builds are told to stop. */
  | { readonly kind: 'stopping' }
  /** All builds were told to stop, and have. */
  | { readonly kind: 'cancelled' }
  /** A line of Packer about no single build. */
  | { readonly kind: 'other'; readonly text: string };

type Section = 'builds' | 'errors' | 'artifacts';

/** RFC 3339, as `-timestamp-ui` puts it before what a build says. */
const timestamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)): /u;

/**
 * Reads what `packer build -color=false -timestamp-ui` prints, line by line. That is for people, and for good reason: Packer
 * 1.6.6 to 1.15.0 takes secrets out of it, which it does not with `-machine-readable` (measured), and what
 * tools print comes unchanged. Seen with 1.6.6; later versions from the source of packer/ui.go and command/build.go, 1.16.
 */
export class PackerOutput {
  readonly #builds: readonly string[];
  #section: Section = 'builds';
  #build = '';

  /**
   * Has read nothing yet.
   * @param builds - names of the builds, as `-only` takes them. Others are known by how their lines look
   */
  constructor(builds: readonly string[]) {
    // The longest first: the name of one may begin with that of another.
    this.#builds = [...builds].sort((a, b) => b.length - a.length);
  }

  /**
   * Reads a line.
   * @param line - without its end
   * @returns undefined for one that says nothing
   */
  read(line: string): PackerEvent | undefined {
    const [prefix = '', stamp] = timestamp.exec(line) ?? [];
    const time = stamp === undefined ? undefined : Date.parse(stamp);
    const text = line.slice(prefix.length);
    return (
      this.#ended(text, time) ?? this.#sectionLine(text) ?? this.#buildLine(text, time) ?? this.#rest(text)
    );
  }

  #ended(text: string, time: number | undefined): PackerEvent | undefined {
    const [, build, how, why = ''] =
      /^Build '(.+?)' (finished|errored)(?: after [^:]*)?(?:[.:]\s?(.*))?$/u.exec(text) ?? [];
    if (build === undefined || (how !== 'finished' && how !== 'errored')) return undefined;
    return { kind: 'ended', build, how, text: why, time };
  }

  /** From the first of these lines on, nothing of a build comes any more. */
  #sectionLine(text: string): PackerEvent | undefined {
    if (text === 'Cleanly cancelled builds after being interrupted.') return { kind: 'cancelled' };
    if (text.startsWith("==> Some builds didn't complete successfully")) this.#section = 'errors';
    else if (text.startsWith('==> Builds finished')) this.#section = 'artifacts';
    else if (!text.startsWith('==> Wait completed after ')) return undefined;
    this.#build = '';
    return { kind: 'other', text };
  }

  #buildLine(text: string, time: number | undefined): PackerEvent | undefined {
    const [, mark, after = ''] = /^(==> | {4})(.*)$/u.exec(text) ?? [];
    if (mark === undefined || this.#section !== 'builds') return undefined;
    const known = this.#builds.find((name) => after.startsWith(`${name}:`));
    const build = known ?? /^([\w.-]+):/u.exec(after)?.[1];
    if (build === undefined) return undefined;
    const said = after.slice(build.length + 1);
    const isHeading = mark === '==> ';
    return { kind: 'line', build, isHeading, text: said.startsWith(' ') ? said.slice(1) : said, time };
  }

  #rest(text: string): PackerEvent | undefined {
    if (text.startsWith('Cancelling build after receiving ')) return { kind: 'stopping' };
    if (this.#section === 'builds') return text.trim() === '' ? undefined : { kind: 'other', text };
    const [, after] = /^--> (.*)$/u.exec(text) ?? [];
    if (after !== undefined) {
      const build = this.#builds.find((name) => after.startsWith(`${name}: `)) ?? after.split(': ')[0] ?? '';
      this.#build = build;
      return this.#told(after.slice(build.length + 2));
    }
    return this.#build === '' || text.trim() === '' ? undefined : this.#told(text);
  }

  #told(text: string): PackerEvent {
    return { kind: this.#section === 'errors' ? 'error' : 'artifact', build: this.#build, text };
  }
}

/** An image that has come out of a build. */
export interface BakedImage {
  readonly region: string;
  readonly imageId: string;
}

/**
 * The image that a line of what came out of a build names: `us-east-1: ami-0123456789abcdef0`.
 * @param text - of an event `artifact`
 */
export function imageIn(text: string): BakedImage | undefined {
  const [, region, imageId] = /^([a-z]{2,}(?:-[a-z]+)+-\d+): (ami-[0-9a-f]+)$/u.exec(text) ?? [];
  return region === undefined || imageId === undefined ? undefined : { region, imageId };
}
