// IPv4 addresses as numbers, and the /24 networks that the chart draws hosts by.

/** 0 to 2^32 - 1; null where the text is none. */
export function toNumber(ip: string): number | null {
  const parts = ip.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null;
    value = value * 256 + Number(part);
  }
  return value;
}

/** `192.0.2.0/24` of `192.0.2.7`; of what is no address: itself. */
export function subnetOf(ip: string): string {
  const end = ip.lastIndexOf('.');
  return toNumber(ip) === null ? ip : `${ip.slice(0, end)}.0/24`;
}

export function compareAddresses(one: string, other: string): number {
  const [a, b] = [toNumber(one), toNumber(other)];
  if (a === null || b === null) return a === b ? (one < other ? -1 : one > other ? 1 : 0) : a === null ? 1 : -1;
  return a - b;
}

/** How many addresses a network in CIDR notation has; null where the text is none. */
export function sizeOf(network: string): number | null {
  const match = /^([\d.]+)\/(\d{1,2})$/.exec(network);
  if (match === null || toNumber(match[1]) === null || Number(match[2]) > 32) return null;
  return 2 ** (32 - Number(match[2]));
}
