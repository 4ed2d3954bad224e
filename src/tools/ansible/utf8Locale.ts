/**
 * A locale that Ansible starts in: it refuses one that is not UTF-8 or that the system does not have. That of the person is
 * taken where it is UTF-8; else one that every system of its kind has.
 * @param variables - of the environment
 * @param platform - of Node
 */
export function utf8Locale(
  variables: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const own = [variables['LC_ALL'], variables['LC_CTYPE'], variables['LANG']].find(
    (name) => (name ?? '') !== '',
  );
  if (own !== undefined && /utf-?8$/iu.test(own)) return own;
  return platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
}
