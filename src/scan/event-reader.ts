// Turns the receiver's events into findings, and holds back the ports of hosts that look as if they answered on every
// port, until that is clear.
import type { Finding, PortReason } from '../finding/finding.ts';
import { formatIpv4 } from '../wire/address.ts';
import type { EngineSetup } from './engine-setup.ts';
import { addressOfHost } from './host-table.ts';
import { icmpReason } from './icmp-reason.ts';
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
  /** Open ports told or held back, by host. */
  readonly reported: ReadonlyMap<number, ReadonlySet<number>>;
}

export function createEventReader(
  setup: EngineSetup,
  neighbours: ReadonlySet<number>,
  emit: (finding: Finding) => void,
): EventReader {
  const { commands, events, hosts } = setup.state;
  const judge = createTarpitJudge(setup.portNumbers.length);
  const up = new Set<number>();
  const held = new Map<number, Finding[]>();
  const reported = new Map<number, Set<number>>();
  const reasons = new Map<number, PortReason>();

  function hostUp(host: number, address: number, reason: PortReason, rttMs: number): void {
    if (up.has(host)) return;
    up.add(host);
    if (neighbours.has(address)) return; // its ARP reply has said so
    emit({ type: 'host', ip: formatIpv4(address), state: 'up', reason, ...(rttMs > 0 ? { rttMs } : {}) });
  }

  function open(host: number, address: number, port: number, ttlWindow: number, rttMs: number): void {
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
      proto: 'tcp',
      port,
      state: 'open',
      reason: 'syn-ack',
      ...(ttlWindow === 0 ? {} : { ttl: ttlWindow >>> 16, window: ttlWindow & 0xffff }),
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
          hostUp(host, address, 'syn-ack', rttMs);
          open(host, address, port, events[entry + 3], rttMs);
        } else if (events[entry] === EVENT_HOST_UP) {
          hostUp(host, address, 'rst', rttMs);
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
    reasonOf: (host, port) => reasons.get(host * 65536 + port),
  };
}
