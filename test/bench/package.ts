import { packageExtension } from '../../scripts/package.ts';
import { type BenchRow, limitRow } from './row.ts';

/** What the VSIX weighs (docs/benchmarks.md). */
export async function measurePackage(): Promise<BenchRow[]> {
  const { bytes } = await packageExtension();
  return [limitRow('package/vsix', bytes / 1024 / 1024, 'MB', 2)];
}
