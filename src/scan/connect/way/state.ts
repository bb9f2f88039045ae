// What is known of the way (way.ts): does it bear, since when, and whom to ask to find out.

export const BEARS = 0;
export const DOUBTED = 1;
export const LOST = 2;
export const NO_ROUTE = 3;

/** All outages of one scan together are waited for as long. */
const OUTAGES_MOST_MS = 30_000;
/** So many probes of each kind are known as canaries. */
const CANARIES_MOST = 64;

export interface Way {
  state: number;
  /** Since when the state is what it is. */
  since: number;
  /** A sign of life is among the answers being settled. */
  signed: boolean;
  /** When the last sign of life came. */
  signAt: number;
  /** When the next canary, or the next try without a route, may go. */
  nextAt: number;
  /** When the last canary began, or was refused. */
  canaryAt: number;
  /** Canaries under way. */
  pending: number;
  /** Canaries that were answered, and that were lost although the way bore; and those lost since the last sign of life. */
  heard: number;
  lost: number;
  lostInRow: number;
  /** What is to be woven in of the next canary, and when the last one was (weave.ts). */
  wovenDue: number;
  wovenAt: number;
  /** Milliseconds that outages of this scan may still be waited for. */
  patience: number;
  /** Refusals without a connect that began. */
  refusals: number;
  error: number;
  refusedAddress: number;
  readonly closed: Canaries;
  readonly open: Canaries;
}

/** Probes that were answered, the newest ones. */
interface Canaries {
  readonly probes: Float64Array;
  count: number;
  /** Where the next one is written, and the next one read. */
  written: number;
  read: number;
}

export function createWay(start: number): Way {
  return {
    ...{
      state: BEARS,
      since: start,
      signed: false,
      signAt: start,
      nextAt: start,
      canaryAt: start,
      pending: 0,
      ...{ heard: 0, lost: 0, lostInRow: 0, wovenDue: 0, wovenAt: start },
      patience: OUTAGES_MOST_MS,
    },
    ...{ refusals: 0, error: 0, refusedAddress: 0 },
    closed: createCanaries(),
    open: createCanaries(),
  };
}

export function bearsNow(way: Way): boolean {
  return way.state === BEARS;
}

export function hasCanaries(way: Way): boolean {
  return way.closed.count + way.open.count > 0;
}

function createCanaries(): Canaries {
  return { probes: new Float64Array(CANARIES_MOST), count: 0, written: 0, read: 0 };
}

/** The host answered this probe itself. */
export function learnCanary(way: Way, probe: number, isOpen: boolean): void {
  const canaries = isOpen ? way.open : way.closed;
  canaries.probes[canaries.written] = probe;
  canaries.written = (canaries.written + 1) % CANARIES_MOST;
  canaries.count = Math.min(CANARIES_MOST, canaries.count + 1);
}

/** Of how many canaries one is picked. */
export function canaryChoice({ closed, open }: Way): number {
  return closed.count > 0 ? closed.count : open.count;
}

export function pickCanary({ closed, open }: Way): number {
  const canaries = closed.count > 0 ? closed : open;
  canaries.read = (canaries.read + 1) % canaries.count;
  return canaries.probes[canaries.read];
}
