// Many ports at once: who is asked when.
//
//  1. At the most AT_ONCE ports, fewer where this process does not keep up (load.ts), and PER_HOST of one host: its daemons
//     and its connection table are somebody's. BESIDE at the most as long as ports are still being looked for: that has the
//     processors first.
//  2. Hosts take turns, each with its ports in the order they were found, but those first whose talk takes long (`takesLong`), so that
//     in the end none is waited for alone. A host that is busy lets others go first.
//  3. A host that was dropped is asked no further. With a rate, ports begin no faster than that; and where it is set while ports are still being looked for, which has it for
//     itself, they wait. Paused, none begins.
//  4. A port that is only listened to makes room for another, unless as many as may listen already do.
//  5. Aborted, what was recognised stays, and nothing further begins.
//  6. How many may be asked is looked at anew every LOOK_MS, while ports wait: those that are asked may all be silent for seconds.
import { capOf, type Steering, UNSTEERED } from '../finding/steering.ts';
import { createLoad, type Load } from './load.ts';
import type { Recognised } from './recognise/recognised.ts';
import type { Endpoint } from './service.ts';

export const AT_ONCE = 384;
export const PER_HOST = 64;
export const BESIDE = 8;
/** One connection each, on which nothing is said. */
export const LISTENING_AT_ONCE = 1024;
export const LISTENING_PER_HOST = 128;
const LOOK_MS = 100;

export interface Found {
  readonly endpoint: Endpoint;
  readonly recognised: Recognised;
}

export interface Crowd {
  add(endpoint: Endpoint): void;
  /** No more ports are looked for. */
  alone(): void;
  /** What was recognised since the last call. */
  ready(): readonly Found[];
  /** Until something is ready, `withinMs` have passed, or nothing is left to wait for: false. Throws at the end where asking a port threw: a fault of ours. */
  next(withinMs?: number): Promise<boolean>;
  /** Ports that were given, and those that are done. */
  readonly asked: number;
  readonly done: number;
}

export interface CrowdOptions {
  /** `idle`: called once it only listens. */
  readonly recognise: (endpoint: Endpoint, idle: () => void) => Promise<Recognised>;
  /** Rule 2. Default: none does. */
  readonly takesLong?: (endpoint: Endpoint) => boolean;
  readonly signal: AbortSignal;
  /** Ports a second, unless it is steered otherwise. */
  readonly rate?: number;
  readonly steering?: Steering;
  readonly load?: Load;
}

/** How many of all, and of one host. */
interface Places {
  readonly all: number;
  hasRoom(ip: string): boolean;
  take(ip: string): void;
  leave(ip: string): void;
}

function places(atOnce: number, perHost: number): Places {
  const of = new Map<string, number>();
  let all = 0;
  return {
    get all() {
      return all;
    },
    hasRoom: (ip) => all < atOnce && (of.get(ip) ?? 0) < perHost,
    take(ip) {
      all++;
      of.set(ip, (of.get(ip) ?? 0) + 1);
    },
    leave(ip) {
      all--;
      const others = of.get(ip)! - 1;
      if (others === 0) of.delete(ip);
      else of.set(ip, others);
    },
  };
}

export function createCrowd({
  recognise,
  takesLong = () => false,
  signal,
  rate,
  steering = UNSTEERED,
  load = createLoad(AT_ONCE),
}: CrowdOptions): Crowd {
  const waiting = new Map<string, Endpoint[]>();
  const busy = places(AT_ONCE, PER_HOST);
  const listening = places(LISTENING_AT_ONCE, LISTENING_PER_HOST);
  let isAlone = false;
  let found: Found[] = [];
  let failure: unknown;
  let asked = 0;
  let done = 0;
  let wake: (() => void) | null = null;
  let notBefore = 0;
  let timer: NodeJS.Timeout | undefined;
  const rateNow = (): number | null => capOf(steering, rate ?? null);
  /** Rule 3. */
  const mustWait = (): boolean => steering.paused || (!isAlone && steering.rateCap != null);
  signal.addEventListener('abort', () => {
    waiting.clear();
    clearTimeout(timer);
    wake?.();
  });

  /** Rule 2: behind those before it that take long as well. */
  function enqueue(endpoint: Endpoint): void {
    const of = waiting.get(endpoint.ip);
    if (of === undefined) waiting.set(endpoint.ip, [endpoint]);
    else if (takesLong(endpoint)) {
      const behind = of.findIndex((other) => !takesLong(other));
      of.splice(behind < 0 ? of.length : behind, 0, endpoint);
    } else of.push(endpoint);
  }

  /** Rule 6. */
  function begin(): void {
    clearTimeout(timer);
    if (signal.aborted) return;
    const again = beginNow();
    if (waiting.size > 0) timer = setTimeout(begin, again);
    else if (busy.all + listening.all === 0) wake?.();
  }

  /** Gives in how many milliseconds more may begin. */
  function beginNow(): number {
    if (mustWait()) return LOOK_MS;
    const limit = isAlone ? load.limit() : BESIDE;
    let full = 0;
    while (busy.all < limit && full < waiting.size) {
      const [ip, endpoints] = waiting.entries().next().value!;
      if (steering.isDropped(ip)) {
        waiting.delete(ip);
        done += endpoints.length;
        continue;
      }
      const hasRoom = busy.hasRoom(ip);
      const early = hasRoom ? tooEarly() : 0;
      if (early > 0) return early;
      waiting.delete(ip);
      if (hasRoom) start(endpoints.shift()!);
      full = hasRoom ? 0 : full + 1;
      if (endpoints.length > 0) waiting.set(ip, endpoints);
    }
    return LOOK_MS;
  }

  /** Rule 3: by how many milliseconds. 0: one may begin, and is taken to. */
  function tooEarly(): number {
    const rate = rateNow();
    if (rate === null) return 0;
    const now = performance.now();
    if (now < notBefore) return notBefore - now;
    notBefore = Math.max(notBefore, now - 100) + 1000 / rate;
    return 0;
  }

  function start(endpoint: Endpoint): void {
    const { ip } = endpoint;
    let place = busy;
    place.take(ip);
    /** Rule 4. */
    const idle = (): void => {
      if (place === listening || !listening.hasRoom(ip)) return;
      place.leave(ip);
      place = listening;
      place.take(ip);
      begin();
    };
    const settle = (recognised: Recognised | null): void => {
      place.leave(ip);
      done++;
      // Who was not asked to the end is not unknown.
      const isCutShort = signal.aborted && recognised?.service === 'unknown';
      if (recognised !== null && !isCutShort) found.push({ endpoint, recognised });
      begin();
      wake?.();
    };
    recognise(endpoint, idle).then(settle, (error: unknown) => {
      failure ??= error;
      settle(null);
    });
  }

  return {
    add(endpoint) {
      if (signal.aborted) return;
      asked++;
      enqueue(endpoint);
      begin();
    },
    alone() {
      isAlone = true;
      begin();
    },
    ready() {
      const all = found;
      found = [];
      return all;
    },
    async next(withinMs) {
      const until = withinMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + withinMs;
      while (found.length === 0 && busy.all + listening.all + waiting.size > 0) {
        if (performance.now() >= until) return true;
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (withinMs !== undefined) setTimeout(resolve, withinMs).unref();
        });
        wake = null;
      }
      if (found.length === 0 && failure !== undefined) throw failure;
      return found.length > 0;
    },
    get asked() {
      return asked;
    },
    get done() {
      return done;
    },
  };
}
