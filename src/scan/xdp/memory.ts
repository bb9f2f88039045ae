// The memory that the programs in the kernel and our threads share: one value of one mappable array, cut into regions.
//
//   transmit programs ──cursor, counters, send times, bins─►┐
//   receive program ──ledger, per host, counters, bins─────►│ one value ◄── mapped by the controller and the threads
//   controller, threads ──hosts, hops, ports, list, rate───►┘
//
// Invariant: as in shared-state.ts every word has one writer, but that programs run on several processors at once: what
// several of them write they write with atomic instructions. The receiving thread empties a flow bin before its time.
import { type BpfMap, createMap, type MapReference, mapArray } from '../../link/bpf.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { addressOfHost } from '../host-table.ts';
import { BIN_COUNT, type FlowBins, type SharedState } from '../shared-state.ts';

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
  minimumRtt: 27,
  /** First of 16. */
  answeredByPass: 32,
  /** Written by the receiving thread: the smoothed round-trip time, and the pass that runs, modulo 16. */
  smoothed: 48,
  passSlot: 49,
  generators: 64,
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
  /** When the next frame is due, nanoseconds (CLOCK_MONOTONIC). */
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

const WORD_COUNT = WORD.generators + GENERATORS_MAX * GENERATOR.count;

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
const HOP_BYTES = 32;
const EVENTS_BYTES = 1 << 20;

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
  readonly minimumRtt: number;
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
    portIndex: take(65_536 * 4),
    excluded: take(excludedSlots * 8),
    excludedSlots,
    ledger: take(Math.ceil(probes / 16) * 4),
    sent: perHost(),
    open: perHost(),
    closed: perHost(),
    filtered: perHost(),
    minimumRtt: perHost(),
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

/** What threads need to find the memory: descriptors are the whole process's. */
export interface XdpMemory {
  readonly regions: Regions;
  readonly value: MapReference;
  readonly events: BpfMapHandle;
}

type BpfMapHandle = Pick<BpfMap, 'fd' | 'name' | 'kind' | 'entries'>;

export interface OwnedMemory extends XdpMemory {
  close(): void;
}

/** Makes the array and the ring buffer. Throws BpfError. */
export function createMemory(regions: Regions): OwnedMemory {
  const value = createMap({
    name: 'portolan',
    kind: 'array',
    keySize: 4,
    valueSize: regions.bytes,
    entries: 1,
    mappable: true,
  });
  try {
    const events = createMap({
      name: 'portolan_events',
      kind: 'ringBuffer',
      keySize: 0,
      valueSize: 0,
      entries: EVENTS_BYTES,
    });
    return {
      regions,
      value: { fd: value.fd, name: value.name },
      events: { fd: events.fd, name: events.name, kind: events.kind, entries: events.entries },
      close() {
        value.close();
        events.close();
      },
    };
  } catch (error) {
    value.close();
    throw error;
  }
}

/** Maps the value, up to the send times, into this thread's sight. After `unmap` nobody may look there. */
export function mapMemory({ value, regions }: XdpMemory): { readonly memory: ArrayBuffer; unmap(): void } {
  return mapArray({
    ...value,
    kind: 'array',
    keySize: 4,
    valueSize: regions.sendTimes,
    entries: 1,
    mappable: true,
    close: () => {},
  });
}

/** The state's words as pairs of 32 bits, low half first; `readWord` puts them together. */
export function stateWords(memory: ArrayBuffer, regions: Regions): Uint32Array {
  return new Uint32Array(memory, regions.state, WORD_COUNT * 2);
}

/** Exact up to 2^53. */
export function readWord(words: Uint32Array, word: number): number {
  return words[2 * word] + words[2 * word + 1] * 2 ** 32;
}

/** `value` below 2^32; for words that no program writes meanwhile. */
export function writeWord(words: Uint32Array, word: number, value: number): void {
  words[2 * word] = value;
  words[2 * word + 1] = 0;
}

/** The flow bins, as they are. */
export function binViews(memory: ArrayBuffer, regions: Regions): FlowBins {
  const bins = (begin: number) => new Int32Array(memory, begin, BIN_COUNT);
  return {
    millisecond: bins(regions.binMillisecond),
    sent: bins(regions.binSent),
    frames: bins(regions.binFrames),
    answered: bins(regions.binAnswered),
  };
}

/** The parts of the engine's state that lie in the kernel's memory. */
export function stateViews(
  memory: ArrayBuffer,
  regions: Regions,
  hosts: number,
  probes: number,
): Pick<SharedState, 'bins' | 'hosts' | 'ledger'> {
  const words = (begin: number, count: number) => new Uint32Array(memory, begin, count);
  const bins = binViews(memory, regions);
  bins.millisecond.fill(-1);
  return {
    bins,
    hosts: {
      sent: words(regions.sent, hosts),
      open: words(regions.open, hosts),
      closed: words(regions.closed, hosts),
      filtered: words(regions.filtered, hosts),
      minimumRtt: words(regions.minimumRtt, hosts),
      gap: words(regions.gap, hosts),
      watched: new Uint8Array(memory, regions.watched, hosts).fill(1),
    },
    ledger: words(regions.ledger, Math.ceil(probes / 16)),
  };
}

type Facts = Pick<EngineSetup, 'table' | 'hops' | 'interfaces' | 'portNumbers' | 'excluded'>;

/** Writes what the programs look up: hosts, hops, ports, exclusions. */
export function fillMemory(memory: ArrayBuffer, regions: Regions, facts: Facts): void {
  const { table, hops, interfaces, portNumbers, excluded } = facts;
  const hostWords = new Uint32Array(memory, regions.table, regions.hostSlots * 2).fill(0xffffffff);
  for (let segment = 0; segment < table.address.length; segment++) {
    const end = segment + 1 < table.host.length ? table.host[segment + 1] : table.hosts;
    for (let host = table.host[segment]; host < end; host++) {
      hostWords[2 * host] = addressOfHost(table, host);
      hostWords[2 * host + 1] = table.hop[segment];
    }
  }
  const hopView = new DataView(memory, regions.hops, hops.length * HOP_BYTES);
  hops.forEach((hop, index) => {
    const at = index * HOP_BYTES;
    hopView.setUint32(at, hop.source, true);
    hopView.setUint32(at + 4, interfaces[hop.interfaceSlot].index, true);
    for (let k = 0; k < 6; k++) {
      hopView.setUint8(at + 8 + k, hop.destinationMac?.[k] ?? 0);
      hopView.setUint8(at + 14 + k, hop.sourceMac?.[k] ?? 0);
    }
  });
  new Uint16Array(memory, regions.ports, portNumbers.length).set(portNumbers);
  const portIndex = new Uint32Array(memory, regions.portIndex, 65_536);
  portNumbers.forEach((port, index) => {
    portIndex[port] = index + 1;
  });
  const ranges = new Uint32Array(memory, regions.excluded, regions.excludedSlots * 2).fill(0xffffffff);
  excluded.forEach(([first, last], index) => {
    ranges[2 * index] = first;
    ranges[2 * index + 1] = last;
  });
}
