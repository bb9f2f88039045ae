// Next hops move: a router fails over to another machine, an address of a cluster wanders. Whoever sends frames of its own
// making has to follow, as the kernel's neighbour table does for itself.
//
// Rules, for each hop:
//  1. What is heard with the hop's own MAC address confirms it.
//  2. A reply to our question with another one moves the hop there, once the old one has had SETTLE_MS to answer as well.
//     Where both answer, two machines have one address: that is told, and the hop stays where it was.
//  3. What was only said (gratuitous ARP, the kernel's table) makes us ask. Where nobody answers three questions, it is believed.
//  4. What the administrator wrote into the kernel's table (permanent) is obeyed at once, and nothing else from then on.
//  5. Who falls silent is asked, three times quickly, then ever more seldom. Routers are asked whenever nothing has confirmed
//     them for a while: everything depends on them.
import { sameMac } from '../arp/arp-rules.ts';

export interface FollowedHop {
  readonly interfaceIndex: number;
  /** IPv4. */
  readonly address: number;
  readonly isGateway: boolean;
  /** The administrator's word (rule 4). */
  readonly fixed: boolean;
  /** Where frames go, read by those who send: 6 bytes, written here alone. */
  readonly mac: Uint8Array;
}

export interface HopEvents {
  /** The hop is at `hop.mac` now. */
  moved(hop: FollowedHop, before: Uint8Array): void;
  /** Another machine answers for its address as well. Told once a hop. */
  twins(hop: FollowedHop, other: Uint8Array): void;
}

export interface HopFollower {
  /** One more to follow. */
  add(hop: FollowedHop, now: number): void;
  /** A reply to us, its sender's MAC address at `offset`. */
  replied(interfaceIndex: number, address: number, bytes: Uint8Array, offset: number, now: number): void;
  /** Anything else that is said of an address. */
  said(interfaceIndex: number, address: number, bytes: Uint8Array, offset: number, now: number): void;
  /** An entry that the administrator wrote. */
  ordered(interfaceIndex: number, address: number, mac: Uint8Array): void;
  /** The hop has fallen silent. */
  suspect(hop: FollowedHop, now: number): void;
  /** An answer came through the hop. */
  confirm(hop: FollowedHop, now: number): void;
  /** Whom to ask now; null: nobody. The question counts as asked. */
  next(now: number): FollowedHop | null;
}

/** How long the old machine has to answer as well. */
export const SETTLE_MS = 50;
/** Two machines answer the same question within this. */
const TWIN_MS = 1000;
const ASK_AGAIN_MS = 150;
/** Who has just said where it is, and is silent otherwise, is not asked again at once. */
const SUSPECT_AGAIN_MS = 1000;
const QUICK_ASKS = 3;
const LONGEST_ASK_MS = 10_000;
/** A router that nothing has confirmed for so long is asked. */
export const GATEWAY_MS = 300;

interface State {
  readonly hop: FollowedHop;
  fixed: boolean;
  /** When its MAC address was last heard of in a reply, or an answer came. */
  confirmedAt: number;
  repliedAt: number;
  askedAt: number;
  /** Questions since it was last confirmed. */
  asks: number;
  suspected: boolean;
  /** Where it may have moved to, and since when. */
  candidate: Uint8Array | null;
  candidateAt: number;
  /** The candidate has answered a question of ours. */
  candidateReplied: boolean;
  twinsTold: boolean;
}

