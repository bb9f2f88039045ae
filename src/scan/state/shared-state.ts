// The memory that the engine's threads share, and who writes what.
//
//   controller ──commands──► sender ──frames──► network ──frames──► receiver
//        ▲                     │ counters, send times                  │ ledger, counters, findings
//        └─────────────────────┴───────────────────────────────────────┘
//
// Invariant: every word has one writer, so nothing needs a lock; a reader may be one update behind. Two exceptions: the
// sender empties a flow bin when it takes it up again, eight seconds after the receiver last had a reason to write there;
// and in the kernel engine the programs on several processors change the same words, by atomic instructions. Commands
// and counters there are the threads' own, copied from what the programs keep (kernel/receiver.ts).

/** Milliseconds that the flow bins remember; a power of two. */
export const BIN_COUNT = 8192;

/** Entries of the ring in which the receiver hands findings to the controller; a power of two. */
export const EVENT_COUNT = 16384;
/**
 * 32-bit words of one entry: kind, host index, port, ttl<<16|window, RTT in microseconds, icmp, address. An ARP reply has
 * its sender's MAC address in the last two, the upper 16 bits first.
 */
export const EVENT_WORDS = 8;
export const EVENT_OPEN = 1;
export const EVENT_ICMP = 2;
export const EVENT_HOST_UP = 3;

/** Commands, 32-bit. The controller writes them, but for those that say who else does. */
export const COMMAND = {
  /** Number of the pass that runs, from 1; 0 before the first. */
  pass: 0,
  /** 1: end the threads. */
  stop: 1,
  /** Frames a second that the sender aims at. */
  rate: 2,
  /** The pass the receiver has taken up (receiver writes). */
  receiverPass: 3,
  /** Entries of the event ring written (receiver writes) and read. */
  eventsWritten: 4,
  eventsRead: 5,
  /** 1: the pass ends at once (interrupted). */
  abandon: 6,
  /** 1: the first frames have really left (the kernel engine's receiver writes). */
  proved: 7,
  /** First of 8, one for each thread that sends: the pass it has finished (it writes). */
  sentPass: 8,
  /** Not 0: nothing is sent for now; the sum of why (PAUSE). */
  paused: 16,
  /** First of 16, by the slot of the pass: when its last frame went, microseconds since the start, 31 bits. */
  passSentAt: 17,
  /** A canary goes out for every so many probes, 0: none; and how many are known (canaries.ts). */
  canaryEvery: 33,
  canaryCount: 34,
  words: 48,
} as const;

/** The way there bears nothing (outage.ts); a next hop is asked where it is (hop-turn.ts); whoever asked wants it (reins.ts). */
export const PAUSE = { outage: 1, hop: 2, person: 4 } as const;

/**
 * Counters, doubles: the sender's, from `answered` on the receiver's, and two of the controller's. In the kernel engine the
 * receiver writes all but those.
 */
export const COUNTER = {
  sent: 0,
  /** Places of the order passed in this pass, sent or not. */
  position: 1,
  /** Probes of this pass that were put off, because their host has a rate of its own. */
  deferred: 2,
  refused: 3,
  lastSendMicros: 5,
  excludedHits: 6,
  answered: 8,
  open: 9,
  closed: 10,
  filtered: 11,
  duplicates: 12,
  strays: 13,
  late: 14,
  kernelDrops: 15,
  smoothedRtt: 16,
  rttVariance: 17,
  hostsUp: 19,
  /** When the receiver last found nothing waiting, microseconds since the start. */
  idleMicros: 20,
  eventsLost: 21,
  /** Answers to canaries that went out among the probes. */
  canariesHeard: 22,
  /** Canaries that the controller sent one by one, beside `sent`. */
  canariesAlone: 23,
  /** First of 16: probes answered by the slot of the pass that asked. */
  answeredByPass: 24,
  /** Frames a second that senders never exceed; 0: no limit (the controller's). */
  rateCap: 40,
  /** First of 16: those of them that are open. */
  openByPass: 41,
  words: 57,
} as const;

/** Flow bins: for every millisecond of sending, how many probes to hosts that talk, and how they fared. */
export interface FlowBins {
  /** Which millisecond since the start the bin holds. */
  readonly millisecond: Int32Array;
  /** Probes sent to hosts that are watched and talk. */
  readonly sent: Int32Array;
  /** All frames sent. */
  readonly frames: Int32Array;
  /** Of `sent`, answered. By the millisecond in which the probe was sent. */
  readonly answered: Int32Array;
}

/** Per host, by host index, and who writes it. Empty arrays where the scan is stateless. */
export interface HostCounters {
  /** Sender. */
  readonly sent: Uint32Array;
  /** Receiver. */
  readonly open: Uint32Array;
  readonly closed: Uint32Array;
  readonly filtered: Uint32Array;
  /** Receiver: the smoothed round-trip time and its variance, as link/rtt.ts keeps them; 0 before the first measurement. */
  readonly smoothedRtt: Uint32Array;
  readonly rttVariance: Uint32Array;
  /** Controller: microseconds between two probes, 0 for no limit of its own. */
  readonly gap: Uint32Array;
  /** Controller: 1 where its answers tell about the way there (a host that answers nearly everything). */
  readonly watched: Uint8Array;
}

/** So many probes that were answered may be asked again as canaries. */
export const CANARIES_MAX = 64;
/** Canaries remembered that went out among the probes; a power of two. Older ones have had their time. */
export const CANARIES_SENT = 4096;

