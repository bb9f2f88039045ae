// In which ways a host is asked whether it is there (discover.ts). A way has a number, which stands where other probes have a
// port: order, ledger and cookie take it as one.
//
//   0              ICMP echo
//   1 - 65,519     a TCP SYN to that port
//   65,520 - ...   the others, in the order below
import { dnsVersion } from './udp/directory/dns.ts';
import { snmpDiscovery } from './udp/monitoring/snmp.ts';
import { netbiosName } from './udp/sharing/netbios-name.ts';
import { ntp } from './udp/small/ntp.ts';

export const ECHO_WAY = 0;
export const LAST_SYN_WAY = 65_519;
const FIRST_OTHER = LAST_SYN_WAY + 1;

export type OtherWay =
  | { readonly kind: 'timestamp' | 'mask' }
  | { readonly kind: 'ack'; readonly port: number }
  | { readonly kind: 'udp'; readonly port: number; readonly payload: Uint8Array };

/** A port that nobody listens on, where traceroute(8) begins: whoever is there refuses it. */
const CLOSED_PORT = 33_434;

export const OTHER_WAYS: readonly OtherWay[] = [
  { kind: 'timestamp' },
  { kind: 'mask' },
  { kind: 'ack', port: 80 },
  { kind: 'ack', port: 443 },
  { kind: 'udp', port: CLOSED_PORT, payload: new Uint8Array(0) },
  ...[dnsVersion, ntp, netbiosName, snmpDiscovery].map(
    ({ ports, bytes }): OtherWay => ({ kind: 'udp', port: ports[0], payload: bytes }),
  ),
];

export function wayOf(index: number): number {
  return FIRST_OTHER + index;
}

/** Null for echo and SYN. */
export function otherWay(way: number): OtherWay | null {
  return OTHER_WAYS[way - FIRST_OTHER] ?? null;
}

/** By what an answer shows: the way that asks so; -1 where none does. */
export function findWay(kind: OtherWay['kind'], port = 0): number {
  for (let index = 0; index < OTHER_WAYS.length; index++) {
    const way = OTHER_WAYS[index];
    if (way.kind === kind && (!('port' in way) || way.port === port)) return FIRST_OTHER + index;
  }
  return -1;
}

/** What such a probe is, for whoever lists them. */
export function protocolOf(way: number): { readonly proto: 'icmp' | 'tcp' | 'udp'; readonly port: number | null } {
  const other = otherWay(way);
  if (other === null) return way === ECHO_WAY ? { proto: 'icmp', port: null } : { proto: 'tcp', port: way };
  if (other.kind === 'ack') return { proto: 'tcp', port: other.port };
  return other.kind === 'udp' ? { proto: 'udp', port: other.port } : { proto: 'icmp', port: null };
}
