// What the ports of one host came to, at the end of a scan.
import type { Finding, HostEndFinding, PortReason, PortState } from '../../finding/finding.ts';
import type { PortMeaning } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { probesOfAddress } from '../order/order.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import { CLOSED, countStates, FILTERED, get, OPEN, UNANSWERED } from '../state/ledger.ts';
import type { EventReader } from './event-reader.ts';

/** Ports that are not open are told one by one where a host has at most this many of them in that state. */
export const TELL_EACH = 25;
/** So many addresses of hosts that answer on every port are listed at the end; each has said so before. */
export const LISTED_MOST = 65_536;

/** Sums over the hosts that are up: answers and silence are of the same hosts. */
export interface Totals {
  hosts: number;
  open: number;
  closed: number;
  filtered: number;
  /** Ports in any of the three states, those of hosts that answer everything too. */
  answered: number;
  /** Asked, and no answer. */
  silent: number;
  readonly limited: string[];
  readonly answersAll: string[];
  answerAll: number;
}

export function createTotals(): Totals {
  const none = { hosts: 0, open: 0, closed: 0, filtered: 0, answered: 0, silent: 0, answerAll: 0 };
  return { ...none, limited: [], answersAll: [] };
}

type Counts = Pick<HostEndFinding, 'open' | 'closed' | 'filtered' | 'openFiltered'>;

export interface HostParts {
  readonly setup: EngineSetup;
  readonly reader: EventReader;
  readonly watch: HostWatch;
  readonly emit: (finding: Finding) => void;
  readonly interrupted: boolean;
}

/** Tells of a host that is up, and adds to `totals`. */
export function tellHost(parts: HostParts, totals: Totals, host: number, address: number): void {
  const { setup, reader, emit } = parts;
  const { meaning } = PROBES[setup.probe];
  totals.hosts++;
  if (!reader.isUp(host)) {
    // Its event was lost; the ledger knows it.
    const closed = setup.state.hosts.open[host] === 0 && meaning.port !== null;
    const reason = closed ? meaning.port.closed : meaning.up;
    emit({ type: 'host', ip: formatIpv4(address), state: 'up', reason });
  }
  if (meaning.port !== null) tellPortsOf(parts, totals, host, address, meaning.port);
}

function tellPortsOf(parts: HostParts, totals: Totals, host: number, address: number, port: PortMeaning): void {
  const { setup, reader, watch, emit, interrupted } = parts;
  const { ledger, hosts } = setup.state;
  const ports = setup.portNumbers.length;
  const [, open, closed, icmp] = countStates(ledger, host * ports, (host + 1) * ports);
  const mine = probesOfAddress(address, ports, setup.shard);
  const answered = open + closed + icmp;
  const unknown = interrupted ? 0 : mine - answered; // an interrupted scan cannot tell silence from not asked
  const mayBeOpen = port.silent === 'open|filtered';
  const counts: Counts = {
    open,
    closed,
    filtered: mayBeOpen ? icmp : icmp + unknown,
    ...(mayBeOpen ? { openFiltered: unknown } : {}),
  };
  totals.answered += answered;
  totals.silent += Math.max(0, Math.min(mine, hosts.sent[host]) - answered);
  totals.closed += closed;
  totals.filtered += icmp;
  const all = reader.ports.answersAll(host);
  if (all) {
    totals.answerAll++;
    if (totals.answersAll.length < LISTED_MOST) totals.answersAll.push(formatIpv4(address));
  } else {
    totals.open += open;
    tellEach(parts, host, address, port, counts);
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
function tellEach(parts: HostParts, host: number, address: number, meant: PortMeaning, counts: Counts): void {
  const { setup, reader, emit, interrupted } = parts;
  const { ledger } = setup.state;
  const missing = counts.open - (counts.open > 0 ? reader.ports.toldOf(host) : 0);
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
    if (state === OPEN && !reader.ports.isTold(host, index)) tell(port, 'open', meant.open);
    if (state === CLOSED && tellClosed) tell(port, 'closed', meant.closed);
    if (state === FILTERED && tellFiltered) tell(port, 'filtered', reader.reasonOf(host, port) ?? 'icmp-unreachable');
    if (state === UNANSWERED && tellSilent) tell(port, meant.silent, 'no-response');
  }
}

function isFew(count: number): boolean {
  return count > 0 && count <= TELL_EACH;
}
