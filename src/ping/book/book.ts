// What is known of each target, and every event that is told of it: the only place where counters change and where
// numbers become text.
//
// Which answers count:
//  1. The first answer to a probe, in time: received, and its round-trip time goes into the figures.
//  2. One that overtook nothing but was overtaken (a later probe of the target had been answered before): received, and
//     told apart as out-of-order with its time, which stays out of the figures.
//  3. A further answer to an answered probe: a duplicate. One after the timeout: late, and the probe stays lost.
//  4. An ICMP error ends its probe as not received. Anything else is a stray.
import { formatIpv4 } from '../../wire/address.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as tcp from '../../wire/tcp.ts';
import type { Path } from '../reach/paths.ts';
import type { PingEvent, PingMethod, PingResult, PingState, PingTarget } from '../types.ts';
import { ANSWERED, GIVEN_UP, type ProbeTable, WAITING } from './probe-table.ts';
import { createRttStatistics, type RttStatistics } from './statistics.ts';

export interface TargetState {
  readonly target: PingTarget;
  readonly dst: string;
  /** null: our kernel has no way there, and `refusal` says why. */
  readonly path: Path | null;
  readonly refusal: string;
  /** Number of the group of targets with the same address and port. */
  readonly group: number;
  readonly rtts: RttStatistics;
  readonly strays: Map<string, number>;
  sent: number;
  received: number;
  duplicates: number;
  late: number;
  outOfOrder: number;
  /** Probes whose fate was open when the run was interrupted. */
  open: number;
  /** The highest number of an answered probe. */
  highest: number;
  /** Answers whose probe the kernel did not stamp. */
  unstamped: number;
}

/** What an answer says, filled in by the reader for each packet. */
export interface Answer {
  state: PingState;
  reason: string;
  /** Who sent it; for ICMP errors it is told in `from`. */
  sender: number;
  isError: boolean;
  acknowledgement: number;
  hasAcknowledgement: boolean;
  ttl: number;
  window: number;
  mac: string | null;
  /** Microseconds since the run's epoch, by the kernel. */
  at: number;
  /** Where the packet stands that is read, from its IPv4 header on; null where the kernel read it. */
  packet: Uint8Array | null;
  packetAt: number;
  packetEnd: number;
}

export interface BookOptions {
  readonly method: PingMethod;
  readonly timeoutMs: number;
  readonly clock: 'kernel' | 'process';
  /** Answers are told with their first bytes. */
  readonly keepPackets?: boolean;
}

/** Bytes of an answer that are told: the longest headers of IPv4 and TCP. */
const PACKET_MOST = ipv4.MIN_HEADER_LENGTH + ipv4.MAX_OPTIONS_LENGTH + tcp.MAX_HEADER_LENGTH;

/** Strays that wait for their reader at most; what comes on top is only counted. */
const EVENTS_WAITING_MOST = 50_000;

export function createTargetState(target: PingTarget, path: Path | null, refusal: string, group: number): TargetState {
  return {
    target,
    dst: formatIpv4(target.address),
    path,
    refusal,
    group,
    rtts: createRttStatistics(),
    strays: new Map(),
    sent: 0,
    received: 0,
    duplicates: 0,
    late: 0,
    outOfOrder: 0,
    open: 0,
    highest: 0,
    unstamped: 0,
  };
}

export interface Book {
  readonly targets: readonly TargetState[];
  /** The longest time an answer took, milliseconds, late ones included. */
  readonly longestMs: number;
  start(target: TargetState, sourcePort: number, sequence: number): void;
  /** An answer to the probe in this slot. `rttMs` is negative where it cannot be told. */
  answer(slot: number, answer: Answer, rttMs: number): void;
  /** A probe that nothing came of. */
  giveUp(slot: number, state: PingState, reason: string): void;
  /** A stray of a target, or of nobody known. */
  stray(target: TargetState | null, reason: string, from: number): void;
  notice(code: string, text: string): void;
  end(target: TargetState, interrupted: boolean): void;
}

function kept({ packet, packetAt, packetEnd, at }: Answer): Pick<PingResult, 'packet' | 'atMs'> | null {
  if (packet === null) return null;
  const bytes = packet.subarray(packetAt, Math.min(packetEnd, packetAt + PACKET_MOST));
  return { packet: Buffer.from(bytes).toString('base64'), atMs: Math.max(0, Math.round(at) / 1000) };
}

