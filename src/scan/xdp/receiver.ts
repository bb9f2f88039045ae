// The receiving thread of the xdp engine: puts the receive program in place, and a thousand times a second tells the
// controller what both programs have counted and found, and the transmit program what the pace is. It sees no packet.
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { interruptThread, openRingBuffer } from '../../link/bpf.ts';
import { THREAD_ENDED } from '../engine-setup.ts';
import { createEventWriter } from '../event-ring.ts';
import { COMMAND, COUNTER, type Pass } from '../shared-state.ts';
import { startClock } from '../thread-clock.ts';
import { createTokenBucket, setRate } from '../token-bucket.ts';
import { attachReceivers } from './attach.ts';
import { mapMemory, readWord, stateWords, WORD, writeWord } from './memory.ts';
import { createSelfTest, TEST_FRAMES } from './self-test.ts';
import { waitForXdpSetup } from './thread-setup.ts';

const LOOK_MICROS = 1000;
/** A second for the sender to hear that it is over. */
const LAST_LOOKS = 1000;
/** RFC 6298 section 2: what one measurement weighs. */
const RTT_WEIGHT = 1 / 8;
const VARIANCE_WEIGHT = 1 / 4;

const port = workerData as MessagePort;
const setup = await waitForXdpSetup(port);
const { state, memory } = setup;
const { commands, counters } = state;
const clock = startClock(setup.epochMicros);
const writeEvent = createEventWriter(state, clock);
const { memory: view, unmap } = mapMemory(memory);
const words = stateWords(view, memory.regions);
const attached = attachReceivers(setup);
const events = openRingBuffer({ ...memory.events, keySize: 0, valueSize: 0, close: () => {} });

/** Counters that are only copied: of the kernel's memory, and of ours. */
const COPIED = [
  [WORD.sent, COUNTER.sent],
  [WORD.position, COUNTER.position],
  [WORD.deferred, COUNTER.deferred],
  [WORD.excludedHits, COUNTER.excludedHits],
  [WORD.lastSend, COUNTER.lastSendMicros],
  [WORD.open, COUNTER.open],
  [WORD.closed, COUNTER.closed],
  [WORD.filtered, COUNTER.filtered],
  [WORD.duplicates, COUNTER.duplicates],
  [WORD.strays, COUNTER.strays],
  [WORD.late, COUNTER.late],
  [WORD.hostsUp, COUNTER.hostsUp],
  [WORD.minimumRtt, COUNTER.minimumRtt],
  ...Array.from({ length: 16 }, (_, k) => [WORD.answeredByPass + k, COUNTER.answeredByPass + k] as const),
] as const;

let rttSum = 0;
let rttCount = 0;
let rttDeviation = 0;

function copyCounters(): void {
  for (const [word, counter] of COPIED) counters[counter] = readWord(words, word);
  counters[COUNTER.answered] = counters[COUNTER.open] + counters[COUNTER.closed] + counters[COUNTER.filtered];
  smooth();
}

/** As RFC 6298 section 2 would, had it been given the new measurements one by one and all alike. */
function smooth(): void {
  const count = readWord(words, WORD.rttCount);
  const measured = count - rttCount;
  if (measured === 0) return;
  const sum = readWord(words, WORD.rttSum);
  const deviation = readWord(words, WORD.rttDeviation);
  const mean = (sum - rttSum) / measured;
  if (counters[COUNTER.smoothedRtt] === 0) {
    counters[COUNTER.smoothedRtt] = mean;
    counters[COUNTER.rttVariance] = mean / 2;
  } else {
    const distance = (deviation - rttDeviation) / measured;
    counters[COUNTER.rttVariance] +=
      (distance - counters[COUNTER.rttVariance]) * (1 - (1 - VARIANCE_WEIGHT) ** measured);
    counters[COUNTER.smoothedRtt] += (mean - counters[COUNTER.smoothedRtt]) * (1 - (1 - RTT_WEIGHT) ** measured);
  }
  rttCount = count;
  rttSum = sum;
  rttDeviation = deviation;
  writeWord(words, WORD.smoothed, Math.round(counters[COUNTER.smoothedRtt]));
}

