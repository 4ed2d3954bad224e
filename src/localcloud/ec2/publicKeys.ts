import { createHash, createPublicKey } from 'node:crypto';

/** A public key in the form of OpenSSH: `ssh-ed25519 AAAA… comment`. */
export interface SshPublicKey {
  readonly type: 'rsa' | 'ed25519';
  /** What is encoded in its second word (RFC 4253, section 6.6). */
  readonly blob: Buffer;
  /** Without what follows its second word. */
  readonly line: string;
}

const types = { 'ssh-rsa': 'rsa', 'ssh-ed25519': 'ed25519' } as const;

/**
 * Reads a public key. EC2 takes RSA and ED25519 (EC2 User Guide, "Amazon EC2 key pairs"), here only in the form of OpenSSH.
 * @param text - of a request
 * @returns undefined when it is none
 */
export function readPublicKey(text: string): SshPublicKey | undefined {
  const [, name = '', encoded = ''] =
    /^(ssh-rsa|ssh-ed25519) ([A-Za-z0-9+/]+={0,2})(?: [^\r\n]*)?$/u.exec(text.trim()) ?? [];
  const blob = Buffer.from(encoded, 'base64');
  const type = name === 'ssh-rsa' || name === 'ssh-ed25519' ? types[name] : undefined;
  const parts = partsOf(blob);
  if (type === undefined || parts?.[0]?.toString() !== name || parts.length !== (type === 'rsa' ? 3 : 2)) {
    return undefined;
  }
  return { type, blob, line: `${name} ${encoded}` };
}

/**
 * The fingerprint that EC2 shows of a public key that was imported: of an RSA key the MD5 digest of its DER form, of an
 * ED25519 key the SHA-256 digest (EC2 User Guide, "Verify the fingerprint of your key pair").
 * @param text - a key that can be read
 */
export function fingerprintOf(text: string): string {
  const key = readPublicKey(text);
  if (key === undefined) throw new Error('This is no public key.');
  if (key.type === 'ed25519') return createHash('sha256').update(key.blob).digest('base64');
  const [, exponent, modulus] = partsOf(key.blob) ?? [];
  const jwk = {
    kty: 'RSA',
    e: exponent?.toString('base64url') ?? '',
    n: unsigned(modulus).toString('base64url'),
  };
  const der = createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'der', type: 'spki' });
  return withColons(createHash('md5').update(der).digest('hex'));
}

/**
 * A digest with a colon after each byte but the last.
 * @param hex - hexadecimal digits
 */
export function withColons(hex: string): string {
  return hex.replace(/..(?!$)/gu, '$&:');
}

/** A number begins with a zero byte where its first bit is set. */
function unsigned(bytes: Buffer | undefined): Buffer {
  return bytes?.[0] === 0 ? bytes.subarray(1) : (bytes ?? Buffer.alloc(0));
}

/** Each part is after its length in four bytes; undefined where they do not add up. */
function partsOf(blob: Buffer): Buffer[] | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + 4 <= blob.length) {
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    parts.push(blob.subarray(at + 4, end));
    at = end;
  }
  return at === blob.length ? parts : undefined;
}
