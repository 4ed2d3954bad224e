import { isIPv4, isIPv6, SocketAddress } from 'node:net';

/** A block of addresses: all that begin with the same bits. */
interface Cidr {
  /** 32 or 128. */
  readonly width: number;
  readonly address: bigint;
  /** How many bits are the same. */
  readonly length: number;
}

const cidrPattern = /^([0-9A-Fa-f.:]+)\/(\d{1,3})$/u;

/**
 * A block as EC2 shows it: without the bits that are not of its prefix, and an IPv6 address in its shortest form.
 * Source: EC2 API Reference, `IpRange`: "canonicalizes IPv4 and IPv6 CIDRs".
 * @param text - of a request: `100.68.0.18/18`
 * @param family - which addresses it must be of
 * @returns undefined when it is no such block
 */
export function canonicalCidr(text: string, family: 'ipv4' | 'ipv6'): string | undefined {
  const cidr = parse(text);
  if (cidr === undefined || (cidr.width === 32) !== (family === 'ipv4')) return undefined;
  const hostBits = BigInt(cidr.width - cidr.length);
  const network = (cidr.address >> hostBits) << hostBits;
  return `${textOf(network, cidr.width)}/${cidr.length}`;
}

/**
 * An address of an IPv4 block.
 * @param block - canonical: `172.31.16.0/20`
 * @param offset - how far from its first address; it wraps round at the end, and leaves out the four first addresses and
 *   the last one, which are reserved (VPC User Guide, "Subnet CIDR blocks")
 */
export function addressIn(block: string, offset: number): string {
  const cidr = parse(block);
  if (cidr === undefined) throw new Error(`${block} is no block of addresses.`);
  const usable = usableAddresses(block);
  return textOf(cidr.address + 4n + BigInt(offset % Math.max(1, usable)), cidr.width);
}

/**
 * How many addresses of an IPv4 block instances can have.
 * @param block - canonical
 */
export function usableAddresses(block: string): number {
  const length = parse(block)?.length ?? 32;
  return Math.max(0, 2 ** (32 - length) - 5);
}

/**
 * Whether an IPv4 address lies in a block.
 * @param address - `172.31.16.7`
 * @param block - canonical
 */
export function isIn(address: string, block: string): boolean {
  const length = parse(block)?.length ?? 32;
  return canonicalCidr(`${address}/${length}`, 'ipv4') === block;
}

function parse(text: string): Cidr | undefined {
  const [, address = '', digits = ''] = cidrPattern.exec(text) ?? [];
  const length = Number(digits);
  if (isIPv4(address) && length <= 32) return { width: 32, address: fromIPv4(address), length };
  if (isIPv6(address) && length <= 128) return { width: 128, address: fromIPv6(address), length };
  return undefined;
}

function fromIPv4(text: string): bigint {
  return text.split('.').reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function fromIPv6(text: string): bigint {
  const ending = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/u.exec(text);
  const hex =
    ending === null ? text : `${ending[1] ?? ''}${groupsOf(fromIPv4(ending[2] ?? ''), 2).join(':')}`;
  const [head = '', tail] = hex.split('::');
  const groups = (part: string | undefined): string[] =>
    part === undefined || part === '' ? [] : part.split(':');
  const [first, last] = [groups(head), groups(tail)];
  const middle = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...middle, ...last].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

function groupsOf(value: bigint, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    ((value >> BigInt(16 * (count - 1 - index))) & 0xffffn).toString(16),
  );
}

function textOf(address: bigint, width: number): string {
  if (width === 32) {
    return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 0xffn)).join('.');
  }
  // Node writes it in its shortest form.
  return new SocketAddress({ address: groupsOf(address, 8).join(':'), family: 'ipv6' }).address;
}
