// The receiving thread of the kernel engine: puts the receive program in place, and a thousand times a second tells the
// controller what both programs have counted and found, and the transmit program what the pace is. It sees no packet.
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { interruptThread, openRingBuffer } from '../../link/bpf.ts';
import { type RttEstimate, smoothMany } from '../../link/rtt.ts';
import { THREAD_ENDED } from '../engine-setup.ts';
import { createTokenBucket, setRate } from '../pace/token-bucket.ts';
import { createEventWriter } from '../state/event-ring.ts';
import { BIN_COUNT, COMMAND, COUNTER, type Pass, slotOf } from '../state/shared-state.ts';
import { startClock } from '../state/thread-clock.ts';
import type { ThreadLine } from '../thread-line.ts';
import { attachReceivers } from './attach.ts';
import { generatorsWanted } from './generators.ts';
import { type GENERATOR, generatorWord, WORD } from './layout.ts';
import { binViews, mapMemory, readWord, stateWords, writeWord } from './memory.ts';
import { createSelfTest, framesSent, TEST_FRAMES } from './self-test.ts';
import { countTaken } from './taken-program.ts';
import { placesOf, waitForReceiverSetup } from './thread-setup.ts';

const LOOK_MICROS = 1000;
/** A second for the sender to hear that it is over. */
const LAST_LOOKS = 1000;

const line = workerData as ThreadLine;
const { port } = line;
const setup = waitForReceiverSetup(line);
const { state, memory } = setup;
const { commands, counters } = state;
const clock = startClock(setup.epochMicros);
const writeEvent = createEventWriter(state, clock);
const { memory: view, unmap } = mapMemory(memory);
const words = stateWords(view, memory.regions);
const list = new Uint32Array(view, memory.regions.list, memory.regions.listSlots);
const attached = attachReceivers(setup);
const events = openRingBuffer({ ...memory.events, keySize: 0, valueSize: 0, close: () => {} });

/** Counters that are only copied: of the kernel's memory, and of ours. */
const COPIED = [
  [WORD.open, COUNTER.open],
  [WORD.closed, COUNTER.closed],
  [WORD.filtered, COUNTER.filtered],
  [WORD.duplicates, COUNTER.duplicates],
  [WORD.strays, COUNTER.strays],
  [WORD.late, COUNTER.late],
  [WORD.hostsUp, COUNTER.hostsUp],
  ...Array.from({ length: 16 }, (_, k) => [WORD.answeredByPass + k, COUNTER.answeredByPass + k] as const),
  ...Array.from({ length: 16 }, (_, k) => [WORD.openByPass + k, COUNTER.openByPass + k] as const),
] as const;

/** Counters that are sums over the transmit programs. */
const SUMMED = [
  ['sent', COUNTER.sent],
  ['deferred', COUNTER.deferred],
  ['excludedHits', COUNTER.excludedHits],
] as const;

/** Flow bins are emptied so long before their time. */
const BINS_AHEAD = 1000;

const { generators } = setup;
const generatorNumbers = Array.from({ length: generators }, (_, index) => index);
const bins = binViews(view, memory.regions);
let binsReady = -1;
/** Of the pass that runs. */
let places = Number.POSITIVE_INFINITY;
/** Bit k: the source port of slot k has asked. */
let askedSlots = 0;
let rttSum = 0;
let rttCount = 0;
let rttDeviation = 0;
/** Over all hosts, microseconds. */
const overall: RttEstimate = { smoothed: 0, variance: 0 };
let lostInKernel = 0;
/** Of a scan that goes on (journal/restore.ts). */
const before = { sent: counters[COUNTER.sent], answered: counters[COUNTER.answered] };

function read(generator: number, word: keyof typeof GENERATOR): number {
  return readWord(words, generatorWord(generator, word));
}

function write(generator: number, word: keyof typeof GENERATOR, value: number): void {
  writeWord(words, generatorWord(generator, word), value);
}

function sumOver(word: keyof typeof GENERATOR): number {
  let sum = 0;
  for (const index of generatorNumbers) sum += read(index, word);
  return sum;
}

/** The programs only count: emptying a bin of several that write to it is left to one who comes first. */
function emptyBins(nowMicros: number): void {
  const last = Math.floor(nowMicros / 1000) + BINS_AHEAD;
  for (let millisecond = Math.max(binsReady + 1, last - BINS_AHEAD); millisecond <= last; millisecond++) {
    const bin = millisecond & (BIN_COUNT - 1);
    bins.sent[bin] = 0;
    bins.frames[bin] = 0;
    bins.answered[bin] = 0;
    bins.millisecond[bin] = millisecond;
  }
  binsReady = last;
}

function copyCounters(): void {
  for (const [word, counter] of COPIED) counters[counter] = readWord(words, word);
  for (const [word, counter] of SUMMED) counters[counter] = sumOver(word);
  counters[COUNTER.sent] += before.sent;
  let lastSend = 0;
  for (const index of generatorNumbers) lastSend = Math.max(lastSend, read(index, 'lastSend'));
  counters[COUNTER.lastSendMicros] = lastSend;
  counters[COUNTER.position] = Math.min(places, readWord(words, WORD.cursor));
  counters[COUNTER.answered] = counters[COUNTER.open] + counters[COUNTER.closed] + counters[COUNTER.filtered];
  smoothCounted();
}

