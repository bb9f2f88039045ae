// A ping as the engine takes it: what it believes of a job, and how it is run.
import type { PingEvent, PingOptions, PingTarget } from '../../ping/types.ts';
import { unflatten } from '../../target/flat-ranges.ts';
import { contains } from '../../target/ranges.ts';
import { checkAddress, checkRanges, WORD_BYTES } from './address-words.ts';
import type { JobKind } from './job-kind.ts';
import { type PingHead, WORDS_EACH } from './ping-job.ts';
import { flag, number, object, oneOf, orNull, refuse, text, whole } from './shapes.ts';

const TARGETS_MOST = 1_000_000;
const EXCLUDED_MOST = 2 ** 28;
const TIMER_MOST_MS = 2 ** 31 - 1;

const checkHead = object<PingHead>({
  targets: whole(1, TARGETS_MOST),
  excluded: whole(0, EXCLUDED_MOST),
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
  bytesOf: ({ targets, excluded }) => (targets * WORDS_EACH + excluded) * WORD_BYTES,
  records: ({ record }) => record,
  job({ targets: count, excluded, payload, record, ...head }, bytes, recordTo) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, WORDS_EACH * count + excluded);
    const never = unflatten(checkRanges(words.subarray(WORDS_EACH * count), 'excluded'));
    const targets: PingTarget[] = [];
    for (let index = 0; index < count; index++) {
      const [address, port] = [words[WORDS_EACH * index], words[WORDS_EACH * index + 1]];
      if (port > 65_535) refuse('targets', 'a list of addresses and ports');
      const target = { name: String(index), address: checkAddress(address, 'targets'), port };
      if (!contains(never, address)) targets.push(target);
    }
    return { ...head, targets, payload: Buffer.from(payload, 'hex'), recordTo };
  },
  async run(options, emit, signal, session) {
    const { runPing } = await import('../../ping/ping.ts');
    await runPing(options, { emit, waiting: session.waiting }, signal);
  },
};
