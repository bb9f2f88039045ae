// Turns the receiver's events into findings, and holds back the ports of hosts that look as if they answered on every
// port, until that is clear.
//
//   event           syn                 udp                             icmp              arp
//   EVENT_OPEN      up, port open       up, port open                   up                up, with its MAC address
//   EVENT_HOST_UP   up: first RST       up: first port unreachable      -                 -
//   EVENT_ICMP      why a port is filtered; up where the host itself says so              -
import type { Finding, HostFinding, PortReason } from '../finding/finding.ts';
import { formatIpv4, formatMac } from '../wire/address.ts';
import { writeU16, writeU32 } from '../wire/bytes.ts';
import type { EngineSetup } from './engine-setup.ts';
import { addressOfHost } from './host-table.ts';
import { icmpReason } from './icmp-reason.ts';
import { MEANING, type PortMeaning } from './meaning.ts';
import { COMMAND, EVENT_COUNT, EVENT_HOST_UP, EVENT_ICMP, EVENT_OPEN, EVENT_WORDS } from './shared-state.ts';
import { createTarpitJudge } from './tarpit.ts';

export interface EventReader {
  /** Emits what has come since the last call. */
  drain(): void;
  /** Emits what was held back of hosts that turned out to be ordinary. */
  release(): void;
  /** Host numbers that answer on every port. */
  answersAll(): ReadonlySet<number>;
  /** ICMP reason of a filtered port, where one was told. */
  reasonOf(host: number, port: number): PortReason | undefined;
  /** The host has shown that it is there. */
  isUp(host: number): boolean;
  /** How many hosts have. */
  hostsUp(): number;
  /** Open ports told or held back, by host. */
  readonly reported: ReadonlyMap<number, ReadonlySet<number>>;
}

export function createEventReader(
  setup: EngineSetup,
  neighbours: ReadonlySet<number>,
  emit: (finding: Finding) => void,
  /** Told of ports that answered, one of each host at least. */
  onAnswer: (host: number, port: number, open: boolean) => void = () => {},
): EventReader {
  const { commands, events, hosts } = setup.state;
  const meaning = MEANING[setup.probe];
  // Behind a SYN proxy every port is open; of datagrams, where few answer, no such thing is known.
  const judge = createTarpitJudge(setup.probe === 'syn' ? setup.portNumbers.length : 0);
  const up = new Set<number>();
  const held = new Map<number, Finding[]>();
  const reported = new Map<number, Set<number>>();
  const reasons = new Map<number, PortReason>();

  function hostUp(host: number, address: number, reason: HostFinding['reason'], rttMs: number, mac?: string): void {
    if (up.has(host)) return;
    up.add(host);
    if (neighbours.has(address)) return; // its ARP reply has said so
    const known = { ...(mac === undefined ? {} : { mac }), ...(rttMs > 0 ? { rttMs } : {}) };
    emit({ type: 'host', ip: formatIpv4(address), state: 'up', reason, ...known });
  }

  function open(
    host: number,
    address: number,
    port: number,
    { proto, open: reason }: PortMeaning,
    ttlWindow: number,
    rttMs: number,
  ): void {
    let ports = reported.get(host);
    if (ports === undefined) {
      ports = new Set();
      reported.set(host, ports);
    }
    if (ports.has(port)) return;
    ports.add(port);
    const finding: Finding = {
      type: 'port',
      ip: formatIpv4(address),
      proto,
      port,
      state: 'open',
      reason,
      ...(ttlWindow === 0 ? {} : { ttl: ttlWindow >>> 16 }),
      ...(ttlWindow === 0 || proto === 'udp' ? {} : { window: ttlWindow & 0xffff }),
      ...(rttMs > 0 ? { rttMs } : {}),
    };
    const suspicious = hosts.open.length > 0 && judge.suspicious(ports.size, hosts.open[host], hosts.closed[host]);
    const waiting = held.get(host);
    if (waiting !== undefined) waiting.push(finding);
    else if (suspicious) held.set(host, [finding]);
    else emit(finding);
  }

  return {
    reported,
    drain() {
      const written = Atomics.load(commands, COMMAND.eventsWritten);
      let read = Atomics.load(commands, COMMAND.eventsRead);
      for (; read !== written; read = (read + 1) | 0) {
        const entry = (read & (EVENT_COUNT - 1)) * EVENT_WORDS;
        const host = events[entry + 1] >>> 0;
        const port = events[entry + 2];
        const rttMs = events[entry + 4] / 1000;
        const address = addressOfHost(setup.table, host);
        if (events[entry] === EVENT_OPEN) {
          const mac = setup.probe === 'arp' ? macOf(events[entry + 5], events[entry + 6]) : undefined;
          hostUp(host, address, meaning.up, rttMs, mac);
          onAnswer(host, port, true);
          if (meaning.port !== null) open(host, address, port, meaning.port, events[entry + 3], rttMs);
        } else if (events[entry] === EVENT_HOST_UP) {
          // A refusal by ICMP is limited nearly everywhere.
          if (meaning.port?.proto !== 'udp') onAnswer(host, port, false);
          hostUp(host, address, meaning.port?.closed ?? meaning.up, rttMs);
        } else if (events[entry] === EVENT_ICMP) {
          reasons.set(host * 65536 + port, icmpReason(events[entry + 5]));
          // An error that the host itself sends shows that it is there; one from a router shows nothing of it.
          if (events[entry + 6] >>> 0 === address) hostUp(host, address, icmpReason(events[entry + 5]), rttMs);
        }
      }
      Atomics.store(commands, COMMAND.eventsRead, read);
    },
    release() {
      for (const [host, waiting] of held) {
        if (judge.answersAll(hosts.open[host], hosts.closed[host])) continue;
        for (const finding of waiting) emit(finding);
        held.delete(host);
      }
    },
    answersAll() {
      const all = new Set<number>();
      for (const host of held.keys()) if (judge.answersAll(hosts.open[host], hosts.closed[host])) all.add(host);
      return all;
    },
    isUp: (host) => up.has(host),
    hostsUp: () => up.size,
    reasonOf: (host, port) => reasons.get(host * 65536 + port),
  };
}

/** From the two words of an event: its upper 16 bits, its lower 32. */
function macOf(high: number, low: number): string {
  const bytes = new Uint8Array(6);
  writeU16(bytes, 0, high);
  writeU32(bytes, 2, low);
  return formatMac(bytes, 0);
}