export function createHopFollower(hops: readonly FollowedHop[], events: HopEvents, now: number): HopFollower {
  const states = new Map<number, State>();
  const gateways: State[] = [];
  /** Those that may have to be asked, or moved. */
  const open = new Set<State>();

  function add(hop: FollowedHop, now: number): void {
    const state = newState(hop, now);
    states.set(keyOf(hop.interfaceIndex, hop.address), state);
    if (hop.isGateway) gateways.push(state);
  }

  function stateOf({ interfaceIndex, address }: FollowedHop): State | undefined {
    return states.get(keyOf(interfaceIndex, address));
  }

  function move(state: State, to: Uint8Array, now: number): void {
    const before = state.hop.mac.slice();
    state.hop.mac.set(to);
    settle(state, now);
    events.moved(state.hop, before);
  }

  /** Nothing is in doubt any more. */
  function settle(state: State, now: number): void {
    state.confirmedAt = now;
    state.asks = 0;
    state.suspected = false;
    state.candidate = null;
    state.candidateReplied = false;
    open.delete(state);
  }

  function twins(state: State, other: Uint8Array): void {
    if (!state.twinsTold) events.twins(state.hop, other);
    state.twinsTold = true;
  }

  function replied(interfaceIndex: number, address: number, bytes: Uint8Array, offset: number, now: number): void {
    const state = states.get(keyOf(interfaceIndex, address));
    if (state === undefined || state.fixed) return;
    const mac = bytes.slice(offset, offset + 6);
    if (sameMac(mac, state.hop.mac)) {
      if (state.candidate !== null && state.candidateReplied && now - state.candidateAt < TWIN_MS) {
        twins(state, state.candidate);
      }
      settle(state, now);
      state.repliedAt = now;
    } else if (now - state.repliedAt < TWIN_MS && state.repliedAt >= state.askedAt) {
      twins(state, mac);
    } else if (!state.candidateReplied) {
      state.candidate = mac;
      state.candidateAt = now;
      state.candidateReplied = true;
      open.add(state);
    }
  }

  function said(interfaceIndex: number, address: number, bytes: Uint8Array, offset: number, now: number): void {
    const state = states.get(keyOf(interfaceIndex, address));
    if (state === undefined || state.fixed || state.candidateReplied) return;
    const mac = bytes.slice(offset, offset + 6);
    if (sameMac(mac, state.hop.mac)) return;
    if (state.candidate === null || !sameMac(state.candidate, mac)) {
      state.candidate = mac;
      state.candidateAt = now;
      state.asks = 0;
    }
    open.add(state);
  }

  /** Whether it is time to ask. */
  function isDue({ askedAt, asks }: State, now: number): boolean {
    const wait =
      asks < QUICK_ASKS ? ASK_AGAIN_MS : Math.min(LONGEST_ASK_MS, ASK_AGAIN_MS * 2 ** (asks - QUICK_ASKS + 1));
    return now - askedAt >= wait;
  }

  function ask(state: State, now: number): FollowedHop {
    state.askedAt = now;
    state.asks++;
    return state.hop;
  }

  for (const hop of hops) add(hop, now);
  return {
    add,
    replied,
    said,
    ordered(interfaceIndex, address, mac) {
      const state = states.get(keyOf(interfaceIndex, address));
      if (state === undefined) return;
      state.fixed = true;
      if (sameMac(mac, state.hop.mac)) settle(state, state.confirmedAt);
      else move(state, mac, state.confirmedAt);
    },
    suspect(hop, now) {
      const state = stateOf(hop);
      if (state === undefined || state.fixed || state.suspected) return;
      if (now - state.confirmedAt < GATEWAY_MS || now - state.repliedAt < SUSPECT_AGAIN_MS) return;
      state.suspected = true;
      open.add(state);
    },
    confirm(hop, now) {
      const state = stateOf(hop);
      if (state === undefined || state.candidate !== null) return;
      settle(state, now);
    },
    next(now) {
      for (const state of open) {
        if (state.candidate !== null && state.candidateReplied) {
          if (now - state.candidateAt >= SETTLE_MS) move(state, state.candidate, now);
        } else if (state.candidate !== null && state.asks >= QUICK_ASKS && isDue(state, now)) {
          move(state, state.candidate, now);
        } else if (isDue(state, now)) return ask(state, now);
      }
      for (const state of gateways) {
        if (state.fixed || open.has(state) || now - state.confirmedAt < GATEWAY_MS) continue;
        if (isDue(state, now)) return ask(state, now);
      }
      return null;
    },
  };
}

function newState(hop: FollowedHop, now: number): State {
  return {
    hop,
    fixed: hop.fixed,
    confirmedAt: now,
    repliedAt: Number.NEGATIVE_INFINITY,
    askedAt: Number.NEGATIVE_INFINITY,
    asks: 0,
    suspected: false,
    candidate: null,
    candidateAt: 0,
    candidateReplied: false,
    twinsTold: false,
  };
}

/** Exact: an interface's index has 31 bits, but nobody has 2^21 of them. */
function keyOf(interfaceIndex: number, address: number): number {
  return interfaceIndex * 2 ** 32 + address;
}
