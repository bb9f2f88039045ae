// A ping as the engine takes it: what it believes of a job, and how it is run.
import type { PingEvent, PingOptions, PingTarget } from '../../ping/types.ts';
import { checkAddress, WORD_BYTES } from './address-words.ts';
import type { JobKind } from './job-kind.ts';
import { type PingHead, WORDS_EACH } from './ping-job.ts';
import { flag, number, object, oneOf, orNull, refuse, text, whole } from './shapes.ts';

const TARGETS_MOST = 1_000_000;
const TIMER_MOST_MS = 2 ** 31 - 1;

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
  echoCode: whole(0, 255),
  keepPackets: flag,
});

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
    const { runPing } = await import('../../ping/ping.ts');
    await runPing(options, { emit, waiting: session.waiting }, signal);
  },
};