export interface CanaryWords {
  /** Ledger indices, as many as COMMAND.canaryCount says (controller). */
  readonly probe: Uint32Array;
  /**
   * A ring of those that went out, the next at `sent[0]`: which, and when, as `sendTimes` (sender; the receiver sets the
   * time to 0 once it is answered). One may be asked several times before its first answer comes.
   */
  readonly sent: Uint32Array;
  readonly sentProbe: Uint32Array;
  readonly sentAt: Uint32Array;
}

export interface SharedState {
  readonly commands: Int32Array;
  readonly counters: Float64Array;
  readonly events: Int32Array;
  readonly bins: FlowBins;
  readonly hosts: HostCounters;
  /** 2 bits a probe; length 0 where stateless. */
  readonly ledger: Uint32Array;
  /** When the probe at each place of the order was sent: microseconds since the start << 1 | counted in the bins. */
  readonly sendTimes: Uint32Array;
  readonly canaries: CanaryWords;
}

/** A scan without a ledger remembers so many open ports; of more it may tell one twice. */
export const STATELESS_OPEN_MOST = 2 ** 22;

/** Bytes of what `createSharedState` keeps of a host (HostCounters). */
export const HOST_BYTES = 7 * 4 + 1;

const CORE_BYTES =
  COMMAND.words * 4 + COUNTER.words * 8 + EVENT_COUNT * EVENT_WORDS * 4 + (CANARIES_MAX + 1 + 2 * CANARIES_SENT) * 4;
/** Every array begins at a multiple of so much. */
const ALIGNMENT = 8;
const ARRAYS = 21;

/** Bytes that `createSharedState` takes. `hosts`: of which it keeps something; 0 without a ledger. */
export function sharedStateBytes(hosts: number, probes: number, ledgerWords: number): number {
  const arrays = 4 * BIN_COUNT * 4 + hosts * HOST_BYTES + ledgerWords * 4 + sendTimeSlots(probes) * 4;
  return CORE_BYTES + arrays + ARRAYS * ALIGNMENT;
}

/** 4 MB; a probe's place is used again when so many more have been sent: seconds later at the least. */
const SEND_TIMES_MAX = 1 << 20;

/** Takes arrays from one memory, one after another: made, and handed to a thread, that costs less than a memory for each. */
type Take = <Taken>(
  kind: new (memory: SharedArrayBuffer, at: number, length: number) => Taken,
  length: number,
) => Taken;

function memoryOf(bytes: number): Take {
  const memory = new SharedArrayBuffer(bytes);
  let at = 0;
  return (kind, length) => {
    const taken = new kind(memory, at, length);
    at = Math.ceil((at + (taken as ArrayBufferView).byteLength) / ALIGNMENT) * ALIGNMENT;
    return taken;
  };
}

/** What both engines have in memory of their own; the rest of the kernel engine's state is the kernel's memory. */
export function createSharedCore(
  take: Take = memoryOf(CORE_BYTES + ARRAYS * ALIGNMENT),
): Pick<SharedState, 'commands' | 'counters' | 'events' | 'canaries'> {
  return {
    commands: take(Int32Array, COMMAND.words),
    counters: take(Float64Array, COUNTER.words),
    events: take(Int32Array, EVENT_COUNT * EVENT_WORDS),
    canaries: {
      probe: take(Uint32Array, CANARIES_MAX),
      sent: take(Uint32Array, 1),
      sentProbe: take(Uint32Array, CANARIES_SENT),
      sentAt: take(Uint32Array, CANARIES_SENT),
    },
  };
}

function sendTimeSlots(probes: number): number {
  let slots = 1 << 10;
  while (slots < probes && slots < SEND_TIMES_MAX) slots *= 2;
  return slots;
}

export function createSharedState(hosts: number, probes: number, ledgerWords: number): SharedState {
  const perHost = ledgerWords > 0 ? hosts : 0;
  const take = memoryOf(sharedStateBytes(perHost, probes, ledgerWords));
  return {
    ...createSharedCore(take),
    bins: {
      millisecond: take(Int32Array, BIN_COUNT).fill(-1),
      sent: take(Int32Array, BIN_COUNT),
      frames: take(Int32Array, BIN_COUNT),
      answered: take(Int32Array, BIN_COUNT),
    },
    hosts: {
      sent: take(Uint32Array, perHost),
      open: take(Uint32Array, perHost),
      closed: take(Uint32Array, perHost),
      filtered: take(Uint32Array, perHost),
      smoothedRtt: take(Uint32Array, perHost),
      rttVariance: take(Uint32Array, perHost),
      gap: take(Uint32Array, perHost),
      watched: take(Uint8Array, perHost).fill(1),
    },
    ledger: take(Uint32Array, ledgerWords),
    sendTimes: take(Uint32Array, sendTimeSlots(probes)),
  };
}

/** One round through the probes: all of them in the keyed order, or a list of those that stayed silent. */
export interface Pass {
  /** From 1; `slotOf` says by which source port it asks. */
  readonly number: number;
  /** Ledger indices to ask again, ascending; null for the whole order. */
  readonly list: Uint32Array | null;
  /** Of the whole order, where a scan that was begun before goes on: what is answered already is passed over. */
  readonly from?: number;
}

/** Of the 16 source ports, the one that canaries go by. */
export const CANARY_SLOT = 15;

/** Which of the 16 source ports, from 0, a pass asks by: the first has its own, the later ones share 2 to 14 in turn. */
export function slotOf(passNumber: number): number {
  return passNumber < CANARY_SLOT ? passNumber : 2 + ((passNumber - 2) % (CANARY_SLOT - 2));
}
