// The way to each target, hop by hop: all targets at once, and what they share is asked once.
//
//  1. First a packet is sent that is to reach the target: as many hops as its answers' TTL implies, and one more each time that a router
//     lets it die. So it is known how far away it is, where it answers; it may have been silent at first, as it limits what it tells.
//  2. Then back, hop by hop towards us. At a router that was met at the same distance on another target's way the rest is that target's: it
//     is not asked again.
//  3. Routers send few such answers a second (RFC 1812 section 4.3.2.8). So of targets of one /24 that are as far away one goes back first,
//     and SCOUTS of those at a time; the others are then asked once for the last router alone. Where that is silent it is assumed to be the
//     first one's, which the step says.
//  4. A silent hop is asked ATTEMPTS times, and passed over. After GAP silent hops in a row beyond the last that answered, nobody farther is
//     looked for.
//  5. An answer counts where it shows the token of a probe that is out, to that target, by that method.
import type { TraceMethod } from '../../probe/trace.ts';
import type { PathFound, Step, TraceTarget } from './types.ts';

const ATTEMPTS = 3;
const WAIT_MS = [600, 1000, 1000] as const;
const GAP = 4;
const TTL_MOST = 32;
/** Without a hint: farther than most, and what answers tells by its TTL how far away it is. */
const FIRST_TTL = 16;
const SCOUTS = 3;

/** How packets go out. */
export interface TraceDoor {
  /** Sends a packet and gives its token; null where it cannot be sent now. */
  send(target: TraceTarget, ttl: number): number | null;
}

/** An answer that shows a token. `kind`: a router's, the target's, or a refusal by whoever. */
export interface TraceHeard {
  readonly kind: 'died' | 'arrived' | 'refused';
  readonly token: number;
  /** Whom the probe asked; null where the answer does not say. */
  readonly host: number | null;
  readonly method: TraceMethod;
  readonly from: number;
  /** Routers on the way back, as its TTL implies. */
  readonly hops: number;
  /** Milliseconds of the clock that `send` goes by. */
  readonly at: number;
}

interface Hop {
  readonly address: number | null;
  readonly rttMs?: number;
  readonly isAssumed?: true;
}

interface Walk {
  readonly target: TraceTarget;
  /** By distance. */
  readonly hops: Map<number, Hop>;
  ttl: number;
  attempt: number;
  /** Silent ones in a row on the way out. */
  silent: number;
  isBack: boolean;
  reached: boolean;
  distance: number;
  /** From this distance on towards us it is that one's way. */
  shares: { readonly walk: Walk; readonly from: number } | null;
  /** Whose way back it follows (rule 3). */
  scout: Walk | null;
  /** What its answer's TTL implies has been tried. */
  hasJumped: boolean;
  isDone: boolean;
  /** Sent, and not answered: until when it is waited for; 0: nothing is out. */
  dueAt: number;
}

interface Sent {
  readonly walk: Walk;
  readonly ttl: number;
  readonly at: number;
}

/** Targets of one /24 that are as far away. */
interface Group {
  readonly scout: Walk;
  readonly followers: Walk[];
}

export interface Trace {
  /** Sends what is due, at most `most` probes; how many went out. */
  ask(now: number, most: number): number;
  hear(heard: TraceHeard): void;
  /** Gives up what was waited for long enough. */
  expire(now: number): void;
  readonly isDone: boolean;
  readonly probes: number;
  readonly answered: number;
  paths(): PathFound[];
}

