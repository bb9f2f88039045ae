// What is remembered of each host's attempts.

/** What an attempt asks of a host. */
export const NOTHING = 0;
export const SPOKEN = 1;
export const ALL = 2;

/** By host, each of them. */
export interface Attempts {
  readonly hosts: number;
  readonly made: Uint8Array;
  /** Of those, the ones that asked all its ports. */
  readonly whole: Uint8Array;
  /** Milliseconds since the start; `firstAsked` is 0 before all of the host's probes have gone once. */
  readonly firstAsked: Uint32Array;
  readonly lastAsked: Uint32Array;
  /** 1 where the first pass put probes of the host off: the others have been asked once more than `made` says. */
  readonly partly: Uint8Array;
  /** So many attempts at least, the last of them slowly (host-watch.ts, rule 6); 0 without one. */
  readonly slowly: Uint8Array;
  /** What the attempt that is being made asks of it. */
  readonly asks: Uint8Array;
  /** The attempt that is being made was. */
  count(host: number, now: number): void;
  /** The way bore nothing since then. */
  excuse(sinceMs: number): void;
  /** Of whoever was asked while the way bore nothing, that attempt does not count. */
  forgive(): void;
}

/** Bytes of the attempts of so many hosts. */
export function attemptsBytes(hosts: number): number {
  return hosts * (1 + 1 + 4 + 4 + 1 + 1 + 1);
}

export function createAttempts(hosts: number): Attempts {
  const made = new Uint8Array(hosts);
  const whole = new Uint8Array(hosts);
  const firstAsked = new Uint32Array(hosts);
  const lastAsked = new Uint32Array(hosts);
  const asks = new Uint8Array(hosts);
  let excused = Number.POSITIVE_INFINITY;

  return {
    hosts,
    made,
    whole,
    firstAsked,
    lastAsked,
    partly: new Uint8Array(hosts),
    slowly: new Uint8Array(hosts),
    asks,
    count(host, now) {
      lastAsked[host] = now;
      if (made[host] < 255) made[host]++;
      if (asks[host] === ALL && whole[host] < 255) whole[host]++;
      if (firstAsked[host] === 0) firstAsked[host] = Math.max(1, now);
    },
    excuse(sinceMs) {
      excused = Math.min(excused, sinceMs);
    },
    forgive() {
      if (excused === Number.POSITIVE_INFINITY) return;
      for (let host = 0; host < hosts; host++) {
        if (made[host] === 0 || lastAsked[host] < excused) continue;
        made[host]--;
        if (whole[host] > 0) whole[host]--;
      }
      excused = Number.POSITIVE_INFINITY;
    },
  };
}
