// What a journal knows becomes the state of a scan that has not begun: who answered what, and where the order was.
import { CLOSED, OPEN } from '../../probe/answer.ts';
import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { type HostTable, hostOfAddress } from '../order/host-table.ts';
import { createShuffle, shuffle } from '../order/permutation.ts';
import { setOnce } from '../state/ledger.ts';
import { COUNTER } from '../state/shared-state.ts';
import type { Before } from './journal.ts';

/** However long a host took to answer, it is waited for so long at the most, microseconds; as link/rtt.ts keeps the time. */
const RTT_MOST = 10_000_000 * 8;

/** Where a scan goes on. */
export interface Resumed {
  /** Places of the whole order that have gone. */
  readonly position: number;
  readonly pass: number;
  /** Nothing is walked any more: what is silent is asked, host by host. */
  readonly repeats: boolean;
  readonly made: Uint8Array;
  readonly whole: Uint8Array;
  readonly elapsedMs: number;
}

/**
 * Every probe that was answered, of hosts that are targets now.
 */
export function eachAnswered(
  before: Before,
  table: HostTable,
  take: (host: number, portIndex: number, state: number) => void,
): void {
  let host = -1;
  before.each(
    ({ address }) => {
      host = hostOfAddress(table, address);
    },
    (portIndex, state) => {
      if (host >= 0) take(host, portIndex, state);
    },
  );
}

/**
 * Into ledger and counters. Where the hosts are not those of then (one is gone, another came), what was silent is asked again as if it
 * had not been asked.
 */
export function restore(
  before: Before,
  setup: Pick<EngineSetup, 'state' | 'table' | 'portNumbers' | 'orderSeeds' | 'probe'>,
): Resumed {
  const { state, table, portNumbers } = setup;
  const { hosts, ledger, counters } = state;
  const ports = portNumbers.length;
  const isSame = before.isOf(table);
  const kept = ledger.length > 0 ? table.hosts : 0;
  const [made, whole] = [new Uint8Array(kept), new Uint8Array(kept)];
  const { position, pass, repeats, elapsedMs } = before;
  const stateless = kept === 0;
  if (stateless) return { position: isSame ? position : 0, pass, repeats, made, whole, elapsedMs };
  let host = -1;
  before.each(
    (each) => {
      host = hostOfAddress(table, each.address);
      if (host < 0) return;
      hosts.sent[host] = each.sent;
      hosts.smoothedRtt[host] = Math.min(RTT_MOST, each.smoothedRtt);
      hosts.rttVariance[host] = Math.min(RTT_MOST, each.rttVariance);
      if (isSame) [made[host], whole[host]] = [each.made, each.whole];
    },
    (portIndex, verdict) => {
      if (host < 0 || setOnce(ledger, host * ports + portIndex, verdict) !== 0) return;
      const column = verdict === OPEN ? hosts.open : verdict === CLOSED ? hosts.closed : hosts.filtered;
      column[host]++;
    },
  );
  let up = 0;
  for (let number = 0; number < table.hosts; number++) {
    counters[COUNTER.open] += hosts.open[number];
    counters[COUNTER.closed] += hosts.closed[number];
    counters[COUNTER.filtered] += hosts.filtered[number];
    if (hosts.open[number] + hosts.closed[number] > 0) up++;
  }
  // Where hosts are looked for, what routers say of them is no answer (src/scan/book/answer-book.ts).
  const refused = PROBES[setup.probe].firstAnswerEnds === true ? 0 : counters[COUNTER.filtered];
  const answered = counters[COUNTER.open] + counters[COUNTER.closed] + refused;
  counters[COUNTER.answered] = answered;
  counters[COUNTER.hostsUp] = up;
  counters[COUNTER.sent] = Math.max(before.sent, answered);
  let byOthers = 0;
  for (let slot = 2; slot < 16; slot++) {
    counters[COUNTER.answeredByPass + slot] = Math.min(before.byPass[slot], answered - byOthers);
    byOthers += counters[COUNTER.answeredByPass + slot];
  }
  counters[COUNTER.answeredByPass + 1] = answered - byOthers;
  const goesOn = isSame && !repeats ? Math.min(position, table.hosts * ports) : 0;
  if (isSame && !repeats) limitSent(setup, goesOn);
  return { position: goesOn, pass, repeats: repeats || !isSame, made, whole, elapsedMs };
}

/** Not more than the walk had sent of each host at its place: what was put off (probe-walk.ts, rule 1) was sent less often. */
function limitSent(
  { state, table, orderSeeds }: Pick<EngineSetup, 'state' | 'table' | 'orderSeeds'>,
  position: number,
): void {
  const blocks = Math.floor(position / Math.max(1, table.hosts));
  const more = new Uint8Array(table.hosts);
  const order = createShuffle(Math.max(1, table.hosts), orderSeeds.hosts);
  for (let slot = 0; slot < position - blocks * table.hosts; slot++) more[shuffle(order, blocks, slot)] = 1;
  const { sent } = state.hosts;
  for (let host = 0; host < table.hosts; host++) sent[host] = Math.min(sent[host], blocks + more[host]);
}
