// Turns the receiver's events into findings: hosts that are up, and their open ports (port-book.ts).
//
//   event           syn                 udp                             icmp, discover    arp
//   EVENT_OPEN      up, port open       up, port open                   up                up, with its MAC address
//   EVENT_HOST_UP   up: first RST       up: first port unreachable      -                 -
//   EVENT_ICMP      why a port is filtered; up where the host itself says so              -
//                   of a router, where hosts are looked for: what it says of the network (refusals.ts)
import type { Finding, HostFinding, PortReason } from '../../finding/finding.ts';
import { SHOWS_RST } from '../../probe/answer.ts';
import { asksPorts } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import { formatIpv4, formatMac } from '../../wire/address.ts';
import { writeU16, writeU32 } from '../../wire/bytes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { addressOfHost, hostOfAddress } from '../order/host-table.ts';
import { createHostSet, hostSetBytes } from '../state/host-set.ts';
import { CLOSED, get, OPEN } from '../state/ledger.ts';
import { createNumberTable, numberTableBytes } from '../state/number-table.ts';
import { createResponseReader } from '../state/response-ring.ts';
import { COMMAND, EVENT_COUNT, EVENT_HOST_UP, EVENT_ICMP, EVENT_OPEN, EVENT_WORDS } from '../state/shared-state.ts';
import { hopsOf } from './hops.ts';
import { icmpReason } from './icmp-reason.ts';
import { createPortBook, type PortBook, portBookBytes } from './port-book.ts';
import { createRefusals } from './refusals.ts';

/** So many filtered ports have a reason of their own; of more it is only known that a router refused. */
const REASONS_MOST = 2 ** 20;

export interface EventReader {
  /** Emits what has come since the last call. */
  drain(): void;
  /** Tells what the ledger has of a scan that goes on: whoever heard it before may have been gone too soon to keep it. */
  recall(): void;
  readonly ports: Omit<PortBook, 'open' | 'look'>;
  /** ICMP reason of a filtered port, where one was told. */
  reasonOf(host: number, port: number): PortReason | undefined;
  /** What routers said of hosts that were looked for, and are not there. */
  refusals(): readonly Finding[];
  /** The host has shown that it is there. */
  isUp(host: number): boolean;
  /** The first host from this one on that has; where none has, the number of hosts. With a ledger only. */
  nextUp(host: number): number;
  /** How many hosts have. */
  hostsUp(): number;
}

/** Bytes that the reader of a scan takes at the most. */
export function eventReaderBytes(hosts: number, ports: number, stateful: boolean): number {
  const reasons = stateful ? numberTableBytes(Math.min(hosts * ports, REASONS_MOST)) : 0;
  return hostSetBytes(hosts, stateful) + reasons + (stateful ? portBookBytes(hosts, ports) : 0);
}

