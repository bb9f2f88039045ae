// Which of this machine's addresses a host is near to: where a group is called so that it hears.
import { networkInterfaces } from 'node:os';

export interface OwnAddress {
  readonly address: string;
  readonly netmask: string;
}

/** The system's, IPv4. */
export function ownAddresses(): readonly OwnAddress[] {
  return Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
}

/** Ours in the smallest network that has the address; null: none has. */
export function addressNear(ip: string, own: readonly OwnAddress[]): string | null {
  const of = numberOf(ip);
  const near = own.filter(
    ({ address, netmask }) => (numberOf(address) & numberOf(netmask)) === (of & numberOf(netmask)),
  );
  const [closest] = near.sort((one, other) => (numberOf(other.netmask) >>> 0) - (numberOf(one.netmask) >>> 0));
  return closest?.address ?? null;
}

const numberOf = (ip: string): number => ip.split('.').reduce((value, part) => (value << 8) | Number(part), 0);

/** Nobody's name server knows these: the machine itself, and what only one link knows (RFC 6761, RFC 3927). */
export function isOnlyOurs(ip: string): boolean {
  return /^(?:127\.|169\.254\.|0\.)/.test(ip) || ip === '::1' || /^fe[89ab]/i.test(ip);
}
