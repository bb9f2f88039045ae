// The end of a scan: what every host's ports came to, and how complete it all was.
import type { Finding, HostEndFinding, PortReason, PortState } from '../finding/finding.ts';
import { formatIpv4 } from '../wire/address.ts';
import type { EngineSetup } from './engine-setup.ts';
import type { EventReader } from './event-reader.ts';
import { addressOfHost } from './host-table.ts';
import type { HostWatch } from './host-watch.ts';
import { CLOSED, countStates, FILTERED, get, OPEN, UNANSWERED } from './ledger.ts';
import { MEANING, type PortMeaning } from './meaning.ts';
import { probesPerHost } from './planner.ts';
import { countProbes } from './progress.ts';
import type { Reach } from './reach.ts';
import { COUNTER } from './shared-state.ts';
import type { ScanSpec } from './spec.ts';

/** Ports that are not open are told one by one where a host has at most this many of them in that state. */
export const TELL_EACH = 25;

interface Parts {
  readonly spec: ScanSpec;
  readonly setup: EngineSetup;
  readonly reach: Reach;
  readonly reader: EventReader;
  readonly watch: HostWatch;
  readonly emit: (finding: Finding) => void;
  readonly interrupted: boolean;
  /** The way there was lost, so that not all was asked as often as it should. */
  readonly isLost: boolean;
  readonly elapsedMs: number;
  readonly engine: 'ring' | 'xdp';
}

