// The receiving thread: reads the rings, believes only what shows our cookie, and writes the ledger.
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { PacketVisitor, Receiver } from '../link/frames.ts';
import { openReceiver, waitForPackets } from '../link/open.ts';
import { CLOSED, createAnswer, FILTERED, NO_PORT, NONE, OPEN } from '../probe/answer.ts';
import { PROBES } from '../probe/probes.ts';
import { cookie } from './cookie.ts';
import { THREAD_ENDED, waitForSetup } from './engine-setup.ts';
import { createEventWriter } from './event-ring.ts';
import { hostOfAddress, segmentOfHost } from './host-table.ts';
import { setOnce } from './ledger.ts';
import { createNumberTable } from './number-table.ts';
import { createPlaceFinder, indexInList } from './order.ts';
import {
  BIN_COUNT,
  COMMAND,
  COUNTER,
  EVENT_HOST_UP,
  EVENT_ICMP,
  EVENT_OPEN,
  type Pass,
  STATELESS_OPEN_MOST,
  slotOfPass,
} from './shared-state.ts';
import { startClock } from './thread-clock.ts';

const POLL_MS = 20;
/** An answer that took longer belongs to an earlier probe at the same place. */
const LONGEST_RTT_MICROS = 10_000_000;
/** ICMP errors a host that are told one by one; the rest are only counted. */
const ICMP_EVENTS_PER_HOST = 32;

const port = workerData as MessagePort;
const setup = await waitForSetup(port);
const { state, table, hops, portNumbers, cookieKey, sourcePortBase, epochMicros } = setup;
const { commands, counters, bins, hosts, ledger, sendTimes } = state;
const stateful = ledger.length > 0;
const ports = portNumbers.length;
const placeMask = sendTimes.length - 1;
const clock = startClock(epochMicros);
const writeEvent = createEventWriter(state, clock);
const findPlace = createPlaceFinder(setup);
const { protocol, read } = PROBES[setup.probe];
const answer = createAnswer();
/** What was told without a ledger, so that nothing is told twice. */
const statelessOpen = createNumberTable(STATELESS_OPEN_MOST);
const FIRST_SLOT = slotOfPass(1);
const portIndexOf = new Int32Array(65536).fill(-1);
portNumbers.forEach((number, index) => {
  portIndexOf[number] = index;
});
let pass: Pass | null = null;
/** Which of the source ports asks. */
let passSlot = 0;

const visitor: PacketVisitor = {
  packet(bytes, offset, end, _linkHeader, micros) {
    const verdict = read(bytes, offset, end, answer);
    if (verdict === NONE) return;
    const slot = answer.ourPort === NO_PORT ? passSlot : answer.ourPort - sourcePortBase;
    if (slot < 0 || slot > 15) return;
    const host = hostOfAddress(table, answer.host);
    const portIndex = portIndexOf[answer.port];
    if (host < 0 || portIndex < 0) {
      counters[COUNTER.strays]++;
      return;
    }
    const { source } = hops[table.hop[segmentOfHost(table, host)]];
    if (source !== answer.ourAddress || !isTrue()) {
      counters[COUNTER.strays]++;
      return;
    }
    if (stateful) takeAnswer(verdict, host, portIndex, slot, Math.floor(micros - epochMicros));
    else takeStateless(verdict, host, slot);
  },
};

/** The answer shows the cookie of the probe that it answers, as much of it as it can. */
function isTrue(): boolean {
  const { ourAddress, host, ourPort, port: asked, cookieMask } = answer;
  if (cookieMask === 0) return true;
  const proof = cookie(cookieKey[0], cookieKey[1], ourAddress, host, ourPort, asked);
  return ((answer.cookie ^ proof) & cookieMask) === 0;
}

function takeAnswer(verdict: number, host: number, portIndex: number, slot: number, at: number): void {
  const index = host * ports + portIndex;
  const before = setOnce(ledger, index, verdict);
  if (before === FILTERED && verdict === OPEN) {
    // A port that answers after all outweighs what a router said of it; as an answer it is counted already.
    hosts.filtered[host]--;
    counters[COUNTER.filtered]--;
  } else if (before !== 0) {
    counters[COUNTER.duplicates]++;
    return;
  } else {
    counters[COUNTER.answered]++;
    counters[COUNTER.answeredByPass + slot]++;
  }
  const first = hosts.open[host] + hosts.closed[host] === 0;
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

/** Without a ledger only what is open is remembered. Of the rest the first pass alone is counted: the next asks the same. */
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

const receivers: Receiver[] = setup.interfaces.map((each) =>
  openReceiver(each, { protocol, portBase: sourcePortBase }, setup.recorder),
);
const wait = waitForPackets(receivers);

function followPass(): void {
  if (Atomics.load(commands, COMMAND.pass) === Atomics.load(commands, COMMAND.receiverPass)) return;
  const message = receiveMessageOnPort(port);
  if (message === undefined) return;
  pass = (message as { message: Pass }).message;
  passSlot = slotOfPass(pass.number);
  Atomics.store(commands, COMMAND.receiverPass, pass.number);
}

function countDrops(): void {
  for (const receiver of receivers) counters[COUNTER.kernelDrops] += receiver.drops();
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
    countDrops();
  }
}
countDrops();
for (const receiver of receivers) receiver.close();
port.postMessage(THREAD_ENDED);
