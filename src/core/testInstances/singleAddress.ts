const byte = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const ipv4 = new RegExp(String.raw`^${byte}(?:\.${byte}){3}$`, 'u');
/** How `URL` writes an IPv4 address that is mapped into IPv6 (RFC 4291, section 2.5.5.2). */
const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/u;

/**
 * The block of addresses that holds one address and no other, in EC2's canonical form: `192.0.2.7/32`, `2001:db8::7/128`.
 * Whatever this gives, a rule with it lets in one host.
 * @param text - an address and nothing else: no block, no zone, no host name
 * @returns undefined when it is none, or the address of nobody (`0.0.0.0`, `::`)
 */
export function singleAddressCidr(text: string): string | undefined {
  const address = text.trim();
  if (ipv4.test(address)) return address === '0.0.0.0' ? undefined : `${address}/32`;
  const ipv6 = canonicalIpv6(address);
  if (ipv6 === undefined || ipv6 === '::') return undefined;
  const [, high, low] = mapped.exec(ipv6) ?? [];
  if (high === undefined || low === undefined) return `${ipv6}/128`;
  return singleAddressCidr([...bytesOf(high), ...bytesOf(low)].join('.'));
}

/** The URL Standard, "host parsing", knows exactly the forms of RFC 4291 and writes the shortest (RFC 5952). */
function canonicalIpv6(text: string): string | undefined {
  if (!/^[0-9A-Fa-f:.]+$/u.test(text) || !text.includes(':')) return undefined;
  const address = `http://[${text}]/`;
  return URL.canParse(address) ? new URL(address).hostname.slice(1, -1) : undefined;
}

function bytesOf(group: string): [number, number] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
