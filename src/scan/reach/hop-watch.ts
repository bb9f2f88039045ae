// Follows next hops that move while a scan runs, in the engines' shared memory: where frames go is 6 bytes a hop, which
// the controller alone writes and the sending threads (or the program in the kernel) read for each frame.
import { createHopFollower, type FollowedHop } from '../../link/next-hops/hop-follower.ts';
import type { HopLine } from '../../link/next-hops/hop-line.ts';
import { type HopNotice, movedNotice, twinsNotice } from '../../link/next-hops/hop-notices.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { HostTable } from '../order/host-table.ts';
import type { ScanReins } from '../reins.ts';
import { COUNTER, type HostCounters } from '../state/shared-state.ts';
import type { FoundReach } from './found.ts';
import type { NextHop } from './hop-table.ts';
import { createHopTurn, questionEveryMs } from './hop-turn.ts';

/** How often who watches looks. */
export const HOP_WATCH_MS = 10;
/** Hosts whose figures one look compares. */
const HOSTS_A_LOOK = 512;
/** So many probes without an answer make a host that used to answer a suspect. */
const SILENT_PROBES = 2;
/** Between two questions: 50 a second; under a cap the share that is left for them (`withoutHopShare`). */
const ASK_EVERY_MS = 20;
const ASK_EVERY_CAPPED_MS = 101;
/** A cap below leaves no frame to spare in 100 ms: a question takes the place of a probe (hop-turn.ts). */
const CAP_LEAST = 100;
const HOP_SHARE = 10;
/** A hop that keeps moving is told so often. */
const NOTICES_MOST = 20;

/** What is left of a cap for the probes: one frame in any 100 ms is kept for questions about next hops. */
export function withoutHopShare(reins: ScanReins, { nextHops }: Pick<FoundReach, 'nextHops'>): ScanReins {
  if (nextHops.length === 0) return reins;
  return {
    get paused() {
      return reins.paused;
    },
    get rateCap() {
      const { rateCap } = reins;
      return rateCap === null || rateCap < CAP_LEAST ? rateCap : rateCap - HOP_SHARE;
    },
  };
}

export interface HopWatch {
  /** A look, `now` in milliseconds of a clock that never steps. */
  tick(now: number): void;
}

interface Parts {
  readonly reach: Pick<FoundReach, 'nextHops' | 'interfaces' | 'tell'> & { readonly line: HopLine | null };
  readonly setup: Pick<EngineSetup, 'hops' | 'table'> & {
    readonly state: {
      readonly commands: Int32Array;
      readonly counters: Float64Array;
      readonly hosts: HostCounters;
    };
  };
  /** What is left for the probes. */
  readonly reins: ScanReins;
}

interface Watched extends FollowedHop {
  readonly source: number;
  readonly interfaceName: string;
}

export function createHopWatch({ reach, setup, reins }: Parts, now: number): HopWatch {
  const { line, nextHops, interfaces } = reach;
  const { commands, counters, hosts } = setup.state;
  const watched = nextHops.map(({ hop, ...each }): Watched => {
    const { sources, destinationMac, interfaceSlot } = setup.hops[hop];
    return {
      ...each,
      source: sources[0],
      interfaceName: interfaces[interfaceSlot].name,
      mac: destinationMac as Uint8Array,
    };
  });
  const silence = createSilence(watched, nextHops, setup.table, hosts);
  const turn = createHopTurn(commands);
  let told = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  let answered = 0;

  function tell(notice: HopNotice): void {
    if (told++ < NOTICES_MOST) reach.tell(notice);
  }

  const follower = createHopFollower(
    watched,
    {
      moved(hop, before) {
        tell(movedNotice(hop as Watched, before));
      },
      twins(hop, other) {
        tell(twinsNotice(hop as Watched, other));
      },
    },
    now,
  );

  function ask(line: HopLine, cap: number | null, now: number): void {
    const hop = follower.next(now) as Watched | null;
    if (hop === null) return;
    askedAt = now;
    const question = () => line.ask(hop.interfaceIndex, hop.source, hop.address);
    if (cap !== null && cap < CAP_LEAST) turn.take(question, cap, now);
    else question();
  }

  return {
    tick(now) {
      if (line === null) return;
      line.listen(follower, now);
      turn.tick(now);
      // Where all goes through one hop, any answer shows that it still bears.
      if (watched.length === 1 && counters[COUNTER.answered] !== answered) follower.confirm(watched[0], now);
      answered = counters[COUNTER.answered];
      silence(follower.suspect, now);
      const { paused, rateCap: cap } = reins;
      if (!paused && now - askedAt >= askEveryMs(cap)) ask(line, cap, now);
    },
  };
}

function askEveryMs(cap: number | null): number {
  if (cap === null) return ASK_EVERY_MS;
  return cap < CAP_LEAST ? questionEveryMs(cap) : ASK_EVERY_CAPPED_MS;
}

/** Finds neighbours that used to answer and have fallen silent, a few hundred at each look. */
function createSilence(
  watched: readonly Watched[],
  nextHops: readonly NextHop[],
  table: HostTable,
  hosts: HostCounters,
): (suspect: (hop: FollowedHop, now: number) => void, now: number) => void {
  const hostOfHop = new Map<number, number>();
  table.hop.forEach((hop, segment) => {
    hostOfHop.set(hop, table.host[segment]);
  });
  // Without a ledger nothing is counted by host.
  const neighbours = hosts.sent.length === 0 ? [] : watched.filter(({ isGateway }) => !isGateway);
  const numbers = nextHops.filter(({ isGateway }) => !isGateway).map(({ hop }) => hostOfHop.get(hop) as number);
  const sent = new Uint32Array(neighbours.length);
  const answers = new Uint32Array(neighbours.length);
  let at = 0;
  return (suspect, now) => {
    for (let k = Math.min(HOSTS_A_LOOK, neighbours.length); k > 0; k--) {
      at = at + 1 >= neighbours.length ? 0 : at + 1;
      const host = numbers[at];
      const all = hosts.open[host] + hosts.closed[host] + hosts.filtered[host];
      if (all !== answers[at]) {
        answers[at] = all;
        sent[at] = hosts.sent[host];
      } else if (all > 0 && hosts.sent[host] >= sent[at] + SILENT_PROBES) {
        sent[at] = hosts.sent[host];
        suspect(neighbours[at], now);
      }
    }
  };
}
