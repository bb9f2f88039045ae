// What the receiving side writes down of an answer that has proved true: ledger, counters, the host's round-trip time,
// flow bins, events. The simulated network of the tests writes into the same book.
import { type RttEstimate, smooth, takeRtt } from '../../link/rtt.ts';
import { type Answer, CLOSED, FILTERED, OPEN } from '../../probe/answer.ts';
import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { segmentOfHost } from '../order/host-table.ts';
import { createPlaceFinder, indexInList } from '../order/order.ts';
import type { PutEvent } from '../state/event-ring.ts';
import { setOnce } from '../state/ledger.ts';
import { createNumberTable } from '../state/number-table.ts';
import {
  BIN_COUNT,
  CANARIES_SENT,
  CANARY_SLOT,
  COMMAND,
  COUNTER,
  EVENT_HOST_UP,
  EVENT_ICMP,
  EVENT_OPEN,
  type Pass,
  STATELESS_OPEN_MOST,
  slotOf,
} from '../state/shared-state.ts';

/** An answer that took longer belongs to an earlier probe at the same place. */
const LONGEST_RTT_MICROS = 10_000_000;
/** ICMP errors a host that are told one by one; the rest are only counted. */
const ICMP_EVENTS_PER_HOST = 32;
const FIRST_SLOT = slotOf(1);

export interface AnswerBook {
  /** From now on this pass is the one that asks. */
  begin(pass: Pass): void;
  /** `slot`: which of the source ports was answered; `at`: when, microseconds since the start. */
  take(verdict: number, host: number, portIndex: number, slot: number, at: number): void;
}