export function createTrace(targets: readonly TraceTarget[], door: TraceDoor): Trace {
  const walks = targets.map(beginWalk);
  const active = new Set(walks);
  const out = new Map<number, Sent>();
  /** Who was the first to meet a router at a distance. */
  const owners = new Map<string, Walk>();
  const groups = new Map<string, Group>();
  /** Those that go back, and those that wait for their turn. */
  const scouting = new Map<Walk, Group | null>();
  const waiting: [Walk, Group | null][] = [];
  let probes = 0;
  let answered = 0;

  function turnBack(walk: Walk, distance: number, reached: boolean): void {
    walk.isBack = true;
    walk.reached = reached;
    walk.distance = distance;
    for (const ttl of walk.hops.keys()) if (ttl > distance) walk.hops.delete(ttl);
    // Rule 1: silence before the first answer of the target may have been its own.
    for (let ttl = distance - 1; reached && walk.hops.get(ttl)?.address === null; ttl--) walk.hops.delete(ttl);
    // A target that turns out to be nearer has its turn already.
    if (scouting.has(walk) || walk.scout !== null) goBack(walk, distance - 1);
    else takeTurn(walk, reached ? keyOf(walk) : '');
  }

  /** Rule 3. Who did not answer goes back on its own. */
  function takeTurn(walk: Walk, key: string): void {
    const group = key === '' ? undefined : groups.get(key);
    if (group !== undefined) {
      if (group.scout.isDone) follow(walk, group.scout);
      else {
        group.followers.push(walk);
        active.delete(walk);
      }
      return;
    }
    const own = key === '' ? null : { scout: walk, followers: [] };
    if (own !== null) groups.set(key, own);
    if (scouting.size < SCOUTS) scout(walk, own);
    else {
      waiting.push([walk, own]);
      active.delete(walk);
    }
  }

  function scout(walk: Walk, group: Group | null): void {
    scouting.set(walk, group);
    active.add(walk);
    goBack(walk, walk.reached ? walk.distance - 1 : walk.distance);
  }

  function follow(walk: Walk, first: Walk): void {
    walk.scout = first;
    active.add(walk);
    goBack(walk, walk.distance - 1);
  }

  /** Rule 2: over what is known already, to the next hop that is to be asked. */
  function goBack(walk: Walk, from: number): void {
    for (let ttl = from; ttl >= 1; ttl--) {
      // Who is silent at the first one is so at its followers.
      if (walk.scout !== null && hopOf(walk.scout, ttl)?.address === null) walk.hops.set(ttl, { address: null });
      const hop = walk.hops.get(ttl);
      if (hop === undefined) {
        wait(walk, ttl);
        return;
      }
      if (hop.address === null) continue;
      const key = `${ttl} ${hop.address}`;
      const owner = owners.get(key);
      if (owner !== undefined && owner !== walk) {
        walk.shares = { walk: owner, from: ttl - 1 };
        finish(walk);
        return;
      }
      owners.set(key, walk);
    }
    finish(walk);
  }

  function wait(walk: Walk, ttl: number): void {
    walk.ttl = ttl;
    walk.attempt = 0;
    walk.dueAt = 0;
  }

  function finish(walk: Walk): void {
    walk.isDone = true;
    active.delete(walk);
    const group = scouting.get(walk);
    if (group === undefined) return;
    scouting.delete(walk);
    for (const follower of group?.followers.splice(0) ?? []) follow(follower, walk);
  }

  function met(walk: Walk, ttl: number, hop: Hop): void {
    walk.hops.set(ttl, hop);
    walk.silent = 0;
    if (walk.isBack) goBack(walk, ttl);
    else if (ttl >= TTL_MOST) turnBack(walk, ttl, false);
    else wait(walk, ttl + 1);
  }

  /** Rules 3 and 4. */
  function silence(walk: Walk): void {
    const { ttl, scout: first } = walk;
    if (walk.isBack) {
      const address = first === null ? null : (hopOf(first, ttl)?.address ?? null);
      if (first === null || address === null) {
        walk.hops.set(ttl, { address: null });
        goBack(walk, ttl - 1);
        return;
      }
      walk.hops.set(ttl, { address, isAssumed: true });
      walk.shares = { walk: first, from: ttl - 1 };
      finish(walk);
      return;
    }
    walk.silent++;
    walk.hops.set(ttl, { address: null });
    if (walk.silent < GAP && ttl < TTL_MOST) wait(walk, ttl + 1);
    else turnBack(walk, Math.max(0, ttl - walk.silent), false);
  }

  return {
    ask(now, most) {
      let sent = 0;
      while (scouting.size < SCOUTS && waiting.length > 0) scout(...waiting.shift()!);
      for (const walk of active) {
        if (sent >= most) break;
        if (walk.dueAt > 0) continue;
        const token = door.send(walk.target, walk.ttl);
        if (token === null) break;
        out.set(token, { walk, ttl: walk.ttl, at: now });
        walk.dueAt = now + WAIT_MS[walk.attempt];
        sent++;
        probes++;
      }
      return sent;
    },
    hear({ kind, token, host, method, from, hops, at }) {
      const probe = out.get(token);
      if (probe === undefined) return;
      const { walk, ttl } = probe;
      const { target } = walk;
      if (method !== target.method || (host ?? from) !== target.address) return;
      if (kind === 'arrived' && from !== target.address) return;
      out.delete(token);
      answered++;
      // What comes late is of no use where the walk has gone on.
      if (walk.isDone || ttl !== walk.ttl) return;
      const rttMs = Math.max(0, at - probe.at);
      if (kind === 'arrived' && !walk.isBack && !walk.hasJumped && hops + 1 < ttl && !walk.hops.has(hops + 1)) {
        walk.hasJumped = true;
        wait(walk, hops + 1);
      } else if (kind === 'died') met(walk, ttl, { address: from, rttMs });
      // On the way back somebody refuses what was let through before: who is there is not told by that.
      else if (kind === 'refused' && walk.reached) met(walk, ttl, { address: null });
      else {
        walk.hops.set(ttl, { address: from, rttMs });
        turnBack(walk, ttl, kind === 'arrived');
      }
    },
    expire(now) {
      for (const walk of active) {
        if (walk.dueAt === 0 || walk.dueAt > now) continue;
        walk.dueAt = 0;
        walk.attempt++;
        if (walk.attempt >= (walk.scout === null ? ATTEMPTS : 1)) silence(walk);
      }
    },
    get isDone() {
      return active.size === 0 && waiting.length === 0;
    },
    get probes() {
      return probes;
    },
    get answered() {
      return answered;
    },
    paths: () => walks.map(pathOf),
  };
}