function moveEvents(): void {
  let seen = 0;
  for (let at = events.next(); at >= 0; at = events.next()) {
    const { view } = events;
    const word = (k: number) => view.getInt32(at + k * 4, true);
    writeEvent(word(0), word(1), word(2), word(3), word(4), word(5), word(6));
    // The kernel gets its room back before it is all used.
    if ((++seen & 1023) === 0) events.release();
  }
  if (seen > 0) events.release();
  counters[COUNTER.eventsLost] = Math.max(counters[COUNTER.eventsLost], readWord(words, WORD.eventsLost));
}

const selfTest = createSelfTest(setup.interfaces.map((each) => each.name));
const bucket = createTokenBucket(0);
let currentRate = 0;
/** As much as a program can be told; it never gets there. */
const NO_LIMIT = 2 ** 32 - 1;

/** What the token bucket allows, as the transmit program wants it: a time from frame to frame, and one to catch up. */
function followPace(): void {
  const rate = Atomics.load(commands, COMMAND.rate);
  if (rate !== currentRate) {
    currentRate = rate;
    setRate(bucket, rate, setup.rateCap ?? 0);
    const interval = bucket.gap > 0 ? bucket.gap * 1000 : 1e9 / bucket.rate;
    writeWord(words, WORD.interval, Math.min(NO_LIMIT, Math.ceil(interval)));
    writeWord(words, WORD.burst, bucket.gap > 0 ? 0 : Math.round((bucket.size - 1) * interval));
  }
  const sent = readWord(words, WORD.sent);
  if (Atomics.load(commands, COMMAND.proved) === 0) {
    const over = readWord(words, WORD.done) === 1;
    if (selfTest(sent, over, counters[COUNTER.answered], clock())) Atomics.store(commands, COMMAND.proved, 1);
  }
  const proved = Atomics.load(commands, COMMAND.proved) === 1;
  const abandoned = Atomics.load(commands, COMMAND.abandon) === 1;
  writeWord(words, WORD.limit, abandoned ? 0 : proved ? NO_LIMIT : TEST_FRAMES);
  // Nothing is left to send: the sender is woken, again and again until it has heard it.
  const thread = readWord(words, WORD.senderThread);
  if (thread > 0 && (abandoned || readWord(words, WORD.done) === 1)) interruptThread(thread);
}

function followPass(): void {
  if (Atomics.load(commands, COMMAND.pass) === Atomics.load(commands, COMMAND.receiverPass)) return;
  const message = receiveMessageOnPort(port);
  if (message === undefined) return;
  const { number } = (message as { message: Pass }).message;
  writeWord(words, WORD.passSlot, number & 15);
  Atomics.store(commands, COMMAND.receiverPass, number);
}

/** A thread that dies leaves its descriptors open, and the sender in the kernel. */
function leave(): void {
  for (const each of attached) each.close();
  Atomics.store(commands, COMMAND.abandon, 1);
  writeWord(words, WORD.limit, 0);
  for (let k = 0; k < LAST_LOOKS && readWord(words, WORD.senderThread) > 0; k++) {
    interruptThread(readWord(words, WORD.senderThread));
    clock.sleep(LOOK_MICROS);
  }
}

port.postMessage('ready');
try {
  for (let running = true; running; ) {
    running = Atomics.load(commands, COMMAND.stop) === 0;
    followPass();
    // All that the kernel received before this moment is counted already.
    const before = clock();
    moveEvents();
    copyCounters();
    followPace();
    counters[COUNTER.idleMicros] = before;
    if (running) clock.sleep(LOOK_MICROS);
  }
} finally {
  leave();
}
unmap();
port.postMessage(THREAD_ENDED);
