// Which probe is asked next. One round asks every probe of its source once; a probe whose host has no room waits, and the
// walk goes on with other hosts.
//
//   source ──► host has room ─────────────────────────────► asked
//     ▲   └──► no room ──► waiting (at most WAITING_MOST) ──► asked when an answer makes room
//     └── postponed ◄── too many are waiting already
//
// Invariant: every probe that has left the source and was not asked is in exactly one of: a host's `waiting`, `postponed`,
// `stuck`; a host is in `ready` only while probes wait for it.
import type { ConnectHost, ConnectHosts } from './hosts.ts';
import { createProbeList, type ProbeList } from './probe-list.ts';
import { hasRoom } from './window.ts';

const WAITING_MOST = 4096;
/** The walk is left for a look at the clock after so many probes, even where nothing is asked. */
const STRIDE = 1024;

export const END = -1;
export const NOT_YET = -2;

/** Where a round's probes come from. */
export interface ProbeSource {
  /** The probe (host * ports + port index) that comes next; END, or NOT_YET where its time has not come. */
  next(): number;
}

const NOTHING: ProbeSource = { next: () => END };

export interface ConnectRound {
  /** Of the probe that `next` found. */
  probe: number;
  host: number;
  known: ConnectHost | undefined;
  /** Finds the next probe that may be asked now; false where there is none now. */
  next(): boolean;
  /** The probe just found could not be asked: it comes first next time. */
  putBack(): void;
  /** Has a probe asked once more in this round, after all others. */
  again(probe: number): void;
  /** A probe to this host has ended: what waits for it may go. */
  freed(host: ConnectHost): void;
  /** Nothing is left to be asked; more may come by `again`. */
  isEmpty(): boolean;
}

/** `postponedMost`: how many probes may be put off beyond those that wait. */
export function createConnectRound(
  source: ProbeSource,
  ports: number,
  hosts: ConnectHosts,
  postponedMost: number,
): ConnectRound {
  let postponed: ProbeList = createProbeList();
  let walk: ProbeSource | null = source;
  const ready: ConnectHost[] = [];
  let waiting = 0;
  let stuck = -1;
  let first = true;

  /** The next probe of the source, then of those put off; END or NOT_YET. */
  function advance(): number {
    while (walk !== null) {
      const probe = walk.next();
      if (probe !== END) return probe;
      walk = null;
      first = false;
      if (postponed.length === 0) break;
      const list = postponed;
      postponed = createProbeList();
      walk = { next: list.shift };
    }
    return END;
  }

  function again(probe: number): void {
    postponed.push(probe);
    walk ??= NOTHING;
  }

  const round: ConnectRound = {
    probe: -1,
    host: 0,
    known: undefined,
    next() {
      for (let host = ready.at(-1); host !== undefined; host = ready.at(-1)) {
        const goes = hasRoom(host.window);
        if (goes) {
          waiting--;
          found(host.waiting.pop()!);
        }
        if (!goes || host.waiting.length === 0) {
          host.queued = false;
          ready.pop();
        }
        if (goes) return true;
      }
      for (let step = 0; step < STRIDE; step++) {
        const probe = stuck >= 0 ? stuck : advance();
        stuck = -1;
        if (probe < 0) return false;
        found(probe);
        const host = round.known;
        if (host === undefined || hasRoom(host.window)) return true;
        if (waiting < WAITING_MOST) {
          host.waiting.push(probe);
          waiting++;
        } else if (first && postponed.length < postponedMost) {
          postponed.push(probe);
        } else {
          stuck = probe;
          return false;
        }
      }
      return false;
    },
    putBack() {
      if (stuck < 0) stuck = round.probe;
      else again(round.probe);
    },
    again,
    freed(host) {
      if (host.queued || host.waiting.length === 0) return;
      host.queued = true;
      ready.push(host);
    },
    isEmpty: () => walk === null && waiting === 0 && stuck < 0,
  };

  function found(probe: number): void {
    round.probe = probe;
    round.host = Math.floor(probe / ports);
    round.known = hosts.get(round.host);
  }

  return round;
}
