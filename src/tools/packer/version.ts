import { parseVersion } from '../../core/toolCheck/version.ts';
import type { VersionQuery } from '../toolCheck/versionQuery.ts';

/**
 * How Packer says its version: `Packer v1.6.6`, in later lines perhaps that there is a newer one. `packer version` is
 * the same from 1.0 on, while `packer --version` changed with 1.10. Checkpoint, its question to HashiCorp for newer
 * versions, is off.
 */
export const packerVersion: VersionQuery = {
  arguments: ['version'],
  environment: { CHECKPOINT_DISABLE: '1' },
  parse: (output) => parseVersion(/^Packer v(\S+)/mu.exec(output)?.[1] ?? ''),
};
