// The connects that are outstanding, by slot of the sockets.
//
//   idle ──start──► FLYING ──timeout──► LINGERING ──time is up──► idle
//                     └──────answer────────┴──────────answer────► idle
//
// A flying probe counts in its windows. A lingering one is given up by the windows, but its answer is still welcome; the
// kernel repeats a SYN after a second, so it may well come.
import type { ConnectHost } from './connect-hosts.ts';
import type { CongestionWindow } from './connect-window.ts';

export const IDLE = 0;
export const FLYING = 1;
export const LINGERING = 2;

export interface Flights {
  readonly state: Uint8Array;
  readonly probe: Float64Array;
  readonly sentAt: Float64Array;
  /** When it stops flying, then when it stops lingering; milliseconds. */
  readonly deadline: Float64Array;
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
): number {
  const slot = flights.free[--flights.freeCount];
  flights.state[slot] = FLYING;
  flights.probe[slot] = probe;
  flights.sentAt[slot] = now;
  flights.deadline[slot] = now + timeout;
  flights.host[slot] = host;
  flights.window.flying++;
  if (host !== null) host.window.flying++;
  if (slot >= flights.used) flights.used = slot + 1;
  return slot;
}

/** It counts no longer in its windows. */
export function linger(flights: Flights, slot: number, deadline: number): void {
  leaveWindow(flights, slot);
  flights.state[slot] = LINGERING;
  flights.deadline[slot] = deadline;
  flights.lingering++;
}

export function land(flights: Flights, slot: number): void {
  if (flights.state[slot] === FLYING) leaveWindow(flights, slot);
  else flights.lingering--;
  flights.state[slot] = IDLE;
  flights.host[slot] = null;
  flights.free[flights.freeCount++] = slot;
}

function leaveWindow(flights: Flights, slot: number): void {
  flights.window.flying--;
  const host = flights.host[slot];
  if (host !== null) host.window.flying--;
}
