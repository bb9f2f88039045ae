// How the memory that the programs in the kernel and our threads share is laid out: words of the state, then regions.
import { BIN_COUNT } from '../state/shared-state.ts';

/** As many transmit programs send at once at the most, each on a processor of its own. */
export const GENERATORS_MAX = 8;

/** Words of the state, 64 bits each. The transmit programs' lines are at the end: `generatorWord` finds them. */
export const WORD = {
  /** Places of the order (or of the list) that are taken: whichever program is due takes the next. Alone in its line. */
  cursor: 0,
  open: 16,
  closed: 17,
  filtered: 18,
  duplicates: 19,
  strays: 20,
  late: 21,
  hostsUp: 22,
  eventsLost: 23,
  /** Sums over all answers that have a round-trip time, microseconds; `rttDeviation`: of the distances from `smoothed`. */
  rttSum: 24,
  rttCount: 25,
  rttDeviation: 26,
  /** First of 16. */
  answeredByPass: 32,
  /** Written by the receiving thread: the smoothed round-trip time, and the slot of the pass that runs. */
  smoothed: 48,
  passSlot: 49,
  /** First of 8 that hold 16 words of 32 bits: when each pass had sent its last, as in shared-state.ts. */
  passSentAt: 50,
  /** Bit k: the source port of slot k has asked. */
  askedSlots: 58,
  /** Frames of this process that drivers took, by the self-test's program. */
  taken: 59,
  /** First of 16. */
  openByPass: 64,
  generators: 80,
} as const;

/** The words of one transmit program: two cache lines, because processors fetch them in pairs. */
export const GENERATOR = {
  sent: 0,
  deferred: 1,
  excludedHits: 2,
  /** 1: no place is left. */
  done: 3,
  /** When the last frame was made, microseconds since the start. */
  lastSend: 4,
  /** When the next frame is due, nanoseconds (CLOCK_BOOTTIME). */
  next: 5,
  /** Written by the threads. The pace, nanoseconds: from one frame to the next, and how far may be caught up. */
  interval: 8,
  burst: 9,
  /** No more is sent once `sent` is here: the self-test, or the end. */
  limit: 10,
  /** The sending thread's number, while it is in the kernel; else 0. */
  thread: 11,
  /** 1: the rate needs this one too. */
  wanted: 12,
  count: 16,
} as const;

export const WORD_COUNT = WORD.generators + GENERATORS_MAX * GENERATOR.count;

/** Where a word of the transmit program of number `index` is. */
export function generatorWord(index: number, word: keyof typeof GENERATOR): number {
  return WORD.generators + index * GENERATOR.count + GENERATOR[word];
}

/** The list of probes to ask again holds so many, 2 MB. */
export const LIST_MAX = 1 << 19;
const SEND_TIMES_MAX = 1 << 22;
export const HOSTS_MAX = 1 << 20;
/** What the kernel lets a program reach in one value (BPF_MAX_VAR_OFF), a little below. */
const BYTES_MAX = 2 ** 29 - 2 ** 20;
export const HOP_BYTES = 32;

/** First byte of each region, and the sizes that the programs check against. */
export interface Regions {
  readonly state: number;
  /** 8 bytes a host: address, hop. Sorted by address; filled up to `hostSlots`, a power of two, with 0xffffffff. */
  readonly table: number;
  readonly hostSlots: number;
  /** 32 bytes a hop: our address, interface index, 6 bytes of MAC address of the next hop, 6 of ours. */
  readonly hops: number;
  /** 16 bits a port index. */
  readonly ports: number;
  /** 8 bits a port index: the number of the form that asks it; a table an attempt, FORM_TABLES of them (form-table.ts). */
  readonly forms: number;
  /** 32 bits a port number: its index + 1, 0 where it is not asked. */
  readonly portIndex: number;
  /** 8 bytes a range: first, last. Sorted; filled up to `excludedSlots`, a power of two, with 0xffffffff. */
  readonly excluded: number;
  readonly excludedSlots: number;
  readonly ledger: number;
  /** 32 bits a host, as in shared-state.ts; `up`: 1 once it has answered; `watched` has 8 bits. */
  readonly sent: number;
  readonly open: number;
  readonly closed: number;
  readonly filtered: number;
  readonly smoothedRtt: number;
  readonly rttVariance: number;
  readonly gap: number;
  readonly up: number;
  readonly watched: number;
  /** 64 bits a host with a rate of its own: when its next probe is due, microseconds since the start. */
  readonly hostNext: number;
  /** 32 bits a millisecond. */
  readonly binMillisecond: number;
  readonly binSent: number;
  readonly binFrames: number;
  readonly binAnswered: number;
  /** 8 bytes: ledger index, then microseconds since the start << 1 | counted in the bins; at index modulo its size. */
  readonly sendTimes: number;
  readonly sendTimeSlots: number;
  readonly list: number;
  readonly listSlots: number;
  readonly bytes: number;
}

function powerOfTwo(least: number): number {
  let size = 1;
  while (size < least) size *= 2;
  return size;
}

/** As many turns of attempts as any probe has that ask in ways of their own, at the most. */
const FORM_TABLES = 4;

/** Null where the scan is too large for one value. */
export function planRegions(hosts: number, ports: number, hops: number, excluded: number): Regions | null {
  const probes = hosts * ports;
  if (hosts > HOSTS_MAX || hops > HOSTS_MAX || excluded > HOSTS_MAX) return null;
  let end = 0;
  const take = (bytes: number): number => {
    const begin = end;
    end += Math.ceil(bytes / 64) * 64; // a region begins where a processor's cache line does
    return begin;
  };
  const hostSlots = powerOfTwo(hosts);
  const excludedSlots = powerOfTwo(excluded);
  const sendTimeSlots = Math.min(SEND_TIMES_MAX, powerOfTwo(probes));
  const listSlots = Math.min(LIST_MAX, probes);
  const perHost = (): number => take(hosts * 4);
  const perBin = (): number => take(BIN_COUNT * 4);
  const regions = {
    state: take(WORD_COUNT * 8),
    table: take(hostSlots * 8),
    hostSlots,
    hops: take(hops * HOP_BYTES),
    ports: take(ports * 2),
    forms: take(ports * FORM_TABLES),
    portIndex: take(65_536 * 4),
    excluded: take(excludedSlots * 8),
    excludedSlots,
    ledger: take(Math.ceil(probes / 16) * 4),
    sent: perHost(),
    open: perHost(),
    closed: perHost(),
    filtered: perHost(),
    smoothedRtt: perHost(),
    rttVariance: perHost(),
    gap: perHost(),
    up: perHost(),
    watched: take(hosts),
    hostNext: take(hosts * 8),
    binMillisecond: perBin(),
    binSent: perBin(),
    binFrames: perBin(),
    binAnswered: perBin(),
    list: take(listSlots * 4),
    listSlots,
    // Last, because only the programs look there: it is never mapped.
    sendTimes: take(sendTimeSlots * 8),
    sendTimeSlots,
  };
  return end > BYTES_MAX ? null : { ...regions, bytes: end };
}