function beginWalk(target: TraceTarget): Walk {
  const ttl = target.hops === null ? FIRST_TTL : Math.min(TTL_MOST, target.hops + 1);
  const state = { silent: 0, isBack: false, reached: false, distance: 0, shares: null, scout: null };
  return { target, hops: new Map(), ttl, attempt: 0, dueAt: 0, hasJumped: false, isDone: false, ...state };
}

const HOST_BITS = 8;

function keyOf({ target, distance }: Walk): string {
  return `${target.address >>> HOST_BITS} ${distance}`;
}

function pathOf(walk: Walk): PathFound {
  const { target, reached } = walk;
  const last = Math.max(0, ...walk.hops.keys());
  const steps: Step[] = [];
  for (let ttl = 1; ttl <= last; ttl++) steps.push(stepOf(walk, ttl));
  while (!reached && steps.at(-1)?.address === null) steps.pop();
  return { type: 'path', address: target.address, method: target.method, reached, steps };
}

function stepOf(walk: Walk, ttl: number): Step {
  const own = walk.hops.get(ttl);
  if (own !== undefined) return own;
  const hop = hopOf(walk, ttl);
  return hop === undefined ? { address: null } : { ...hop, isShared: true };
}

/** Its own, or that of those whose way it shares. Owners come before those who share with them: there is no circle. */
function hopOf(walk: Walk, ttl: number): Hop | undefined {
  const own = walk.hops.get(ttl);
  if (own !== undefined) return own;
  for (let { shares } = walk, tries = 0; shares !== null && tries < TTL_MOST; shares = shares.walk.shares, tries++) {
    const hop = ttl <= shares.from ? shares.walk.hops.get(ttl) : undefined;
    if (hop !== undefined) return hop;
  }
  return undefined;
}
