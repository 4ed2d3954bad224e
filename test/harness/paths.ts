import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository, without a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/u, '');

/** Where everything that is fetched or made is kept: below the repository, unless AMI_BAKERY_CACHE says otherwise. */
export const cache = process.env['AMI_BAKERY_CACHE'] ?? join(root, '.cache');

/** Where the output of everything that is run in the background is kept. */
export const logs = join(cache, 'logs');

/** Where the extension is installed for the browser tier. */
export const browserExtensions = join(cache, 'browser-extensions');
