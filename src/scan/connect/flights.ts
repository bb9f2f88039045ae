// The connects that are outstanding, by slot of the sockets.
//
//   idle ──start──► FLYING ──timeout──► LINGERING ──time is up──► idle
//                     └──────answer────────┴──────────answer────► idle
//   idle ──canary──► CANARY ◄──timeout── WOVEN ◄──canary── idle;  both ──answer──► idle
//                      └─────timeout──► OVERDUE ──answer, or nothing depends on it any more──► idle
//
// A flying probe counts in its windows. A lingering one is given up by the windows, but its answer is still welcome; the
// kernel repeats a SYN after a second, so it may well come. A canary (connect/way/way.ts) asks what is known already and counts
// nowhere; what becomes of a woven one (connect/way/weave.ts) the window over all hears; an overdue one counts as lost, but its
// answer is still a sign of life.
import type { ConnectHost } from './hosts.ts';
import type { CongestionWindow } from './window.ts';

export const IDLE = 0;
export const FLYING = 1;
export const LINGERING = 2;
export const CANARY = 3;
export const OVERDUE = 4;
export const WOVEN = 5;

export interface Flights {
  readonly state: Uint8Array;
  readonly probe: Float64Array;
  readonly sentAt: Float64Array;
  /** When it is to be looked at next; milliseconds. */
  readonly deadline: Float64Array;
  /** When it stops flying, then when it stops lingering; milliseconds. */
  readonly until: Float64Array;
  /** Of which round it is, from 1. */
  readonly attempt: Uint8Array;
  /** How many repeats of the kernel's it may live to see. */
  readonly repeats: Uint8Array;
  /** 1: this process was held up while it began, so nobody knows when the kernel repeats its SYN. */
  readonly heldUp: Uint8Array;
  /** The host in whose window it counts. */
  readonly host: (ConnectHost | null)[];
  /** Slots below this one have been used. */
  used: number;
  /** The window over all; counts every flying probe. */
  readonly window: CongestionWindow;
  lingering: number;
  readonly free: Int32Array;
  freeCount: number;
}

export function createFlights(capacity: number, window: CongestionWindow): Flights {
  const free = new Int32Array(capacity);
  // The lowest slots on top: they have their sockets already.
  for (let k = 0; k < capacity; k++) free[k] = capacity - 1 - k;
  return {
    state: new Uint8Array(capacity),
    probe: new Float64Array(capacity),
    sentAt: new Float64Array(capacity),
    deadline: new Float64Array(capacity),
    until: new Float64Array(capacity),
    attempt: new Uint8Array(capacity),
    repeats: new Uint8Array(capacity),
    heldUp: new Uint8Array(capacity),
    host: new Array(capacity).fill(null),
    used: 0,
    window,
    lingering: 0,
    free,
    freeCount: capacity,
  };
}

export function takeOff(
  flights: Flights,
  probe: number,
  host: ConnectHost | null,
  now: number,
  timeout: number,
  attempt: number,
): number {
  const slot = occupy(flights, FLYING, probe, now, timeout, attempt);
  flights.host[slot] = host;
  flights.window.flying++;
  if (host !== null) host.window.flying++;
  return slot;
}

export function isCanary({ state }: Flights, slot: number): boolean {
  return state[slot] >= CANARY;
}

/** A canary's slot. `state`: CANARY or WOVEN. */
export function takeOffCanary(flights: Flights, state: number, probe: number, now: number, timeout: number): number {
  return occupy(flights, state, probe, now, timeout, 0);
}

function occupy(flights: Flights, state: number, probe: number, now: number, timeout: number, attempt: number): number {
  const slot = flights.free[--flights.freeCount];
  flights.state[slot] = state;
  flights.probe[slot] = probe;
  flights.sentAt[slot] = now;
  flights.until[slot] = now + timeout;
  flights.deadline[slot] = now; // the next sweep sees what it has to wait for
  flights.attempt[slot] = attempt;
  flights.repeats[slot] = 0;
  flights.heldUp[slot] = 0;
  if (slot >= flights.used) flights.used = slot + 1;
  return slot;
}

/** It counts no longer in its windows. */
export function linger(flights: Flights, slot: number, until: number): void {
  leaveWindow(flights, slot);
  flights.state[slot] = LINGERING;
  flights.until[slot] = until;
  flights.lingering++;
}

export function land(flights: Flights, slot: number): void {
  if (flights.state[slot] === FLYING) leaveWindow(flights, slot);
  else if (flights.state[slot] === LINGERING) flights.lingering--;
  flights.state[slot] = IDLE;
  flights.host[slot] = null;
  flights.free[flights.freeCount++] = slot;
}

/** There is no socket for the slot that landed last: those that have one go first. */
export function putLast(flights: Flights): void {
  const { free, freeCount } = flights;
  const slot = free[freeCount - 1];
  free[freeCount - 1] = free[0];
  free[0] = slot;
}

function leaveWindow(flights: Flights, slot: number): void {
  flights.window.flying--;
  const host = flights.host[slot];
  if (host !== null) host.window.flying--;
}
