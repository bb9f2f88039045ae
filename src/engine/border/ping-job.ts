// A ping on its way to the engine, as its caller sends it; what the engine makes of it: ping-kind.ts. Names stay with the caller: the
// engine knows its targets by their numbers.
import type { PingEvent, PingOptions, PingTarget } from '../../ping/types.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { joinWords } from './address-words.ts';
import type { EncodedJob } from './job-kind.ts';

export interface PingHead extends Required<Omit<PingOptions, 'targets' | 'excluded' | 'payload' | 'recordTo'>> {
  /** How many; each is an address and a port of the attached bytes. */
  readonly targets: number;
  /** Words, of the bytes behind them. */
  readonly excluded: number;
  /** Hexadecimal. */
  readonly payload: string;
  readonly record: boolean;
}

/** Words of a target: its address, its port. */
export const WORDS_EACH = 2;

export function encodePing(
  { targets, excluded = [], payload, recordTo, echoCode = 0, keepPackets = false, ...head }: PingOptions,
  record: boolean,
): EncodedJob {
  const words = new Uint32Array(WORDS_EACH * targets.length);
  targets.forEach(({ address, port }, index) => {
    words[WORDS_EACH * index] = address;
    words[WORDS_EACH * index + 1] = port;
  });
  const never = flatten(excluded);
  const options = { echoCode, keepPackets, record, excluded: never.length };
  const whole: PingHead = {
    ...head,
    ...options,
    targets: targets.length,
    payload: Buffer.from(payload).toString('hex'),
  };
  return { head: whole, bytes: joinWords(words, never) };
}

/** The event as the caller's targets are called; null where the engine names one that there is not. */
export function withTargetName(event: PingEvent, targets: readonly PingTarget[]): PingEvent | null {
  if (!('target' in event) || event.target === undefined || event.target === null) return event;
  const target = targets[Number(event.target)];
  return target === undefined ? null : { ...event, target: target.name };
}
