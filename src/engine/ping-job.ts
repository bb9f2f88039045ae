// A ping on its way to the engine. Names stay with the caller: the engine knows its targets by their numbers.
import type { PingEvent, PingOptions, PingTarget } from '../ping/types.ts';
import { checkAddress, joinWords, WORD_BYTES } from './address-words.ts';
import type { EncodedJob, JobKind } from './job-kind.ts';
import { flag, number, object, oneOf, orNull, refuse, text, whole } from './shapes.ts';

interface PingHead extends Omit<PingOptions, 'targets' | 'payload' | 'recordTo'> {
  /** How many; each is an address and a port of the attached bytes. */
  readonly targets: number;
  /** Hexadecimal. */
  readonly payload: string;
  readonly record: boolean;
}

const TARGETS_MOST = 1_000_000;
const TIMER_MOST_MS = 2 ** 31 - 1;
const WORDS_EACH = 2;

const checkHead = object<PingHead>({
  targets: whole(1, TARGETS_MOST),
  payload: text(2 * 65_535, /^([0-9a-f]{2})*$/),
  record: flag,
  method: oneOf('tcp', 'udp', 'icmp', 'arp', 'connect'),
  count: orNull(whole(1, 0xffff_ffff)),
  intervalMs: number(0, TIMER_MOST_MS),
  rateCap: orNull(number(Number.MIN_VALUE, 1e9)),
  timeoutMs: number(Number.MIN_VALUE, TIMER_MOST_MS),
  interfaceName: orNull(text(15, /^[^\s/]+$/)),
  source: orNull(whole(0, 0xffff_ffff)),
  syn: oneOf('full', 'bare'),
  flags: whole(0, 255),
  ttl: whole(1, 255),
  tos: whole(0, 255),
  dontFragment: flag,
});

export function encodePing({ targets, payload, recordTo, ...head }: PingOptions, record: boolean): EncodedJob {
  const words = new Uint32Array(WORDS_EACH * targets.length);
  targets.forEach(({ address, port }, index) => {
    words[WORDS_EACH * index] = address;
    words[WORDS_EACH * index + 1] = port;
  });
  const whole: PingHead = { ...head, targets: targets.length, payload: Buffer.from(payload).toString('hex'), record };
  return { head: whole, bytes: joinWords(words) };
}

/** The event as the caller's targets are called; null where the engine names one that there is not. */
export function withTargetName(event: PingEvent, targets: readonly PingTarget[]): PingEvent | null {
  if (!('target' in event) || event.target === undefined || event.target === null) return event;
  const target = targets[Number(event.target)];
  return target === undefined ? null : { ...event, target: target.name };
}

export const pingKind: JobKind<PingHead, PingOptions, PingEvent> = {
  checkHead,
  bytesOf: ({ targets }) => targets * WORDS_EACH * WORD_BYTES,
  records: ({ record }) => record,
  job({ targets: count, payload, record, ...head }, bytes, recordTo) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, WORDS_EACH * count);
    const targets: PingTarget[] = [];
    for (let index = 0; index < count; index++) {
      const [address, port] = [words[WORDS_EACH * index], words[WORDS_EACH * index + 1]];
      if (port > 65_535) refuse('targets', 'a list of addresses and ports');
      targets.push({ name: String(index), address: checkAddress(address, 'targets'), port });
    }
    return { ...head, targets, payload: Buffer.from(payload, 'hex'), recordTo };
  },
  async run(options, emit, signal, session) {
    const { runPing } = await import('../ping/ping.ts');
    await runPing(options, { emit, waiting: session.waiting }, signal);
  },
};
