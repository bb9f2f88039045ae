// The end of a scan by the planner's passes: what every host's ports came to (host-verdict.ts), and what that is in all.

import { PROBES } from '../../probe/probes.ts';
import type { Engine } from '../engine-name.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { addressOfHost, segmentEnd } from '../order/host-table.ts';
import { countProbes, probesOfAddress } from '../order/order.ts';
import type { Reach } from '../reach/found.ts';
import { COMMAND, COUNTER, STATELESS_OPEN_MOST } from '../state/shared-state.ts';
import { endOf } from './end.ts';
import { createTotals, type Totals } from './host-end.ts';
import { type HostParts, tellHost } from './host-verdict.ts';

interface Parts extends HostParts {
  readonly reach: Pick<Reach, 'hostsAsked' | 'localUp' | 'arpDrops'>;
  readonly engine: Engine;
  /** The way there was lost, so that not all was asked as often as it should. */
  readonly isLost: boolean;
  readonly elapsedMs: number;
}

export function writeVerdict(given: Parts): void {
  const { setup, reach, emit, interrupted, isLost, elapsedMs, engine } = given;
  const cutShort = interrupted || isLost;
  const parts = { ...given, interrupted: cutShort };
  const { counters, ledger } = setup.state;
  const stateless = ledger.length === 0 && setup.table.hosts > 0;
  const totals = createTotals();
  if (stateless) takeStateless(totals, parts);
  else tellHosts(parts, totals);
  emitNotices(parts, stateless);
  const { planned, asked, answered } = countAll(parts, totals, stateless);
  const end = endOf(totals, {
    hostsAsked: reach.hostsAsked,
    otherUp: reach.localUp,
    port: PROBES[setup.probe].meaning.port,
    planned,
    asked,
    answered,
    retransmitted: Math.max(0, counters[COUNTER.sent] + counters[COUNTER.canariesAlone] - asked),
    cutShort,
    knowsSilent: !stateless,
    strays: counters[COUNTER.strays],
    duplicates: counters[COUNTER.duplicates],
    late: counters[COUNTER.late],
    kernelDrops: counters[COUNTER.kernelDrops] + reach.arpDrops,
    interrupted,
    stateless,
    elapsedMs,
    probe: setup.probe,
    engine,
  });
  emit(end);
}

/**
 * The events have told who is up. Where one was lost, or may still lie in the kernel's ring buffer, the counters know. To
 * look at those of 16 million hosts takes longer than Ctrl-C should.
 */
function tellHosts(parts: Parts, totals: Totals): void {
  const { setup, reader, engine } = parts;
  const { table, state } = setup;
  const sure = engine !== 'kernel' && state.counters[COUNTER.eventsLost] === 0;
  for (let host = sure ? reader.nextUp(0) : 0; host < table.hosts; host = sure ? reader.nextUp(host + 1) : host + 1) {
    if (!sure && state.hosts.open[host] === 0 && state.hosts.closed[host] === 0 && !reader.isUp(host)) continue;
    tellHost(parts, totals, host, addressOfHost(table, host));
  }
}

function takeStateless(totals: Totals, { setup, reader }: Parts): void {
  const { counters } = setup.state;
  totals.hosts = reader.hostsUp();
  totals.open = reader.ports.told;
  totals.closed = counters[COUNTER.closed];
  totals.filtered = counters[COUNTER.filtered];
}

function emitNotices({ setup, reader, emit }: Parts, stateless: boolean): void {
  const { counters } = setup.state;
  const notice = (code: string, text: string): void => emit({ type: 'notice', code, text });
  if (counters[COUNTER.refused] > 0) {
    const frames = counters[COUNTER.refused].toLocaleString('en');
    const text = `our own kernel refused to send ${frames} frames: a firewall rule here, no way there, or an interface that went down`;
    notice('N_REFUSED', text);
  }
  for (const each of reader.refusals()) emit(each);
  if (!stateless) return; // with a ledger all are told above
  if (counters[COUNTER.eventsLost] > 0) {
    const lost = counters[COUNTER.eventsLost].toLocaleString('en');
    const text = `${lost} answers came faster than they could be told and are missing: scan fewer hosts at a time, or set --rate`;
    notice('N_EVENTS_LOST', text);
  }
  if (reader.ports.told > STATELESS_OPEN_MOST) {
    const most = STATELESS_OPEN_MOST.toLocaleString('en');
    notice('N_TOLD_TWICE', `more than ${most} open ports: of those after them some may be told and counted twice`);
  }
}

/** What there was to ask, was asked, and answered: pairs of address and port; where one answer of a host is enough, hosts. */
function countAll(
  { setup }: Parts,
  totals: Totals,
  stateless: boolean,
): { readonly planned: number; readonly asked: number; readonly answered: number } {
  const { counters, hosts } = setup.state;
  const planned = countProbes(setup);
  if (stateless) {
    const asked = Math.min(planned, counters[COUNTER.sent]);
    return { planned, asked, answered: Math.min(asked, counters[COUNTER.answered]) };
  }
  if (PROBES[setup.probe].firstAnswerEnds !== true) {
    return { planned, asked: countAsked(setup, planned), answered: counters[COUNTER.answered] };
  }
  let asked = 0;
  for (let host = 0; host < setup.table.hosts; host++) if (hosts.sent[host] > 0) asked++;
  return { planned: setup.table.hosts, asked, answered: totals.hosts };
}

/** Distinct pairs asked: in the first pass each frame is one; later, per host as many as were sent, at most all. */
function countAsked({ table, portNumbers, shard, state }: EngineSetup, planned: number): number {
  if (Atomics.load(state.commands, COMMAND.pass) <= 1) return Math.min(planned, state.counters[COUNTER.sent]);
  const { sent } = state.hosts;
  const ports = portNumbers.length;
  let asked = 0;
  for (let segment = 0; segment < table.address.length; segment++) {
    const first = table.host[segment];
    const end = segmentEnd(table, segment);
    for (let host = first; host < end; host++) {
      if (sent[host] === 0) continue;
      asked += Math.min(probesOfAddress(table.address[segment] + (host - first), ports, shard), sent[host]);
    }
  }
  return asked;
}
