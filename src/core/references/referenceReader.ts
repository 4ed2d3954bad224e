import type { Environment } from '../environments/environment.ts';
import type { ReferenceFacts, ReferenceSource } from './facts.ts';

/** Some of what one source holds, as one answer of AWS held it. */
export interface FactPage<Source extends ReferenceSource> {
  readonly facts: readonly ReferenceFacts[Source][];
  /** What the answer held that is not as AWS documents it: of each the name of its type at AWS, and its beginning. */
  readonly unreadable: readonly string[];
  /**
   * On the last page only, of a list that was read to its end but for what is refused; the reading fails then for no
   * other reason. Whether an earlier fact is of something that is refused: any other that was not read again is gone.
   */
  readonly isRefused?: (fact: ReferenceFacts[Source]) => boolean;
}

/** Reads what can launch images. Implemented over the AWS SDK by src/aws. */
export interface ReferenceReader {
  /**
   * Everything that one source holds in one region, page by page.
   * @throws EnvironmentReadError when AWS refuses or cannot be reached; pages already given stay true, but they are
   * not all there is
   */
  readFacts<Source extends ReferenceSource>(
    source: Source,
    environment: Environment,
    region: string,
    signal: AbortSignal,
  ): AsyncIterable<FactPage<Source>>;
}
