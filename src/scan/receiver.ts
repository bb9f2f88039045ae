// The receiving thread: reads the rings, believes only what shows our cookie, and writes the ledger.
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { PacketVisitor, Receiver } from '../link/frames.ts';
import { openOtherReceivers, openReceiver, waitForPackets } from '../link/open.ts';
import {
  ARRIVED,
  CLOSED,
  createAnswer,
  FILTERED,
  MUST_BE_RIGHT,
  NO_PORT,
  NONE,
  OPEN,
  shows,
  VOUCHED,
} from '../probe/answer.ts';
import { PROBES } from '../probe/probes.ts';
import { cookie } from './cookie.ts';
import { THREAD_ENDED, waitForSetup } from './engine-setup.ts';
import { createEventWriter } from './event-ring.ts';
import { hostOfAddress, segmentOfHost } from './host-table.ts';
import { setOnce } from './ledger.ts';
import { createPlaceFinder, indexInList } from './order.ts';
import { BIN_COUNT, COMMAND, COUNTER, EVENT_HOST_UP, EVENT_ICMP, EVENT_OPEN, type Pass } from './shared-state.ts';
import { startClock } from './thread-clock.ts';

const POLL_MS = 20;
/** An answer that took longer belongs to an earlier probe at the same place. */
const LONGEST_RTT_MICROS = 10_000_000;
/** ICMP errors a host that are told one by one; the rest are only counted. */
const ICMP_EVENTS_PER_HOST = 32;
/** Open ports that a stateless scan remembers, so that none is reported twice. */
const STATELESS_OPEN_MAX = 4_000_000;

const port = workerData as MessagePort;
const setup = await waitForSetup(port);
const { state, table, hops, interfaces, portNumbers, cookieKey, sourcePortBase, epochMicros } = setup;
const { commands, counters, bins, hosts, ledger, sendTimes } = state;
const stateful = ledger.length > 0;
const ports = portNumbers.length;
const placeMask = sendTimes.length - 1;
const clock = startClock(epochMicros);
const writeEvent = createEventWriter(state, clock);
const findPlace = createPlaceFinder(setup);
const { protocol, read: readAnswer } = PROBES[setup.probe];
const answer = createAnswer();
const statelessOpen = new Set<number>();
const portIndexOf = new Int32Array(65536).fill(-1);
portNumbers.forEach((number, index) => {
  portIndexOf[number] = index;
});
let pass: Pass | null = null;
/** Its number modulo 16: which of the source ports asks. */
let passSlot = 0;
/** Bit k: the source port of slot k has asked. */
let askedSlots = 0;

const visitor: PacketVisitor = {
  packet(bytes, offset, end, missing, _linkHeader, micros, unchecked) {
    const read = readAnswer(bytes, offset, end, missing, unchecked ? MUST_BE_RIGHT : VOUCHED, answer);
    if (read === NONE) return;
    const slot = answer.ourPort === NO_PORT ? passSlot : answer.ourPort - sourcePortBase;
    if (slot < 0 || slot > 15) return;
    const host = hostOfAddress(table, answer.host);
    const portIndex = portIndexOf[answer.port];
    if (host < 0 || portIndex < 0) {
      counters[COUNTER.strays]++;
      return;
    }
    const hop = hops[table.hop[segmentOfHost(table, host)]];
    // Ours and another scanner's probes come as well; they say something only where it is we who were asked.
    const verdict = read === ARRIVED ? CLOSED : read;
    if (read === ARRIVED && interfaces[hop.interfaceSlot].kind !== 'loopback') return;
    if (hop.source !== answer.ourAddress || !isTrue(slot)) {
      counters[COUNTER.strays]++;
      return;
    }
    if (stateful) takeAnswer(verdict, host, portIndex, slot, Math.floor(micros - epochMicros));
    else takeStateless(verdict, host);
  },
};

/**
 * The answer shows the cookie of the probe that it answers, as much of it as it can; and where it can show none, it comes
 * at least to a port that has asked.
 */
function isTrue(slot: number): boolean {
  if (answer.cookieMask === 0) return answer.ourPort === NO_PORT || ((askedSlots >>> slot) & 1) === 1;
  const { ourAddress, host, ourPort, port: asked } = answer;
  return shows(answer, cookie(cookieKey[0], cookieKey[1], ourAddress, host, ourPort, asked));
}

