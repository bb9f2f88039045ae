// What the ports of one host came to, at the end of a scan.
import type { Finding, PortReason, PortState } from '../../finding/finding.ts';
import type { PortMeaning } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { probesOfAddress } from '../order/order.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import { CLOSED, countStates, FILTERED, get, OPEN, UNANSWERED } from '../state/ledger.ts';
import type { EventReader } from './event-reader.ts';
import { endHost, type Few, type Totals } from './host-end.ts';

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
  const silent = Math.max(0, Math.min(mine, hosts.sent[host]) - answered);
  const tally = {
    address,
    open,
    closed,
    filtered: icmp,
    silent,
    unknown: interrupted ? 0 : mine - answered, // an interrupted scan cannot tell silence from not asked
    missing: silent,
    answersAll: reader.ports.answersAll(host),
    limit: watch.isLimited(host) ? watch.limitOf(host) : null,
  };
  endHost(tally, port, totals, emit, (few) => tellEach(parts, host, address, port, open, few));
}

/** Open ports whose event was lost (the ledger knows them), and the other states where they are few. */
function tellEach(parts: HostParts, host: number, address: number, meant: PortMeaning, open: number, few: Few): void {
  const { setup, reader, emit } = parts;
  const { ledger } = setup.state;
  const missing = open - (open > 0 ? reader.ports.toldOf(host) : 0);
  // Of a shard the others' ports are silent too.
  const tellSilent = few.silent && setup.shard.count === 1;
  if (missing <= 0 && !few.closed && !few.filtered && !tellSilent) return;
  const tell = (port: number, state: PortState, reason: PortReason): void =>
    emit({ type: 'port', ip: formatIpv4(address), proto: meant.proto, port, state, reason });
  const ports = setup.portNumbers.length;
  for (let index = 0; index < ports; index++) {
    const port = setup.portNumbers[index];
    const state = get(ledger, host * ports + index);
    if (state === OPEN && !reader.ports.isTold(host, index)) tell(port, 'open', meant.open);
    if (state === CLOSED && few.closed) tell(port, 'closed', meant.closed);
    if (state === FILTERED && few.filtered) tell(port, 'filtered', reader.reasonOf(host, port) ?? 'icmp-unreachable');
    if (state === UNANSWERED && tellSilent) tell(port, meant.silent, 'no-response');
  }
}
