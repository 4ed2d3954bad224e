import type { YamlReading } from './parseYaml.ts';

/** The files that playbooks are read from. Paths have `/` between their parts; all relative ones start at one folder. */
export interface PlaybookFiles {
  /**
   * Reads a file.
   * @param path - normalized; may lead out of the folder by `..` or be absolute: whether that is read is decided here
   * @returns undefined for one that is not there or may not be read
   */
  read(path: string): Promise<string | undefined>;
  /**
   * Whether there is such a folder.
   * @param path - as for `read`
   */
  isFolder(path: string): Promise<boolean>;
}

/**
 * The files of playbooks, each read and parsed once. Several playbooks share one of these while they are discovered
 * together: most of them have their roles in common.
 */
export class PlaybookSources {
  private readonly files: PlaybookFiles;
  private readonly readings = new Map<string, Promise<YamlReading | undefined>>();
  private readonly folders = new Map<string, Promise<boolean>>();

  constructor(files: PlaybookFiles) {
    this.files = files;
  }

  /** What is in a YAML file; undefined for one that is not there. */
  read(path: string): Promise<YamlReading | undefined> {
    return remembered(this.readings, path, async () => {
      const text = await this.files.read(path);
      if (text === undefined) return undefined;
      const { parseYaml } = await import('./parseYaml.ts');
      return parseYaml(text);
    });
  }

  /** Whether there is such a folder. */
  isFolder(path: string): Promise<boolean> {
    return remembered(this.folders, path, () => this.files.isFolder(path));
  }
}

function remembered<Value>(
  known: Map<string, Promise<Value>>,
  path: string,
  find: () => Promise<Value>,
): Promise<Value> {
  const found = known.get(path) ?? find();
  known.set(path, found);
  return found;
}
