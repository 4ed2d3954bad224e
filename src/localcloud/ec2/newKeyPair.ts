import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { KeyType } from '@aws-sdk/client-ec2';
import { fingerprintOf, withColons } from './publicKeys.ts';

/** A key pair as CreateKeyPair gives it away. */
interface NewKeyPair {
  readonly publicKey: string;
  /** PEM. */
  readonly privateKey: string;
  readonly fingerprint: string;
}

/**
 * Makes a key pair: of 2048 bits, or ED25519 (EC2 User Guide, "Amazon EC2 key pairs").
 * @param type - which
 * @param name - comment of the public key
 */
export function newKeyPair(type: KeyType, name: string): NewKeyPair {
  return type === 'rsa' ? rsaPair(name) : ed25519Pair(name);
}

function rsaPair(name: string): NewKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { e = '', n = '' } = publicKey.export({ format: 'jwk' });
  const numbers = [e, n].map((each) => part(withSign(Buffer.from(each, 'base64url'))));
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  return {
    publicKey: openSsh('ssh-rsa', Buffer.concat(numbers), name),
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs1' }).toString().trim(),
    // EC2 API Reference, KeyPair: of a key that EC2 made it is the digest of the private one.
    fingerprint: withColons(createHash('sha1').update(der).digest('hex')),
  };
}

function ed25519Pair(name: string): NewKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const open = bytesOf(publicKey, 'x');
  const line = openSsh('ssh-ed25519', part(open), name);
  return {
    publicKey: line,
    privateKey: openSshPrivate(open, bytesOf(privateKey, 'd'), name),
    fingerprint: fingerprintOf(line),
  };
}

function bytesOf(key: KeyObject, member: 'd' | 'x'): Buffer {
  return Buffer.from(key.export({ format: 'jwk' })[member] ?? '', 'base64url');
}

function openSsh(type: string, numbers: Buffer, name: string): string {
  const blob = Buffer.concat([part(Buffer.from(type)), numbers]);
  return `${type} ${blob.toString('base64')} ${name}`;
}

/** OpenSSH, PROTOCOL.key: not encrypted, one key. Node writes ED25519 keys only in forms that ssh does not read. */
function openSshPrivate(open: Buffer, secret: Buffer, name: string): string {
  const type = part(Buffer.from('ssh-ed25519'));
  const publicPart = Buffer.concat([type, part(open)]);
  const check = randomBytes(4);
  const comment = part(Buffer.from(name));
  const unpadded = Buffer.concat([check, check, publicPart, part(Buffer.concat([secret, open])), comment]);
  const padding = Buffer.from(
    Array.from({ length: (8 - (unpadded.length % 8)) % 8 }, (_, index) => index + 1),
  );
  const none = part(Buffer.from('none'));
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[none, none, part(Buffer.alloc(0)), Buffer.from([0, 0, 0, 1])],
    ...[part(publicPart), part(Buffer.concat([unpadded, padding]))],
  ]);
  const lines = file.toString('base64').match(/.{1,70}/gu) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----'].join('\n');
}

/** RFC 4251, section 5: a string is after its length in four bytes. */
function part(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** RFC 4251, section 5: a number whose first bit is set begins with a zero byte. */
function withSign(bytes: Buffer): Buffer {
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}
