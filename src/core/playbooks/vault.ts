/** How a file begins that is encrypted as a whole (Ansible's documentation, "Format of files encrypted with Ansible Vault"). */
const header = '$ANSIBLE_VAULT;';

/**
 * Whether Ansible needs a vault password to read a text: it is encrypted, or a value in it is.
 * @param text - of a file, or the beginning of one that is no YAML
 */
export function isEncrypted(text: string): boolean {
  return text.startsWith(header) || /(?:^|\s)!vault(?:-encrypted)?\s/u.test(text);
}
