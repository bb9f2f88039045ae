// What a scan takes of memory at the most, known before it begins. Where that is more than it may, the scan goes without
// a ledger and without anything by host: then it is bounded whatever the number of hosts.
//
//   by probe   ledger 2 bits, told 1 bit
//   by host    counters in the shared state; what sender, planner and event reader keep
//   bounded    send times, lists of probes to ask again, events, details and reasons of ports
//
// What ARP brought (link/arp/arp-answers.ts) has been given back before.
import { eventReaderBytes } from '../book/event-reader.ts';
import { ASKER_BYTES } from '../order/askers.ts';
import { hostTableBytes } from '../order/host-table.ts';
import { attemptsBytes } from '../passes/attempts.ts';
import { listMemoryBytes } from '../passes/pass-list.ts';
import { ledgerBytes } from './ledger.ts';
import { numberTableBytes } from './number-table.ts';
import { STATELESS_OPEN_MOST, sharedStateBytes } from './shared-state.ts';

/** A ledger's index has 32 bits. */
const PROBES_MOST = 2 ** 32;
/** What else is kept of a host: when its next probe is due (probe-walk.ts), whether it is mute (host-watch.ts), who asks. */
const OTHER_HOST_BYTES = 8 + 1 + ASKER_BYTES;

export interface ScanSize {
  readonly hosts: number;
  readonly ports: number;
  /** Of the host table. */
  readonly segments: number;
}

export interface MemoryPlan {
  /** Bytes at the most, with a ledger. */
  readonly wanted: number;
  /** Bytes at the most, as it will be. */
  readonly bytes: number;
  /** 32-bit words; 0: without a ledger. */
  readonly ledgerWords: number;
}

/** `limit`: bytes that a scan may take. */
export function planMemory(size: ScanSize, limit: number): MemoryPlan {
  const wanted = statefulBytes(size);
  const probes = size.hosts * size.ports;
  if (probes <= PROBES_MOST && wanted <= limit) return { wanted, bytes: wanted, ledgerWords: ledgerBytes(probes) / 4 };
  return { wanted, bytes: statelessBytes(size), ledgerWords: 0 };
}

function statefulBytes({ hosts, ports, segments }: ScanSize): number {
  const probes = hosts * ports;
  const shared = sharedStateBytes(hosts, probes, ledgerBytes(probes) / 4) + hostTableBytes(segments);
  const threads = hosts * OTHER_HOST_BYTES + attemptsBytes(hosts) + listMemoryBytes(probes);
  return shared + threads + eventReaderBytes(hosts, ports, true);
}

function statelessBytes({ hosts, ports, segments }: ScanSize): number {
  const probes = hosts * ports;
  const remembered = numberTableBytes(Math.min(probes, STATELESS_OPEN_MOST));
  return sharedStateBytes(0, probes, 0) + hostTableBytes(segments) + remembered + eventReaderBytes(hosts, ports, false);
}
