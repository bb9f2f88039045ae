// A trace as the engine takes it: what it believes of a job, and how it is run.
import { scanReins } from '../../scan/reins.ts';
import type { TraceEvent, TraceOptions, TraceTarget } from '../../scan/trace/types.ts';
import { unflatten } from '../../target/flat-ranges.ts';
import { contains } from '../../target/ranges.ts';
import { checkAddress, checkRanges, WORD_BYTES } from './address-words.ts';
import type { JobKind } from './job-kind.ts';
import { number, object, orNull, refuse, whole } from './shapes.ts';
import { METHOD_SHIFT, METHODS, type TraceHead, WORDS_EACH } from './trace-job.ts';

const TARGETS_MOST = 65_536;
const EXCLUDED_MOST = 2 ** 28;
const HOPS_MOST = 255;

export const traceKind: JobKind<TraceHead, TraceOptions, TraceEvent> = {
  checkHead: object<TraceHead>({
    targets: whole(1, TARGETS_MOST),
    excluded: whole(0, EXCLUDED_MOST),
    rateCap: orNull(number(Number.MIN_VALUE, 1e9)),
  }),
  bytesOf: ({ targets, excluded }) => (targets * WORDS_EACH + excluded) * WORD_BYTES,
  records: () => false,
  job({ targets: count, excluded, ...head }, bytes) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, WORDS_EACH * count + excluded);
    const never = unflatten(checkRanges(words.subarray(WORDS_EACH * count), 'excluded'));
    const targets: TraceTarget[] = [];
    for (let index = 0; index < count; index++) {
      const [address, asked, hops] = words.subarray(WORDS_EACH * index, WORDS_EACH * (index + 1));
      const method = METHODS[asked >>> METHOD_SHIFT] ?? refuse('targets', 'a list of addresses, methods and ports');
      if (hops > HOPS_MOST) refuse('targets', `without more than ${HOPS_MOST} hops`);
      const port = asked & (2 ** METHOD_SHIFT - 1);
      const target = { address: checkAddress(address, 'targets'), method, port, hops: hops === 0 ? null : hops - 1 };
      if (!contains(never, address)) targets.push(target);
    }
    return { ...head, targets };
  },
  async run(options, emit, signal, { routing }, reins) {
    const { runTrace } = await import('../../scan/trace/run.ts');
    await runTrace(options, emit, signal, routing, scanReins(options.rateCap, reins));
  },
};
