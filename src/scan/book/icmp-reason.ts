// The name of an ICMP error as the reason of a port (finding.ts).
import type { PortReason } from '../../finding/finding.ts';
import { type IcmpReason, icmpReason as wordOf } from '../../probe/icmp-reason.ts';

/** What a scan's packets hardly bring about: a port's reason says no more than that nothing got through. */
const LESS: Readonly<Record<Exclude<IcmpReason, PortReason>, PortReason>> = {
  'icmp-fragmentation-needed': 'icmp-unreachable',
  'icmp-source-route-failed': 'icmp-unreachable',
  'icmp-net-unknown': 'icmp-unreachable',
  'icmp-host-unknown': 'icmp-unreachable',
  'icmp-parameter-problem': 'icmp-unreachable',
  'icmp-reassembly-time-exceeded': 'icmp-time-exceeded',
};

/** `icmp`: type << 8 | code. */
export function icmpReason(icmp: number): PortReason {
  const word = wordOf(icmp >> 8, icmp & 0xff);
  return isLess(word) ? LESS[word] : word;
}

function isLess(word: IcmpReason): word is keyof typeof LESS {
  return word in LESS;
}