/** The round-trip time over all hosts, from the sums that the programs keep. */
function smoothCounted(): void {
  const count = readWord(words, WORD.rttCount);
  const measured = count - rttCount;
  if (measured === 0) return;
  const sum = readWord(words, WORD.rttSum);
  const deviation = readWord(words, WORD.rttDeviation);
  const mean = (sum - rttSum) / measured;
  smoothMany(overall, mean, (deviation - rttDeviation) / measured, measured);
  counters[COUNTER.smoothedRtt] = overall.smoothed;
  counters[COUNTER.rttVariance] = overall.variance;
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
  // Two places have no room at times: the kernel's ring buffer here, and the controller's ring (event-ring.ts).
  const lost = readWord(words, WORD.eventsLost);
  counters[COUNTER.eventsLost] += lost - lostInKernel;
  lostInKernel = lost;
}

const names = setup.interfaces.map((each) => each.name);
const taken = tryToCount();
const selfTest = createSelfTest(names, () => (taken === null ? framesSent(names) : readWord(words, WORD.taken)));
const bucket = createTokenBucket(0);
let currentRate = 0;
let currentCap = 0;
let currentActive = 0;
/** As much as a program can be told; it never gets there. */
const NO_LIMIT = 2 ** 32 - 1;

/**
 * What the token bucket allows, as the transmit programs want it: a time from frame to frame, and one to catch up. Each
 * of those that send has its share; one that joins them may send once the others have theirs.
 */
function followPace(): void {
  const rate = Atomics.load(commands, COMMAND.rate);
  const active = Math.max(1, generatorNumbers.filter((index) => read(index, 'thread') > 0).length);
  const cap = counters[COUNTER.rateCap];
  if (rate !== currentRate || cap !== currentCap || active !== currentActive) {
    currentRate = rate;
    currentCap = cap;
    currentActive = active;
    setRate(bucket, rate, cap);
    const interval = (bucket.gap > 0 ? bucket.gap * 1000 : 1e9 / bucket.rate) * active;
    for (const index of generatorNumbers) {
      write(index, 'interval', Math.min(NO_LIMIT, Math.ceil(interval)));
      write(index, 'burst', bucket.gap > 0 ? 0 : Math.round(((bucket.size - 1) * interval) / active));
    }
  }
  const proved = isProved();
  const abandoned = Atomics.load(commands, COMMAND.abandon) === 1;
  const paused = Atomics.load(commands, COMMAND.paused) !== 0;
  const wanted = proved ? generatorsWanted(rate) : 1;
  for (const index of generatorNumbers) {
    const limit = proved ? NO_LIMIT : index === 0 ? TEST_FRAMES : 0;
    write(index, 'limit', abandoned || paused || (index > 0 && read(index, 'thread') === 0) ? 0 : limit);
    // Whoever has begun goes on until the pass is over: to leave the kernel takes longer than most dips of the rate.
    if (index < wanted) write(index, 'wanted', 1);
  }
  if (abandoned || readWord(words, WORD.cursor) >= places) wakeSenders();
}

function isProved(): boolean {
  if (Atomics.load(commands, COMMAND.proved) === 1) return true;
  const over = readWord(words, WORD.cursor) >= places;
  if (!selfTest(sumOver('sent'), over, counters[COUNTER.answered] - before.answered, clock())) return false;
  taken?.close();
  Atomics.store(commands, COMMAND.proved, 1);
  return true;
}

/** Null where this kernel has no tracepoints, or keeps them to itself (lockdown). */
function tryToCount(): { readonly close: () => void } | null {
  try {
    return countTaken(memory);
  } catch {
    return null;
  }
}

/** Nothing is left to send: they are told again and again until they have heard it. Returns whether any is still there. */
function wakeSenders(): boolean {
  let there = false;
  for (const index of generatorNumbers) {
    const thread = read(index, 'thread');
    if (thread === 0) continue;
    there = true;
    interruptThread(thread);
  }
  return there;
}

/** Before the senders begin with it. */
function followPass(): void {
  if (Atomics.load(commands, COMMAND.pass) === Atomics.load(commands, COMMAND.receiverPass)) return;
  const message = receiveMessageOnPort(port);
  if (message === undefined) return;
  const pass = (message as { message: Pass }).message;
  if (pass.list !== null) list.set(pass.list);
  places = placesOf(setup, pass);
  writeWord(words, WORD.cursor, pass.from ?? 0);
  const slot = slotOf(pass.number);
  writeWord(words, WORD.passSlot, slot);
  askedSlots |= 1 << slot;
  writeWord(words, WORD.askedSlots, askedSlots);
  for (let each = 0; each < 16; each++) words[2 * WORD.passSentAt + each] = commands[COMMAND.passSentAt + each];
  for (const index of generatorNumbers) {
    for (const word of ['deferred', 'done', 'wanted'] as const) write(index, word, 0);
  }
  Atomics.store(commands, COMMAND.receiverPass, pass.number);
  Atomics.notify(commands, COMMAND.receiverPass);
}

/** A thread that dies leaves its descriptors open, and the sender in the kernel. */
function leave(): void {
  for (const each of attached) each.close();
  Atomics.store(commands, COMMAND.abandon, 1);
  for (const index of generatorNumbers) write(index, 'limit', 0);
  for (let k = 0; k < LAST_LOOKS && wakeSenders(); k++) clock.sleep(LOOK_MICROS);
}

port.postMessage('ready');
try {
  for (let running = true; running; ) {
    running = Atomics.load(commands, COMMAND.stop) === 0;
    followPass();
    // All that the kernel received before this moment is counted already.
    const before = clock();
    emptyBins(before);
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
port.close();
