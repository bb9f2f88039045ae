// A trace on its way to the engine, as its caller sends it; what the engine makes of it: trace-kind.ts.
import type { TraceMethod } from '../../probe/trace.ts';
import type { TraceOptions } from '../../scan/trace/types.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { joinWords } from './address-words.ts';
import type { EncodedJob } from './job-kind.ts';

export interface TraceHead extends Omit<TraceOptions, 'targets' | 'excluded'> {
  /** How many; each is WORDS_EACH words of the attached bytes. */
  readonly targets: number;
  /** Words that say who is excluded; they follow the targets. */
  readonly excluded: number;
}

export const METHODS: readonly TraceMethod[] = ['icmp', 'udp', 'tcp'];
/** Words of a target: its address; the method's place in METHODS and the port; the routers on the way, and one more, 0: not known. */
export const WORDS_EACH = 3;
export const METHOD_SHIFT = 16;

export function encodeTrace({ targets, excluded = [], ...head }: TraceOptions): EncodedJob {
  const words = new Uint32Array(WORDS_EACH * targets.length);
  for (const [index, { address, method, port, hops }] of targets.entries()) {
    const at = WORDS_EACH * index;
    words[at] = address;
    words[at + 1] = (METHODS.indexOf(method) << METHOD_SHIFT) | port;
    words[at + 2] = hops === null ? 0 : hops + 1;
  }
  const never = flatten(excluded);
  const whole: TraceHead = { ...head, targets: targets.length, excluded: never.length };
  return { head: whole, bytes: joinWords(words, never) };
}
