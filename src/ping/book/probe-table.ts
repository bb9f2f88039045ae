// The probes that were sent, in order of sending, until nothing more can come of them.
//
//      forgotten          first ──► decided, kept for late answers ──► undecided ──► some waiting ──► next
//                         slot of probe k: k & (capacity - 1)
//
// Invariant: first <= undecided <= next, next - first <= capacity. Everything before `undecided` is decided (answered, or
// given up); all probes have the same timeout, so they are given up and forgotten in the order in which they were sent.
// A probe is found by its key: a number that no other waiting probe has.

export const WAITING = 0;
export const ANSWERED = 1;
export const GIVEN_UP = 2;

/** Slots at most: at 10,000 probes a second 26 seconds. */
const CAPACITY_MOST = 2 ** 18;
const CAPACITY_LEAST = 2 ** 10;

export interface ProbeTable {
  readonly capacity: number;
  /** Of each slot. */
  readonly key: Float64Array;
  readonly target: Int32Array;
  /** The probe's number, from 1 for each target. */
  readonly number: Uint32Array;
  readonly sequence: Uint32Array;
  readonly sourcePort: Uint16Array;
  /** WAITING, ANSWERED or GIVEN_UP. */
  readonly state: Uint8Array;
  /** bootMillis() before the call that sent it. */
  readonly sentAt: Float64Array;
  /** The kernel's time of its leaving, microseconds since the run's epoch; before that is known, our own reading. */
  readonly leftAt: Float64Array;
  /** 1: `leftAt` is the kernel's. */
  readonly stamped: Uint8Array;
  /** Probes ever added. */
  readonly next: number;
  /** Undecided probes. */
  readonly waiting: number;
  /** Whether one more can be added. */
  hasRoom(): boolean;
  /** Whether a probe has this key. */
  has(key: number): boolean;
  /** The slot of the probe with this key; -1 where there is none. */
  find(key: number): number;
  /** Adds a probe, and returns its slot; its other columns are the caller's to fill. */
  add(key: number, sentAt: number): number;
  /** A probe that is waiting no more. */
  decide(slot: number, state: number): void;
  /** The slot of the oldest waiting probe sent before `before`; -1 where there is none. */
  oldestWaiting(before: number): number;
  /** Forgets decided probes that were sent before `before`. */
  forget(before: number): void;
}

/** `expected`: how many probes there are between sending and forgetting. */
export function createProbeTable(expected: number): ProbeTable {
  let capacity = CAPACITY_LEAST;
  while (capacity < expected && capacity < CAPACITY_MOST) capacity *= 2;
  const mask = capacity - 1;
  const slots = new Map<number, number>();
  const key = new Float64Array(capacity);
  const state = new Uint8Array(capacity);
  const sentAt = new Float64Array(capacity);
  let first = 0;
  let undecided = 0;
  let next = 0;
  let waiting = 0;

  function advance(): void {
    while (undecided < next && state[undecided & mask] !== WAITING) undecided++;
  }

  function drop(): void {
    const slot = first & mask;
    // A younger probe may have been given the same key since.
    if (slots.get(key[slot]) === slot) slots.delete(key[slot]);
    first++;
  }

  return {
    capacity,
    key,
    target: new Int32Array(capacity),
    number: new Uint32Array(capacity),
    sequence: new Uint32Array(capacity),
    sourcePort: new Uint16Array(capacity),
    state,
    sentAt,
    leftAt: new Float64Array(capacity),
    stamped: new Uint8Array(capacity),
    get next() {
      return next;
    },
    get waiting() {
      return waiting;
    },
    hasRoom: () => next - first < capacity || first < undecided,
    has: (wanted) => slots.has(wanted),
    find(wanted) {
      const slot = slots.get(wanted);
      return slot === undefined ? -1 : slot;
    },
    add(added, at) {
      if (next - first === capacity) drop();
      const slot = next & mask;
      slots.set(added, slot);
      key[slot] = added;
      state[slot] = WAITING;
      sentAt[slot] = at;
      next++;
      waiting++;
      return slot;
    },
    decide(slot, decided) {
      if (state[slot] !== WAITING) return;
      state[slot] = decided;
      waiting--;
      advance();
    },
    oldestWaiting(before) {
      if (undecided === next) return -1;
      const slot = undecided & mask;
      return sentAt[slot] < before ? slot : -1;
    },
    forget(before) {
      while (first < undecided && sentAt[first & mask] < before) drop();
    },
  };
}
