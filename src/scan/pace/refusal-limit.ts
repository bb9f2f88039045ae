// What the refusals of a host tell of the limit that it has for them.
//
//  1. A limit saves up. What comes within AT_ONCE_MS of the first refusal was saved (Linux: six, icmp(7)); what comes later comes
//     at the limit's own pace, as long as more is asked. That pace is how many came later, and half a one that was nearly due, over the
//     time in which the host was asked: of few it is known no better than that.
//  2. What each of several addresses of ours (reach/sources.ts) finds saved up comes when that one begins to ask. So of a long time the
//     first quarter does not count.
//  3. A scan that is gone on with measures anew.
//  4. A host is said to limit them (RFC 1812 section 4.3.2.8) where repeats brought some that the first attempt had not, and other ports
//     stayed silent: far more of them than it refused; or any, where so many came by repeats as no usual loss explains, and no
//     response did.

/** More than a round trip, and far less than the second of Linux. */
const AT_ONCE_MS = 200;
/** Rule 2: a longer time than this is long. */
const LONG_MS = 10_000;
const NEARLY_DUE = 0.5;

/** Rule 4: of one alone nobody knows whether its first attempt was lost. */
const LIMITED_REFUSALS = 2;
/** Silent ports to each refusal. */
const SILENT_TO_REFUSED = 2;
/** The share of refusals that only repeats brought: the one that comes a second after Linux's six is more. */
const MUCH_BY_REPEATS = 1 / 8;

export interface RefusalLimit {
  /** How many came at once; null where that was not seen. */
  readonly atOnce: number | null;
  /** How many come a second then, to all our addresses that ask; null where none came later. */
  readonly perSecond: number | null;
}

export interface RefusalLimits {
  /** The host has been asked so often and has sent so many refusals by now. Called often: what a call shows was at that time. */
  saw(host: number, asked: number, refusals: number, nowMs: number): void;
  /** When its last one came; 0 before the first. */
  lastMs(host: number): number;
  limitOf(host: number): RefusalLimit;
}

/** What became of a host's ports; by repeats: what the first attempt had not brought. */
export interface RefusedPorts {
  readonly refused: number;
  readonly refusedByRepeats: number;
  readonly responsesByRepeats: number;
  readonly silent: number;
}

/** Rule 4. */
export function limitsRefusals(ports: RefusedPorts): boolean {
  const { refused, refusedByRepeats, responsesByRepeats, silent } = ports;
  if (refused < LIMITED_REFUSALS || refusedByRepeats <= 0 || silent <= 0) return false;
  if (silent > SILENT_TO_REFUSED * refused) return true;
  return responsesByRepeats === 0 && refusedByRepeats >= MUCH_BY_REPEATS * refused;
}

/** `before`: what each host, the first ones of all, had refused when the scan was left; its length is how many are watched. */
export function createRefusalLimits(before: Uint32Array): RefusalLimits {
  const seen = before.slice();
  const firstMs = new Float64Array(before.length).fill(-1);
  const lastMs = new Float64Array(before.length);
  const sent = new Float64Array(before.length);
  const askedMs = new Float64Array(before.length);
  const atOnce = new Uint32Array(before.length);
  /** From when on the pace is measured, and what had come by then; and what takes their place when the time has doubled. */
  const fromMs = new Float64Array(before.length);
  const fromCount = new Uint32Array(before.length);
  const nextMs = new Float64Array(before.length);
  const nextCount = new Uint32Array(before.length);

  /** Rule 2. */
  function forget(host: number, nowMs: number): void {
    const begun = firstMs[host];
    if (nowMs - begun < Math.max(LONG_MS, 2 * (nextMs[host] - begun))) return;
    if (nextMs[host] > 0) {
      fromMs[host] = nextMs[host];
      fromCount[host] = nextCount[host];
    }
    nextMs[host] = nowMs;
    nextCount[host] = seen[host];
  }

  return {
    saw(host, asked, refusals, nowMs) {
      if (host >= seen.length) return;
      if (asked !== sent[host]) askedMs[host] = nowMs;
      sent[host] = asked;
      if (refusals === seen[host]) return;
      seen[host] = refusals;
      lastMs[host] = nowMs;
      if (firstMs[host] < 0) firstMs[host] = nowMs;
      if (nowMs - firstMs[host] <= AT_ONCE_MS) {
        atOnce[host] = refusals - before[host];
        fromMs[host] = nowMs;
        fromCount[host] = refusals;
      } else forget(host, nowMs);
    },
    lastMs: (host) => lastMs[host],
    limitOf(host) {
      if (host >= before.length || firstMs[host] < 0) return { atOnce: null, perSecond: null };
      const later = seen[host] - fromCount[host];
      const seconds = (Math.max(lastMs[host], askedMs[host]) - fromMs[host]) / 1000;
      return { atOnce: atOnce[host], perSecond: later > 0 && seconds > 0 ? (later + NEARLY_DUE) / seconds : null };
    },
  };
}
