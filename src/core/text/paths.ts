/**
 * Puts paths together: `a/b` and `../c` make `a/c`.
 * @param folder - with `/` between its parts; empty for where relative paths start
 * @param path - what is below it; one that begins with `/` stands for itself
 * @returns without `.` and without `..` but at its start, where they cannot be resolved
 */
export function joinPath(folder: string, path: string): string {
  const joined = path.startsWith('/') || folder === '' ? path : `${folder}/${path}`;
  const root = joined.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of joined.split('/')) {
    if (part === '' || part === '.') continue;
    const above = parts.at(-1);
    if (part !== '..') parts.push(part);
    else if (above !== undefined && above !== '..') parts.pop();
    else if (root === '') parts.push(part);
  }
  return root + parts.join('/');
}

/**
 * The folder that a file or a folder is in.
 * @param path - as `joinPath` makes it
 * @returns empty for one where relative paths start
 */
export function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end > 0 ? path.slice(0, end) : path.slice(0, end + 1);
}

/**
 * Whether a path stays where it starts, as a file of a role must.
 * @param path - relative, as it is written
 */
export function staysInside(path: string): boolean {
  const normalized = joinPath('', path);
  return !normalized.startsWith('/') && normalized.split('/')[0] !== '..';
}
