// The ports of one host that wait to be written: of a flood of them each takes some twenty bytes.
//
//   places: port + 65,536 for UDP ─► index        states[index], reasons[index]: numbers in the lists below; times[index]
//
// What has no column is left out. Two facts about one port join as everywhere (src/finding/join.ts).
import type { PortFact, PortReason, PortState } from '../../finding/finding.ts';
import { joinPorts } from '../../finding/join.ts';

const STATES: readonly PortState[] = ['open', 'closed', 'filtered', 'open|filtered'];
const REASONS: PortReason[] = [];
const UDP = 0x1_0000;
const FIRST_ROOM = 16;

export interface PortSeen {
  readonly proto: PortFact['proto'];
  readonly port: number;
  readonly state: PortState;
  readonly reason: PortReason;
  /** Milliseconds. */
  readonly time: number;
}

export interface PortsSeen {
  take(fact: PortFact): void;
  get(place: number): PortSeen | undefined;
  /** By protocol and number. */
  places(): Iterable<number>;
  readonly size: number;
}

/** Of a port in a PortsSeen. */
export function placeOf(proto: PortFact['proto'], port: number): number {
  return proto === 'udp' ? UDP + port : port;
}

export function createPortsSeen(): PortsSeen {
  const indices = new Map<number, number>();
  let states = new Uint8Array(FIRST_ROOM);
  let reasons = new Uint8Array(FIRST_ROOM);
  let times = new Float64Array(FIRST_ROOM);

  function grow(): void {
    const before = { states, reasons, times };
    states = new Uint8Array(2 * states.length);
    reasons = new Uint8Array(2 * reasons.length);
    times = new Float64Array(2 * times.length);
    states.set(before.states);
    reasons.set(before.reasons);
    times.set(before.times);
  }

  function put(index: number, { state, reason, time }: PortFact): void {
    let number = REASONS.indexOf(reason);
    if (number < 0) number = REASONS.push(reason) - 1;
    states[index] = STATES.indexOf(state);
    reasons[index] = number;
    times[index] = timeOf(time);
  }

  function get(place: number): PortSeen | undefined {
    const index = indices.get(place);
    if (index === undefined) return undefined;
    const proto = place < UDP ? 'tcp' : 'udp';
    return {
      proto,
      port: place % UDP,
      state: STATES[states[index]],
      reason: REASONS[reasons[index]],
      time: times[index],
    };
  }

  return {
    take(fact) {
      const place = placeOf(fact.proto, fact.port);
      const index = indices.get(place);
      if (index === undefined) {
        if (indices.size === states.length) grow();
        put(indices.size, fact);
        indices.set(place, indices.size);
        return;
      }
      const before = get(place)!;
      const { type, ip, stage } = fact;
      put(index, joinPorts({ ...before, type, ip, stage, time: new Date(before.time).toISOString() }, fact));
    },
    get,
    places: () => Uint32Array.from(indices.keys()).sort(),
    get size() {
      return indices.size;
    },
  };
}

let [lastText, lastTime] = ['', 0];

/** Lines come by the thousand in a millisecond. */
export function timeOf(text: string): number {
  if (text !== lastText) [lastText, lastTime] = [text, Date.parse(text)];
  return lastTime;
}