export function writeVerdict(parts: Parts): void {
  const { setup, reach, reader, watch, emit, engine } = parts;
  // A scan that was cut short cannot tell silence from not asked.
  const interrupted = parts.interrupted || parts.isLost;
  const { counters, ledger } = setup.state;
  const stateless = ledger.length === 0 && setup.table.hosts > 0;
  const meaning = MEANING[setup.probe];
  const answersAll = reader.answersAll();
  const totals = { open: 0, up: 0, silentUp: 0, limited: [] as string[] };
  if (stateless) {
    totals.up = reader.hostsUp();
    for (const ports of reader.reported.values()) totals.open += ports.size;
  } else {
    for (let host = 0; host < setup.table.hosts; host++) tellHost(host);
  }

  function tellHost(host: number): void {
    const { hosts } = setup.state;
    const address = addressOfHost(setup.table, host);
    const talks = hosts.open[host] + hosts.closed[host] > 0;
    if (!talks && !reach.neighbours.has(address) && !reader.isUp(host)) return;
    totals.up++;
    if (meaning.port === null) tellLost(host, address);
    else tellHostsPorts(host, address, meaning.port);
  }

  /** A host whose event was lost; the ledger knows it. */
  function tellLost(host: number, address: number): void {
    if (reader.isUp(host) || reach.neighbours.has(address)) return;
    emit({ type: 'host', ip: formatIpv4(address), state: 'up', reason: meaning.up });
  }

  function tellHostsPorts(host: number, address: number, port: PortMeaning): void {
    const { hosts } = setup.state;
    const ports = setup.portNumbers.length;
    const [, open, closed, icmp] = countStates(ledger, host * ports, (host + 1) * ports);
    const mine = probesPerHost(setup)(host);
    const silent = mine - open - closed - icmp;
    const unknown = interrupted ? 0 : silent;
    const mayBeOpen = port.silent === 'open|filtered';
    const counts: Counts = {
      open,
      closed,
      filtered: mayBeOpen ? icmp : icmp + unknown,
      ...(mayBeOpen ? { openFiltered: unknown } : {}),
    };
    const all = answersAll.has(host);
    totals.silentUp += Math.max(0, Math.min(mine, hosts.sent[host]) - (mine - silent));
    if (!all) {
      totals.open += open;
      tellPorts(host, address, port, counts);
    }
    const limited = watch.isLimited(host);
    const perSecond = limited ? watch.limitedPerSecond(host) : null;
    if (limited) totals.limited.push(formatIpv4(address));
    emit({
      type: 'host-end',
      ip: formatIpv4(address),
      ...counts,
      ...(all ? { answersAll: true } : {}),
      ...(perSecond === null ? {} : { limitedPerSecond: perSecond }),
    });
  }

  /** Open ports whose event was lost (the ledger knows them), and the other states where they are few. */
  function tellPorts(host: number, address: number, meant: PortMeaning, counts: Counts): void {
    const reported = reader.reported.get(host);
    const missing = counts.open - (reported?.size ?? 0);
    const tellClosed = isFew(counts.closed);
    const tellFiltered = isFew(counts.filtered);
    // Of a shard the others' ports are silent too.
    const tellSilent = isFew(counts.openFiltered ?? counts.filtered) && !interrupted && setup.shard.count === 1;
    if (missing <= 0 && !tellClosed && !tellFiltered && !tellSilent) return;
    const tell = (port: number, state: PortState, reason: PortReason): void =>
      emit({ type: 'port', ip: formatIpv4(address), proto: meant.proto, port, state, reason });
    const ports = setup.portNumbers.length;
    for (let index = 0; index < ports; index++) {
      const port = setup.portNumbers[index];
      const state = get(ledger, host * ports + index);
      if (state === OPEN && reported?.has(port) !== true) tell(port, 'open', meant.open);
      if (state === CLOSED && tellClosed) tell(port, 'closed', meant.closed);
      if (state === FILTERED && tellFiltered) {
        tell(port, 'filtered', reader.reasonOf(host, port) ?? 'icmp-unreachable');
      }
      if (state === UNANSWERED && tellSilent) tell(port, meant.silent, 'no-response');
    }
  }

  if (counters[COUNTER.refused] > 0) {
    const frames = counters[COUNTER.refused].toLocaleString('en');
    const text = `our own kernel refused to send ${frames} frames: a firewall rule here, or an interface that went down`;
    emit({ type: 'notice', code: 'N_REFUSED', text });
  }
  // With a ledger they are told above; without one nobody knows which they were.
  if (stateless && counters[COUNTER.eventsLost] > 0) {
    const lost = counters[COUNTER.eventsLost].toLocaleString('en');
    const text = `${lost} answers came faster than they could be told and are missing: scan fewer hosts at a time, or set --rate`;
    emit({ type: 'notice', code: 'N_EVENTS_LOST', text });
  }
  const probes = countProbes(setup);
  const asked = Math.min(probes, stateless ? probes : countAsked(setup));
  const answered = counters[COUNTER.answered];
  const toTalkers = answered + totals.silentUp;
  const silentPorts = interrupted ? 0 : totals.silentUp;
  const ports =
    meaning.port === null
      ? { openPorts: 0, closedPorts: 0, filteredPorts: 0 }
      : {
          openPorts: totals.open,
          closedPorts: counters[COUNTER.closed],
          filteredPorts: counters[COUNTER.filtered] + (meaning.port.silent === 'filtered' ? silentPorts : 0),
          ...(meaning.port.silent === 'open|filtered' ? { openFilteredPorts: silentPorts } : {}),
        };
  // Whether a host is there is known of everyone who was asked often enough: who is not there cannot say so.
  const hostsTold = probes === 0 ? 1 : asked / probes;
  emit({
    type: 'end',
    hostsAsked: reach.hostsAsked,
    hostsUp: totals.up + reach.localUp,
    ...ports,
    probes,
    answered,
    retransmitted: Math.max(0, counters[COUNTER.sent] - asked),
    silent: stateless ? 0 : Math.max(0, asked - answered),
    completeness: meaning.port === null ? hostsTold : toTalkers === 0 ? 1 : answered / toTalkers,
    unasked: probes - asked,
    strays: counters[COUNTER.strays],
    duplicates: counters[COUNTER.duplicates],
    late: counters[COUNTER.late],
    limitedHosts: totals.limited,
    answersAllHosts: [...answersAll].map((host) => formatIpv4(addressOfHost(setup.table, host))),
    kernelDrops: counters[COUNTER.kernelDrops],
    interrupted: parts.interrupted,
    stateless,
    elapsedMs: parts.elapsedMs,
    probe: setup.probe,
    engine,
  });
}

type Counts = Pick<HostEndFinding, 'open' | 'closed' | 'filtered' | 'openFiltered'>;

function isFew(count: number): boolean {
  return count > 0 && count <= TELL_EACH;
}

/** Distinct pairs asked: per host as many as were sent, at most all. */
function countAsked(setup: EngineSetup): number {
  const perHost = probesPerHost(setup);
  let asked = 0;
  for (let host = 0; host < setup.table.hosts; host++) asked += Math.min(perHost(host), setup.state.hosts.sent[host]);
  return asked;
}
