// Our words for what came back, in nmap's.
import type { HostFact, PortReason } from '../../../finding/finding.ts';

export const REASONS: Readonly<Record<PortReason | HostFact['reason'], string>> = {
  'syn-ack': 'syn-ack',
  rst: 'reset',
  connected: 'syn-ack',
  'connection-refused': 'conn-refused',
  'udp-response': 'udp-response',
  'no-response': 'no-response',
  'icmp-net-unreachable': 'net-unreach',
  'icmp-host-unreachable': 'host-unreach',
  'icmp-protocol-unreachable': 'proto-unreach',
  'icmp-port-unreachable': 'port-unreach',
  'icmp-net-prohibited': 'net-prohibited',
  'icmp-host-prohibited': 'host-prohibited',
  'icmp-admin-prohibited': 'admin-prohibited',
  'icmp-time-exceeded': 'time-exceeded',
  'icmp-unreachable': 'dest-unreach',
  imported: 'unknown-response',
  'arp-reply': 'arp-response',
  'neighbour-table': 'arp-response',
  local: 'localhost-response',
  heard: 'unknown-response',
  'echo-reply': 'echo-reply',
  'timestamp-reply': 'timestamp-reply',
  'mask-reply': 'addressmask-reply',
};

/** What is only counted: nobody kept what came back. */
export const UNKNOWN = 'unknown-response';