function takeAnswer(verdict: number, host: number, portIndex: number, slot: number, at: number): void {
  const index = host * ports + portIndex;
  const before = setOnce(ledger, index, verdict);
  if (before !== 0) {
    counters[COUNTER.duplicates]++;
    // A port that answers after all outweighs what a router said of it; the ledger has taken it.
    if (before !== FILTERED || verdict !== OPEN) return;
    hosts.filtered[host]--;
    counters[COUNTER.filtered]--;
    counters[COUNTER.answered]--;
  }
  const first = hosts.open[host] + hosts.closed[host] === 0;
  counters[COUNTER.answered]++;
  counters[COUNTER.answeredByPass + slot]++;
  const rtt = roundTrip(host, portIndex, index, slot, at);
  if (rtt > 0 && (hosts.minimumRtt[host] === 0 || rtt < hosts.minimumRtt[host])) hosts.minimumRtt[host] = rtt;
  if (verdict === OPEN) {
    hosts.open[host]++;
    counters[COUNTER.open]++;
    putEvent(EVENT_OPEN, host, rtt);
  } else if (verdict === CLOSED) {
    hosts.closed[host]++;
    counters[COUNTER.closed]++;
    if (first) putEvent(EVENT_HOST_UP, host, rtt);
  } else {
    hosts.filtered[host]++;
    counters[COUNTER.filtered]++;
    if (hosts.filtered[host] <= ICMP_EVENTS_PER_HOST) putEvent(EVENT_ICMP, host, rtt);
  }
  if (first && verdict !== FILTERED) counters[COUNTER.hostsUp]++;
}

/** Without a ledger only what is open is remembered. */
function takeStateless(verdict: number, host: number): void {
  if (verdict === CLOSED) counters[COUNTER.closed]++;
  if (verdict === FILTERED) counters[COUNTER.filtered]++;
  counters[COUNTER.answered]++;
  if (verdict !== OPEN) return;
  const key = answer.host * 65536 + answer.port;
  if (statelessOpen.has(key)) {
    counters[COUNTER.duplicates]++;
    return;
  }
  if (statelessOpen.size < STATELESS_OPEN_MAX) statelessOpen.add(key);
  counters[COUNTER.open]++;
  putEvent(EVENT_OPEN, host, 0);
}

/** Microseconds from the probe to its answer, and the flow bins; 0 where the pass that asked is over. */
function roundTrip(host: number, portIndex: number, index: number, slot: number, at: number): number {
  if (pass === null || passSlot !== slot) {
    counters[COUNTER.late]++;
    return 0;
  }
  const place = pass.list === null ? findPlace(host, answer.host, portIndex) : indexInList(pass.list, index);
  if (place < 0) return 0;
  const sent = sendTimes[place & placeMask];
  // Send times wrap after 2^31 microseconds; a difference in the upper half is a clock that stepped back a little.
  const difference = (at - (sent >>> 1)) & 0x7fffffff;
  const rtt = difference > 0x40000000 ? 1 : Math.max(1, difference);
  if (rtt > LONGEST_RTT_MICROS) return 0;
  const millisecond = Math.floor((at - rtt) / 1000);
  const bin = millisecond & (BIN_COUNT - 1);
  if ((sent & 1) === 1 && bins.millisecond[bin] === millisecond) bins.answered[bin]++;
  smooth(rtt);
  return rtt;
}

/** RFC 6298 section 2, with the smallest value kept beside it. */
function smooth(rtt: number): void {
  const smoothed = counters[COUNTER.smoothedRtt];
  if (smoothed === 0) {
    counters[COUNTER.smoothedRtt] = rtt;
    counters[COUNTER.rttVariance] = rtt / 2;
    counters[COUNTER.minimumRtt] = rtt;
    return;
  }
  counters[COUNTER.rttVariance] += (Math.abs(smoothed - rtt) - counters[COUNTER.rttVariance]) / 4;
  counters[COUNTER.smoothedRtt] += (rtt - smoothed) / 8;
  if (rtt < counters[COUNTER.minimumRtt]) counters[COUNTER.minimumRtt] = rtt;
}

function putEvent(kind: number, host: number, rtt: number): void {
  const { port, ttl, window, icmp, icmpSource } = answer;
  writeEvent(kind, host, port, (ttl << 16) | window, rtt, icmp, icmpSource);
}

const answers = { protocol, portBase: sourcePortBase };
const receivers: Receiver[] = [
  ...interfaces.map((each) => openReceiver(each, answers, setup.recorder)),
  ...openOtherReceivers(setup.listening, answers, setup.recorder),
];
const wait = waitForPackets(receivers);

function followPass(): void {
  if (Atomics.load(commands, COMMAND.pass) === Atomics.load(commands, COMMAND.receiverPass)) return;
  const message = receiveMessageOnPort(port);
  if (message === undefined) return;
  pass = (message as { message: Pass }).message;
  passSlot = pass.number & 15;
  askedSlots |= 1 << passSlot;
  Atomics.store(commands, COMMAND.receiverPass, pass.number);
}

port.postMessage('ready');
let nextDropCheck = 0;
while (Atomics.load(commands, COMMAND.stop) === 0) {
  followPass();
  const before = clock();
  let seen = 0;
  for (const receiver of receivers) seen += receiver.drain(visitor);
  if (seen === 0) {
    // All that came before `before`, less what may still wait in an unretired block, has been read.
    counters[COUNTER.idleMicros] = before;
    wait(POLL_MS);
  }
  if (before >= nextDropCheck) {
    nextDropCheck = before + 10_000;
    for (const receiver of receivers) counters[COUNTER.kernelDrops] += receiver.drops();
  }
}
for (const receiver of receivers) receiver.close();
port.postMessage(THREAD_ENDED);
