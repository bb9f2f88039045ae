// Ports that wait to be written, eight bytes for each time that one was told of: of a flood of them that is all there is. Of one place
// the greatest number counts (src/finding/join.ts, rule 2), so that to sort them is to join them.
//
//   63      47 46       45 44                     2 1     0
//     place    certainty     milliseconds since 1970  state        place: the port, + 65,536 for UDP
//
// Between threads such a number is two words of 32 bits, the low one first.
import { endianness } from 'node:os';
import type { PortFact, PortState } from '../../finding/finding.ts';
import { certaintyOf } from '../../finding/join.ts';

/** Of two answers of the same time the later one here counts. */
const STATES: readonly PortState[] = ['filtered', 'open|filtered', 'closed', 'open'];
const STATE_BITS = 2;
/** What of the time and the state is in the high word. */
const HIGH_BITS = 13;
const CERTAINTY_BITS = 2;
const WORD = 2 ** 32;
const UDP = 0x1_0000;
/** The year 2248. */
const TIME_MOST = 2 ** (32 + HIGH_BITS - STATE_BITS) - 1;
const [LOW, HIGH] = endianness() === 'LE' ? [0, 1] : [1, 0];
/** Ports. */
const FIRST_ROOM = 16;

export interface PortSeen {
  readonly place: number;
  readonly proto: PortFact['proto'];
  readonly port: number;
  readonly state: PortState;
  /** Milliseconds. */
  readonly time: number;
}

export interface PortsSeen {
  /** The words of one. */
  take(low: number, high: number): void;
  /** Each place once, by protocol and number. */
  joined(): Iterable<PortSeen>;
}

export function placeOf(proto: PortFact['proto'], port: number): number {
  return proto === 'udp' ? UDP + port : port;
}

/** `time`: the fact's, in milliseconds. */
export function lowWordOf({ state }: PortFact, time: number): number {
  return stateAndTime(state, time) % WORD;
}

export function highWordOf(fact: PortFact, time: number): number {
  const head = placeOf(fact.proto, fact.port) * 2 ** CERTAINTY_BITS + certaintyOf(fact);
  return head * 2 ** HIGH_BITS + Math.floor(stateAndTime(fact.state, time) / WORD);
}

function stateAndTime(state: PortState, time: number): number {
  const bounded = time > 0 ? Math.min(Math.floor(time), TIME_MOST) : 0;
  return bounded * 2 ** STATE_BITS + STATES.indexOf(state);
}

function seen(low: number, high: number): PortSeen {
  const place = high >>> (HIGH_BITS + CERTAINTY_BITS);
  const state = low % STATES.length;
  const time = ((high % 2 ** HIGH_BITS) * WORD + low - state) / 2 ** STATE_BITS;
  return { place, proto: place < UDP ? 'tcp' : 'udp', port: place % UDP, state: STATES[state], time };
}

export function createPortsSeen(): PortsSeen {
  let words = new Uint32Array(2 * FIRST_ROOM);
  let used = 0;
  return {
    take(low, high) {
      if (used === words.length) {
        const before = words;
        words = new Uint32Array(2 * before.length);
        words.set(before);
      }
      words[used + LOW] = low;
      words[used + HIGH] = high;
      used += 2;
    },
    *joined() {
      new BigUint64Array(words.buffer, 0, used / 2).sort();
      for (let at = 0; at < used; at += 2) {
        const port = seen(words[at + LOW], words[at + HIGH]);
        const isLast = at + 2 === used || words[at + 2 + HIGH] >>> (HIGH_BITS + CERTAINTY_BITS) !== port.place;
        if (isLast) yield port;
      }
    },
  };
}

let [lastText, lastTime] = ['', 0];

/** Milliseconds. Lines come by the thousand in one. */
export function timeOf(text: string): number {
  if (text !== lastText) [lastText, lastTime] = [text, Date.parse(text)];
  return lastTime;
}
