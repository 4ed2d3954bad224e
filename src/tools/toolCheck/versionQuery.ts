import type { Version } from '../../core/toolCheck/version.ts';

/** How to ask a tool which version it is. */
export interface VersionQuery {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Finds the version in the answer.
   * @param output - both of the tool's outputs
   * @returns undefined when there is none where this tool says it
   */
  readonly parse: (output: string) => Version | undefined;
}
