// The memory that the programs in the kernel and our threads share: one value of one mappable array, cut into regions
// (layout.ts).
//
//   transmit programs ──cursor, counters, send times, bins─►┐
//   receive program ──ledger, per host, counters, bins─────►│ one value ◄── mapped by the controller and the threads
//   controller, threads ──hosts, hops, ports, list, rate───►┘
//
// Invariant: as in shared-state.ts every word has one writer, but that programs run on several processors at once: what
// several of them write they write with atomic instructions. The receiving thread empties a flow bin before its time.
import { type BpfMap, createMap, type MapReference, mapArray } from '../../link/bpf.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { addressOfHost, type Hop } from '../order/host-table.ts';
import { BIN_COUNT, COUNTER, type FlowBins, type SharedState } from '../state/shared-state.ts';
import { HOP_BYTES, type Regions, WORD, WORD_COUNT } from './layout.ts';

const EVENTS_BYTES = 1 << 20;
/** Of a hop's bytes (layout.ts), where frames go. */
const HOP_DESTINATION = 8;

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
      smoothedRtt: words(regions.smoothedRtt, hosts),
      rttVariance: words(regions.rttVariance, hosts),
      gap: words(regions.gap, hosts),
      watched: new Uint8Array(memory, regions.watched, hosts).fill(1),
    },
    ledger: words(regions.ledger, Math.ceil(probes / 16)),
  };
}

/** What a scan that goes on has counted before, where the programs count on. */
export function fillCounters(memory: ArrayBuffer, regions: Regions, counters: Float64Array): void {
  const words = stateWords(memory, regions);
  const put = (word: number, counter: number): void => writeWord(words, word, counters[counter]);
  put(WORD.open, COUNTER.open);
  put(WORD.closed, COUNTER.closed);
  put(WORD.filtered, COUNTER.filtered);
  put(WORD.hostsUp, COUNTER.hostsUp);
  for (let slot = 0; slot < 16; slot++) put(WORD.answeredByPass + slot, COUNTER.answeredByPass + slot);
  for (let slot = 0; slot < 16; slot++) put(WORD.openByPass + slot, COUNTER.openByPass + slot);
}

/** The hops as the controller has them: where their frames go is written in the memory that the programs read. */
export function hopViews(memory: ArrayBuffer, regions: Regions, hops: readonly Hop[]): Hop[] {
  return hops.map((hop, index) => {
    if (hop.destinationMac === null) return hop;
    return { ...hop, destinationMac: new Uint8Array(memory, regions.hops + index * HOP_BYTES + HOP_DESTINATION, 6) };
  });
}

type Facts = Pick<EngineSetup, 'table' | 'hops' | 'interfaces' | 'portNumbers' | 'forms' | 'excluded'>;

/** Writes what the programs look up: hosts, hops, ports and how they are asked, exclusions. */
export function fillMemory(memory: ArrayBuffer, regions: Regions, facts: Facts): void {
  const { table, hops, interfaces, portNumbers, forms, excluded } = facts;
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
    hopView.setUint32(at, hop.sources[0], true);
    hopView.setUint32(at + 4, interfaces[hop.interfaceSlot].index, true);
    for (let k = 0; k < 6; k++) {
      hopView.setUint8(at + HOP_DESTINATION + k, hop.destinationMac?.[k] ?? 0);
      hopView.setUint8(at + 14 + k, hop.sourceMac?.[k] ?? 0);
    }
  });
  new Uint16Array(memory, regions.ports, portNumbers.length).set(portNumbers);
  const formTables = new Uint8Array(memory, regions.forms, portNumbers.length * forms.length);
  for (const [attempt, table] of forms.entries()) formTables.set(table, attempt * portNumbers.length);
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
