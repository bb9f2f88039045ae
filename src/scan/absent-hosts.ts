// Addresses on the link at which nobody is: the kernel gets no answer to ARP and says so with a host unreachable of its own
// (arp(7)). That takes it three requests, one a second, so one connect to each silent host (its scout) is left outstanding
// as long. Two such failures, one after the other, and the host is asked no more.

/** From the first ARP request to the kernel's error, with some time to spare. */
export const SCOUT_MS = 3500;
/** Errors closer together than this come from the same three requests. */
const APART_MS = 2000;
const FAILURES = 2;
/** So many silent hosts are watched at the most. */
const WATCHED_MOST = 65_536;

export interface AbsentHosts {
  /** Nobody is there: not worth another probe. */
  has(host: number): boolean;
  /** Whether a probe of this silent host should be left outstanding as its scout; if so, no other one is until it fails. */
  sendScout(host: number): boolean;
  /** Our kernel has found no neighbour at the host's address, or at its gateway's. */
  failed(host: number, now: number): void;
}

interface Watched {
  scouting: boolean;
  failures: number;
  failedAt: number;
}

export function createAbsentHosts(): AbsentHosts {
  const watched = new Map<number, Watched>();
  return {
    has: (host) => (watched.get(host)?.failures ?? 0) >= FAILURES,
    sendScout(host) {
      const entry = watched.get(host);
      if (entry !== undefined) {
        if (entry.scouting) return false;
        entry.scouting = true;
        return true;
      }
      if (watched.size >= WATCHED_MOST) return false;
      watched.set(host, { scouting: true, failures: 0, failedAt: Number.NEGATIVE_INFINITY });
      return true;
    },
    failed(host, now) {
      const entry = watched.get(host);
      if (entry === undefined) return;
      entry.scouting = false;
      if (now - entry.failedAt < APART_MS) return;
      entry.failures++;
      entry.failedAt = now;
    },
  };
}