/** `neighbours`: addresses that answered ARP, which has been told. */
export function createEventReader(
  setup: EngineSetup,
  neighbours: ReadonlySet<number>,
  emit: (finding: Finding) => void,
  /** Told of ports that answered, one of each host at least. */
  onAnswer: (host: number, port: number, open: boolean) => void = () => {},
): EventReader {
  const { commands, events, ledger } = setup.state;
  const probe = PROBES[setup.probe];
  const { meaning } = probe;
  const up = createHostSet(setup.table.hosts, ledger.length > 0);
  const ports = createPortBook(setup, emit);
  const takeResponse = setup.responses === null ? null : createResponseReader(setup.responses);
  /** By host and port, which of the reasons below, from 1. */
  const reasons = createNumberTable(REASONS_MOST);
  const reasonCodes: PortReason[] = [];
  const refusals = createRefusals();
  for (const address of neighbours) {
    const host = hostOfAddress(setup.table, address);
    if (host >= 0) up.add(host);
  }

  /** `entry`: of the event that shows it. */
  function hostUp(host: number, address: number, reason: HostFinding['reason'], entry: number): void {
    if (!up.add(host)) return;
    const rttMs = events[entry + 4] / 1000;
    const ttl = events[entry + 3] >>> 16;
    emit({
      type: 'host',
      ip: formatIpv4(address),
      state: 'up',
      reason,
      ...(meaning.showsMac ? { mac: macOf(events[entry + 5], events[entry + 6]) } : {}),
      ...(reason === 'mask-reply' ? { mask: formatIpv4(events[entry + 6] >>> 0) } : {}),
      ...(rttMs > 0 ? { rttMs } : {}),
      ...(ttl > 0 ? { ttl, hops: hopsOf(ttl) } : {}),
    });
  }

  /** Of an answer that shows that the host is there. */
  function whyUp(port: number, sign: number): HostFinding['reason'] {
    if (meaning.upBy === undefined) return meaning.up;
    return sign > 0 && sign < SHOWS_RST ? icmpReason(sign) : meaning.upBy(port, sign);
  }

  function rememberReason(host: number, port: number, icmp: number): void {
    const reason = icmpReason(icmp);
    let code = reasonCodes.indexOf(reason) + 1;
    if (code === 0) code = reasonCodes.push(reason);
    reasons.set(host * 65536 + port, code);
  }

  function reasonOf(host: number, port: number): PortReason | undefined {
    return reasonCodes[reasons.get(host * 65536 + port) - 1];
  }

  /** Of a host that is up its open ports, and one that is closed. */
  function recallHost(host: number): void {
    const { hosts } = setup.state;
    const [open, closed] = [hosts.open[host], hosts.closed[host]];
    if (open + closed === 0) return;
    if (up.add(host)) {
      const reason = open === 0 && meaning.port !== null ? meaning.port.closed : meaning.up;
      emit({ type: 'host', ip: formatIpv4(addressOfHost(setup.table, host)), state: 'up', reason });
    }
    let left = open;
    let isClosedKnown = closed === 0;
    for (let index = 0; index < setup.portNumbers.length && (left > 0 || !isClosedKnown); index++) {
      const state = get(ledger, host * setup.portNumbers.length + index);
      const port = setup.portNumbers[index];
      if (state === OPEN) {
        left--;
        onAnswer(host, port, true);
        if (meaning.port !== null) ports.open(host, port, 0, 0, null);
      } else if (state === CLOSED && !isClosedKnown) {
        isClosedKnown = true;
        onAnswer(host, port, false);
      }
    }
  }

  return {
    ports,
    recall() {
      if (ledger.length > 0) for (let host = 0; host < setup.table.hosts; host++) recallHost(host);
    },
    drain() {
      const written = Atomics.load(commands, COMMAND.eventsWritten);
      let read = Atomics.load(commands, COMMAND.eventsRead);
      for (; read !== written; read = (read + 1) | 0) {
        const entry = (read & (EVENT_COUNT - 1)) * EVENT_WORDS;
        const host = events[entry + 1] >>> 0;
        const port = events[entry + 2];
        const address = addressOfHost(setup.table, host);
        if (events[entry] === EVENT_OPEN) {
          hostUp(host, address, whyUp(port, events[entry + 5]), entry);
          onAnswer(host, port, true);
          if (meaning.port !== null) {
            const response = takeResponse?.(read, host, port) ?? null;
            ports.open(host, port, events[entry + 3] >>> 0, events[entry + 4], response);
          }
        } else if (events[entry] === EVENT_HOST_UP) {
          onAnswer(host, port, false);
          hostUp(host, address, meaning.port?.closed ?? meaning.up, entry);
        } else if (events[entry] === EVENT_ICMP) {
          if (asksPorts(probe)) rememberReason(host, port, events[entry + 5]);
          // An error that the host itself sends shows that it is there; one from a router shows nothing of it.
          const sender = events[entry + 6] >>> 0;
          if (sender === address) hostUp(host, address, icmpReason(events[entry + 5]), entry);
          else if (!asksPorts(probe)) refusals.take(address, sender, icmpReason(events[entry + 5]));
        }
      }
      Atomics.store(commands, COMMAND.eventsRead, read);
      ports.look();
    },
    refusals: () =>
      refusals.notices((address) => {
        const host = hostOfAddress(setup.table, address);
        return host >= 0 && up.has(host);
      }),
    isUp: up.has,
    nextUp: up.next,
    hostsUp: () => up.size,
    reasonOf,
  };
}

/** From the two words of an event: its upper 16 bits, its lower 32. */
function macOf(high: number, low: number): string {
  const bytes = new Uint8Array(6);
  writeU16(bytes, 0, high);
  writeU32(bytes, 2, low);
  return formatMac(bytes, 0);
}