/** `answer`: where the reader of answers leaves what else is known of the one that is taken. */
export function createAnswerBook(setup: EngineSetup, answer: Answer, writeEvent: PutEvent): AnswerBook {
  const { commands, counters, bins, hosts, ledger, sendTimes, canaries } = setup.state;
  const { answered, hops, table } = setup;
  const stateful = ledger.length > 0;
  const ports = setup.portNumbers.length;
  const placeMask = sendTimes.length - 1;
  const findPlace = createPlaceFinder(setup);
  /** Where hosts are looked for, what routers say of them is no answer: they say so as often as they like, which tells of no loss and no pace. */
  const looksForHosts = PROBES[setup.probe].firstAnswerEnds === true;
  /** What was told without a ledger, so that nothing is told twice. */
  const statelessOpen = createNumberTable(STATELESS_OPEN_MOST);
  /** Over all hosts, microseconds. */
  const overall: RttEstimate = { smoothed: 0, variance: 0 };
  let pass: Pass | null = null;
  /** Which of the source ports asks. */
  let passSlot = 0;

  /** Which of our addresses the host answers (askers.ts). */
  function noteAsker(host: number): void {
    if (answered === null) return;
    const turn = hops[table.hop[segmentOfHost(table, host)]].sources.indexOf(answer.ourAddress);
    if (turn > 0) answered[host] |= 1 << turn;
  }

  function takeAnswer(verdict: number, host: number, portIndex: number, slot: number, at: number): void {
    noteAsker(host);
    const index = host * ports + portIndex;
    const before = setOnce(ledger, index, verdict);
    if (looksForHosts && verdict === FILTERED) {
      if (before === 0) takeRefusal(host);
      else counters[COUNTER.duplicates]++;
      return;
    }
    if (before === FILTERED && verdict === OPEN) {
      // A port that answers after all outweighs what a router said of it; as an answer it is counted already.
      hosts.filtered[host]--;
      counters[COUNTER.filtered]--;
      if (looksForHosts) countAnswer(slot);
    } else if (before !== 0) {
      counters[COUNTER.duplicates]++;
      return;
    } else {
      countAnswer(slot);
    }
    const first = hosts.open[host] + hosts.closed[host] === 0;
    const rtt = roundTrip(host, portIndex, index, slot, at);
    if (verdict === OPEN) {
      hosts.open[host]++;
      counters[COUNTER.open]++;
      counters[COUNTER.openByPass + slot]++;
      putEvent(EVENT_OPEN, host, rtt);
    } else if (verdict === CLOSED) {
      hosts.closed[host]++;
      counters[COUNTER.closed]++;
      if (first) putEvent(EVENT_HOST_UP, host, rtt);
    } else {
      takeRefusal(host, rtt);
    }
    if (first && verdict !== FILTERED) counters[COUNTER.hostsUp]++;
  }

  function countAnswer(slot: number): void {
    counters[COUNTER.answered]++;
    counters[COUNTER.answeredByPass + slot]++;
  }

  function takeRefusal(host: number, rtt = 0): void {
    hosts.filtered[host]++;
    counters[COUNTER.filtered]++;
    if (hosts.filtered[host] <= ICMP_EVENTS_PER_HOST) putEvent(EVENT_ICMP, host, rtt);
  }

  /** Without a ledger only what is open is remembered. Of the rest the first pass counts: the next asks the same. */
  function takeStateless(verdict: number, host: number, slot: number): void {
    const key = answer.host * 65536 + answer.port;
    if (verdict === OPEN ? statelessOpen.get(key) !== 0 : slot !== FIRST_SLOT) {
      counters[COUNTER.duplicates]++;
      return;
    }
    counters[COUNTER.answered]++;
    if (verdict === CLOSED) counters[COUNTER.closed]++;
    if (verdict === FILTERED) counters[COUNTER.filtered]++;
    if (verdict !== OPEN) return;
    statelessOpen.set(key, 1);
    counters[COUNTER.open]++;
    putEvent(EVENT_OPEN, host, 0);
  }

  /** Microseconds from the probe to its answer, and the flow bins; 0 where that is not known to the microsecond. */
  function roundTrip(host: number, portIndex: number, index: number, slot: number, at: number): number {
    if (pass === null || passSlot !== slot) {
      takeLate(host, slot, at);
      return 0;
    }
    const place = pass.list === null ? findPlace(host, answer.host, portIndex) : indexInList(pass.list, index);
    if (place < 0) return 0;
    const rtt = sinceSent(sendTimes[place & placeMask], at);
    if (rtt === 0) return 0;
    takeRtt(hosts, host, rtt);
    smoothOverall(rtt);
    return rtt;
  }

  function smoothOverall(rtt: number): void {
    smooth(overall, rtt);
    counters[COUNTER.smoothedRtt] = overall.smoothed;
    counters[COUNTER.rttVariance] = overall.variance;
  }

  /** Microseconds since a send time, counted in its flow bin; 0 where it is too long ago. */
  function sinceSent(sent: number, at: number): number {
    // Send times wrap after 2^31 microseconds; a difference in the upper half is a clock that stepped back a little.
    const difference = (at - (sent >>> 1)) & 0x7fffffff;
    const rtt = difference > 0x40000000 ? 1 : Math.max(1, difference);
    if (rtt > LONGEST_RTT_MICROS) return 0;
    const millisecond = Math.floor((at - rtt) / 1000);
    const bin = millisecond & (BIN_COUNT - 1);
    if ((sent & 1) === 1 && bins.millisecond[bin] === millisecond) bins.answered[bin]++;
    return rtt;
  }

  /** A probe that was answered before was answered again. */
  function takeCanary(host: number, index: number, at: number): void {
    const place = canaryAnswered(index, at, hosts.smoothedRtt[host] >>> 3);
    if (place < 0) return;
    counters[COUNTER.canariesHeard]++;
    const rtt = sinceSent(canaries.sentAt[place], at);
    // Of one host it may be another's asking; how long answers take now, behind a queue that has filled, only they tell.
    if (rtt > 0) smoothOverall(rtt);
    canaries.sentAt[place] = 0;
  }

  /** Which of the canaries to this port it answers: the one whose age is nearest to what the host's answers take. */
  function canaryAnswered(index: number, at: number, rtt: number): number {
    const { sent, sentProbe, sentAt } = canaries;
    let nearest = -1;
    let distance = LONGEST_RTT_MICROS;
    for (let k = 1; k <= Math.min(CANARIES_SENT, sent[0]); k++) {
      const place = (sent[0] - k) & (CANARIES_SENT - 1);
      const age = (at - (sentAt[place] >>> 1)) & 0x7fffffff;
      if (sentAt[place] === 0) continue;
      if (age < 0x40000000 && age - rtt > distance) break;
      if (sentProbe[place] !== index || Math.abs(age - rtt) >= distance) continue;
      distance = Math.abs(age - rtt);
      nearest = place;
    }
    return nearest;
  }

  /** The pass that asked is over: the answer took at least as long as it is over. */
  function takeLate(host: number, slot: number, at: number): void {
    counters[COUNTER.late]++;
    const rtt = (at - commands[COMMAND.passSentAt + slot]) & 0x7fffffff;
    if (rtt > 0 && rtt <= LONGEST_RTT_MICROS) takeRtt(hosts, host, rtt);
  }

  function putEvent(kind: number, host: number, rtt: number): void {
    const { port, ttl, window, icmp, icmpSource } = answer;
    writeEvent(kind, host, port, (ttl << 16) | window, rtt, icmp, icmpSource);
  }

  return {
    begin(next) {
      pass = next;
      passSlot = slotOf(next.number);
    },
    take(verdict, host, portIndex, slot, at) {
      if (slot === CANARY_SLOT) takeCanary(host, host * ports + portIndex, at);
      else if (stateful) takeAnswer(verdict, host, portIndex, slot, at);
      else takeStateless(verdict, host, slot);
    },
  };
}
