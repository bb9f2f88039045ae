// The name of an ICMP error as a reason (finding.ts).
import type { PortReason } from '../../finding/finding.ts';
import { TYPE, UNREACHABLE } from '../../wire/icmp-codes.ts';

const BY_CODE: Readonly<Record<number, PortReason>> = {
  [UNREACHABLE.net]: 'icmp-net-unreachable',
  [UNREACHABLE.host]: 'icmp-host-unreachable',
  [UNREACHABLE.protocol]: 'icmp-protocol-unreachable',
  [UNREACHABLE.port]: 'icmp-port-unreachable',
  [UNREACHABLE.netProhibited]: 'icmp-net-prohibited',
  [UNREACHABLE.hostProhibited]: 'icmp-host-prohibited',
  [UNREACHABLE.adminProhibited]: 'icmp-admin-prohibited',
};

/** `icmp`: type << 8 | code. */
export function icmpReason(icmp: number): PortReason {
  if (icmp >> 8 === TYPE.timeExceeded) return 'icmp-time-exceeded';
  return BY_CODE[icmp & 0xff] ?? 'icmp-unreachable';
}
