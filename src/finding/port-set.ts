// The ports of one host as far as they are known: of the first ones everything, of more their state alone. So a host
// takes 200 kB at the most, and a thousand hosts may show all of their ports.
//
//   known    (port, proto) ─► fact       512 at the most
//   states   tcp, udp: a byte a port     made when the 513th port comes; 0 where nothing is known
import type { PortFact, PortState } from './finding.ts';
import { type Joined, joinPorts } from './join.ts';

/** So many ports of a host are kept with all that is known of them. */
export const KNOWN_MOST = 512;

/** By rising certainty, but for closed and open, of which the newer counts. */
const STATES: readonly (PortState | null)[] = [null, 'open|filtered', 'filtered', 'closed', 'open'];
const CLOSED = 3;

/** What is known of a port: of some its state alone. */
export type KnownPort = Pick<PortFact, 'proto' | 'port' | 'state'> & Partial<Joined<PortFact>>;

type Proto = PortFact['proto'];

export interface PortSet {
  join(fact: Joined<PortFact>): void;
  find(proto: Proto, port: number): KnownPort | undefined;
  /** By number; TCP before UDP. */
  all(): Generator<KnownPort, void, undefined>;
  readonly size: number;
  /** How many there are in a state. */
  count(state: PortState): number;
}

export function createPortSet(): PortSet {
  const known = new Map<number, Joined<PortFact>>();
  const states = new Map<Proto, Uint8Array>();
  const counts = new Map<PortState, number>();
  let size = 0;

  function keep(fact: Joined<PortFact>, key: number): void {
    const before = known.get(key);
    const after = before === undefined ? fact : joinPorts(before, fact);
    known.set(key, after);
    move(before?.state ?? null, after.state);
  }

  function keepState({ proto, port, state }: PortFact): void {
    let words = states.get(proto);
    if (words === undefined) {
      words = new Uint8Array(65_536);
      states.set(proto, words);
    }
    const code = STATES.indexOf(state);
    const before = words[port];
    // An answer of its own is never outdone by less; of two the newer counts, and that is the one that comes later.
    if (code < before && code < CLOSED) return;
    words[port] = code;
    move(STATES[before], state);
  }

  function move(before: PortState | null, after: PortState): void {
    if (before === after) return;
    if (before === null) size++;
    else counts.set(before, (counts.get(before) ?? 0) - 1);
    counts.set(after, (counts.get(after) ?? 0) + 1);
  }

  function find(proto: Proto, port: number): KnownPort | undefined {
    const fact = known.get(keyOf(proto, port));
    if (fact !== undefined) return fact;
    const state = STATES[states.get(proto)?.[port] ?? 0];
    return state === null ? undefined : { proto, port, state };
  }

  return {
    join(fact) {
      const key = keyOf(fact.proto, fact.port);
      if (known.size < KNOWN_MOST || known.has(key)) keep(fact, key);
      else keepState(fact);
    },
    find,
    *all() {
      if (states.size === 0) {
        yield* [...known].sort(([one], [other]) => one - other).map(([, fact]) => fact);
        return;
      }
      for (let port = 0; port < 65_536; port++) {
        for (const proto of ['tcp', 'udp'] as const) {
          const each = find(proto, port);
          if (each !== undefined) yield each;
        }
      }
    },
    get size() {
      return size;
    },
    count: (state) => counts.get(state) ?? 0,
  };
}

function keyOf(proto: Proto, port: number): number {
  return port * 2 + (proto === 'udp' ? 1 : 0);
}
