// What an ICMP error says, as the stable word of a result's reason.
import { TIME_EXCEEDED, TYPE, UNREACHABLE } from '../wire/icmp-codes.ts';

const UNREACHABLE_WORDS = {
  [UNREACHABLE.net]: 'icmp-net-unreachable',
  [UNREACHABLE.host]: 'icmp-host-unreachable',
  [UNREACHABLE.protocol]: 'icmp-protocol-unreachable',
  [UNREACHABLE.port]: 'icmp-port-unreachable',
  [UNREACHABLE.fragmentationNeeded]: 'icmp-fragmentation-needed',
  [UNREACHABLE.sourceRouteFailed]: 'icmp-source-route-failed',
  [UNREACHABLE.netUnknown]: 'icmp-net-unknown',
  [UNREACHABLE.hostUnknown]: 'icmp-host-unknown',
  [UNREACHABLE.netProhibited]: 'icmp-net-prohibited',
  [UNREACHABLE.hostProhibited]: 'icmp-host-prohibited',
  [UNREACHABLE.adminProhibited]: 'icmp-admin-prohibited',
} as const;

export type IcmpReason =
  | (typeof UNREACHABLE_WORDS)[keyof typeof UNREACHABLE_WORDS]
  | 'icmp-time-exceeded'
  | 'icmp-reassembly-time-exceeded'
  | 'icmp-parameter-problem'
  | 'icmp-unreachable';

const wordOf: Readonly<Record<number, IcmpReason | undefined>> = UNREACHABLE_WORDS;

/** Of an ICMP type and code that `isAnswer` holds true. */
export function icmpReason(type: number, code: number): IcmpReason {
  if (type === TYPE.timeExceeded) {
    return code === TIME_EXCEEDED.reassembly ? 'icmp-reassembly-time-exceeded' : 'icmp-time-exceeded';
  }
  if (type === TYPE.parameterProblem) return 'icmp-parameter-problem';
  return wordOf[code] ?? 'icmp-unreachable';
}

/** Whether an ICMP error of this type ends a probe; source quench and redirect leave it on its way. */
export function isAnswer(type: number): boolean {
  return type === TYPE.destinationUnreachable || type === TYPE.timeExceeded || type === TYPE.parameterProblem;
}
