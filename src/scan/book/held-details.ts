// What an answer said beside "open", of ports that are held back: TTL, window and round-trip time. That a port is open
// the ledger knows; these are for the ordinary hosts among the suspicious ones, so they are kept of a host's first ones,
// and in all of so many. A port without them is told without them.

const MOST_PER_HOST = 1024;
const MOST = 2 ** 20;
const FIRST_ROOM = 32;
const WORDS = 3;

/** Port index, ttl << 16 | window, round-trip time in microseconds; one after the other. */
export type Details = Uint32Array;

export interface HeldDetails {
  keep(host: number, portIndex: number, ttlWindow: number, rttMicros: number): void;
  /** By port index the place of its three words; the host's details are forgotten. */
  take(host: number): { readonly words: Details; readonly places: ReadonlyMap<number, number> };
}

interface Kept {
  words: Uint32Array;
  count: number;
}

/** Bytes at the most, of a scan of so many probes; half as many again while one grows. */
export function heldDetailsBytes(probes: number): number {
  return Math.ceil(Math.min(MOST, probes * FIRST_ROOM) * 1.5) * WORDS * 4;
}

export function createHeldDetails(): HeldDetails {
  const byHost = new Map<number, Kept>();
  let room = 0;

  /** Room for one more; null where there is none. */
  function roomFor(host: number): Kept | null {
    const kept = byHost.get(host) ?? { words: new Uint32Array(0), count: 0 };
    const has = kept.words.length / WORDS;
    if (kept.count < has) return kept;
    const more = has === 0 ? FIRST_ROOM : has;
    if (has + more > MOST_PER_HOST || room + more > MOST) return null;
    const larger = new Uint32Array((has + more) * WORDS);
    larger.set(kept.words);
    kept.words = larger;
    room += more;
    byHost.set(host, kept);
    return kept;
  }

  return {
    keep(host, portIndex, ttlWindow, rttMicros) {
      const kept = roomFor(host);
      if (kept === null) return;
      const at = kept.count++ * WORDS;
      kept.words[at] = portIndex;
      kept.words[at + 1] = ttlWindow;
      kept.words[at + 2] = rttMicros;
    },
    take(host) {
      const { words, count } = byHost.get(host) ?? { words: new Uint32Array(0), count: 0 };
      const places = new Map<number, number>();
      for (let k = 0; k < count; k++) places.set(words[k * WORDS], k * WORDS);
      room -= words.length / WORDS;
      byHost.delete(host);
      return { words, places };
    },
  };
}
