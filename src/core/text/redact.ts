/**
 * Secrets that AWS and its tools are known to repeat in their messages: `SignatureDoesNotMatch` prints the signed
 * headers, among them the session token (IAM User Guide, "Troubleshoot signed requests"); tools print `key = value`.
 */
const secrets: readonly { readonly pattern: RegExp; readonly replacement: string }[] = [
  { pattern: /(x-amz-security-token\s*[:=]\s*)[^\s&'",]+/giu, replacement: '$1[redacted]' },
  {
    pattern: /((?:aws_)?(?:secret_?access_?key|session_?token)["']?\s*[:=]\s*["']?)[^\s&'",]+/giu,
    replacement: '$1[redacted]',
  },
];

/**
 * The same text without the secrets it may carry, for logs and messages.
 * @param text - words of AWS or of a tool
 */
export function redactSecrets(text: string): string {
  return secrets.reduce((result, { pattern, replacement }) => result.replace(pattern, replacement), text);
}
