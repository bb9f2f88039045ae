// The payloads that UDP ports are asked with, one line each; every other port is asked with an empty datagram. Where several
// are for the same port, the first asks it first.
import { dnsRoot, dnsVersion } from './dns.ts';
import { ntp } from './ntp.ts';
import type { UdpPayload } from './payload.ts';
import { snmpDiscovery } from './snmp.ts';

export const PAYLOADS: readonly UdpPayload[] = [dnsVersion, dnsRoot, ntp, snmpDiscovery];

/** What a port is asked with first. */
export function questionTo(port: number): Uint8Array {
  return PAYLOADS.find(({ ports }) => ports.includes(port))?.bytes ?? NOTHING;
}

const NOTHING = new Uint8Array(0);
