// Addresses that ask everybody of a subnet at once.
import { networkInterfaces } from 'node:os';
import { parseIpv4 } from '../../wire/address.ts';

/** Broadcast and network addresses of the subnets here. */
export function broadcastAddresses(): Set<number> {
  const addresses = new Set<number>();
  for (const { address, netmask, family } of Object.values(networkInterfaces()).flatMap((each) => each ?? [])) {
    const own = parseIpv4(address);
    const mask = parseIpv4(netmask);
    // Subnets of two addresses have none (RFC 3021), those of one neither.
    if (family !== 'IPv4' || own === null || mask === null || mask >= 0xffff_fffe) continue;
    addresses.add((own & mask) >>> 0);
    addresses.add((own | ~mask) >>> 0);
  }
  return addresses;
}
