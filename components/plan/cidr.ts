/** A range of IPv4 addresses: the first one as an unsigned number, and how many leading bits are fixed. */
export interface Cidr {
  base: number;
  bits: number;
}

const cidrPattern = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Reads `10.20.0.0/22`; null where it is no range, or where address bits are set beyond the prefix. */
export function parseCidr(text: string): Cidr | null {
  const match = cidrPattern.exec(text);
  if (!match) return null;
  const octets = match.slice(1, 5).map(Number);
  const bits = Number(match[5]);
  if (bits > 32 || octets.some((octet) => octet > 255)) return null;
  const base = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return base % addressCount({ base, bits }) === 0 ? { base, bits } : null;
}

/** Writes a range as `10.20.0.0/22`. */
export function formatCidr({ base, bits }: Cidr): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
  return `${octets.join(".")}/${bits}`;
}

/** How many addresses a range holds, the five that Azure reserves included. */
export function addressCount({ bits }: Cidr): number {
  return 2 ** (32 - bits);
}

/** Whether every address of `inner` lies in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.base >= outer.base && end(inner) <= end(outer);
}

/** Whether every address of a range is one that no public host has: RFC 1918, or what carriers share. */
export function isPrivate(range: Cidr): boolean {
  return ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]
    .map(parseCidr)
    .some((space) => space !== null && contains(space, range));
}

/** Whether two ranges share an address. */
export function overlaps(left: Cidr, right: Cidr): boolean {
  return left.base < end(right) && right.base < end(left);
}

/** The quarter of a range with this index, from 0 to 3. */
export function quarter(range: Cidr, index: number): Cidr {
  const bits = range.bits + 2;
  return { base: range.base + index * addressCount({ base: 0, bits }), bits };
}

function end(range: Cidr): number {
  return range.base + addressCount(range);
}