export function createBook(
  table: ProbeTable,
  targets: readonly TargetState[],
  { method, timeoutMs, clock, keepPackets = false }: BookOptions,
  emit: (event: PingEvent) => void,
  eventsWaiting: () => number,
): Book {
  let longestMs = 0;

  function result(slot: number, state: PingState, reason: string, answer: Answer | null, rttMs: number | null): void {
    const each = targets[table.target[slot]];
    const { target, dst, path } = each;
    emit({
      type: 'ping',
      target: target.name,
      n: table.number[slot],
      src: path === null ? '0.0.0.0' : formatIpv4(path.source),
      sport: sourcePortOf(slot),
      dst,
      dport: target.port,
      seq: table.sequence[slot],
      ack: answer?.hasAcknowledgement ? answer.acknowledgement : null,
      state,
      reason,
      from: answer?.isError ? formatIpv4(answer.sender) : null,
      ttl: answer === null || answer.ttl < 0 ? null : answer.ttl,
      window: answer === null || answer.window < 0 ? null : answer.window,
      mac: answer?.mac ?? null,
      rttMs,
      ...(keepPackets && answer !== null ? kept(answer) : null),
    });
  }

  /** An ICMP identifier is no port. */
  function sourcePortOf(slot: number): number {
    return method === 'icmp' ? 0 : table.sourcePort[slot];
  }

  function apart(
    each: TargetState | null,
    kind: 'duplicate' | 'late' | 'out-of-order' | 'stray',
    reason: string,
    from: number,
    n: number | null,
    rttMs: number | null,
  ): void {
    if (eventsWaiting() > EVENTS_WAITING_MOST) return;
    const target = each === null ? null : each.target.name;
    emit({ type: 'ping-stray', target, kind, reason, from: formatIpv4(from), n, rttMs });
  }

  return {
    targets,
    get longestMs() {
      return longestMs;
    },
    start({ target, dst, path }, sourcePort, sequence) {
      emit({
        type: 'ping-start',
        target: target.name,
        src: path === null ? '0.0.0.0' : formatIpv4(path.source),
        sport: method === 'icmp' ? 0 : sourcePort,
        dst,
        dport: target.port,
        seq: sequence,
        interface: path?.interfaceName ?? '',
        method,
      });
    },
    answer(slot, answer, rawMs) {
      const each = targets[table.target[slot]];
      const n = table.number[slot];
      const rttMs = rawMs < 0 ? null : Math.round(rawMs * 1000) / 1000;
      const { reason, sender } = answer;
      if (table.state[slot] === ANSWERED) {
        each.duplicates++;
        apart(each, 'duplicate', reason, sender, n, rttMs);
        return;
      }
      if (rawMs > longestMs) longestMs = rawMs;
      const late = table.state[slot] === GIVEN_UP || rawMs > timeoutMs;
      if (late) {
        // In the ring before its probe was given up, and yet too late by the kernel's clock.
        if (table.state[slot] === WAITING) result(slot, 'no-answer', 'no-response', null, null);
        table.decide(slot, GIVEN_UP);
        // What comes again after a late answer is a duplicate.
        table.state[slot] = ANSWERED;
        each.late++;
        apart(each, 'late', reason, sender, n, rttMs);
        return;
      }
      table.decide(slot, ANSWERED);
      if (each.path !== null) each.path.silentSince = 0;
      if (answer.isError && answer.state !== 'closed') {
        result(slot, answer.state, reason, answer, null);
        return;
      }
      each.received++;
      if (table.stamped[slot] === 0) each.unstamped++;
      if (n < each.highest) {
        each.outOfOrder++;
        result(slot, answer.state, reason, answer, null);
        apart(each, 'out-of-order', reason, sender, n, rttMs);
        return;
      }
      each.highest = n;
      if (rttMs !== null) each.rtts.add(rttMs);
      result(slot, answer.state, reason, answer, rttMs);
    },
    giveUp(slot, state, reason) {
      if (table.state[slot] !== WAITING) return;
      table.decide(slot, GIVEN_UP);
      const each = targets[table.target[slot]];
      if (reason === 'interrupted') each.open++;
      result(slot, state, reason, null, null);
    },
    stray(each, reason, from) {
      if (each !== null) each.strays.set(reason, (each.strays.get(reason) ?? 0) + 1);
      apart(each, 'stray', reason, from, null, null);
    },
    notice(code, text) {
      emit({ type: 'ping-notice', code, text });
    },
    end(each, interrupted) {
      const { target, dst, sent, received, duplicates, late, outOfOrder, strays } = each;
      const decided = sent - each.open;
      emit({
        type: 'ping-end',
        target: target.name,
        dst,
        dport: target.port,
        sent,
        received,
        lossPercent: decided === 0 ? 0 : Math.round(((decided - received) / decided) * 1e6) / 1e4,
        duplicates,
        late,
        outOfOrder,
        strays: Object.fromEntries([...strays].sort()),
        rttMs: each.rtts.read(),
        clock: clock === 'process' ? 'process' : each.unstamped > 0 ? 'kernel-receive' : 'kernel',
        interrupted,
      });
    },
  };
}
