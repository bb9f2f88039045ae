// A scan as the engine takes it: what it believes of a job, and how it is run.
import { totalmem } from 'node:os';
import type { Finding } from '../../finding/finding.ts';
import { PROBE_NAMES } from '../../probe/probe-name.ts';
import { ENGINES } from '../../scan/engine-name.ts';
import { scanReins } from '../../scan/reins.ts';
import { type ScanSpec, SOURCES_MOST } from '../../scan/spec.ts';
import { unflatten } from '../../target/flat-ranges.ts';
import { checkRanges, checkTargets, WORD_BYTES } from './address-words.ts';
import type { JobKind } from './job-kind.ts';
import type { ScanHead } from './scan-job.ts';
import { flag, list, number, object, oneOf, orNull, ranges, refuse, text, whole } from './shapes.ts';

const WORDS_MOST = 2 ** 28;
const RATE_MOST = 1e9;
const LEDGER_MOST = Math.floor(totalmem() / 2);

const checkHead = object<ScanHead>({
  targets: whole(2, WORDS_MOST),
  excluded: whole(0, WORDS_MOST),
  record: flag,
  journal: flag,
  keepResponses: flag,
  decideAll: flag,
  sources: (value, where) =>
    typeof value === 'string'
      ? oneOf('auto', 'one')(value, where)
      : list(whole(1, 0xffff_fffe), SOURCES_MOST)(value, where),
  source: orNull(whole(1, 0xffff_fffe)),
  sourcePort: orNull(whole(1, 65_535)),
  ttl: orNull(whole(1, 255)),
  probe: oneOf(...PROBE_NAMES),
  ports: ranges(0, 65_535, 32_768),
  engine: oneOf(...ENGINES, 'auto'),
  generators: orNull(whole(1, 64)),
  rateCap: orNull(number(Number.MIN_VALUE, RATE_MOST)),
  seed: text(1000),
  shard: (value, where) => {
    const shard = object<ScanSpec['shard']>({ index: whole(1, 1e9), count: whole(1, 1e9) })(value, where);
    return shard.index <= shard.count ? shard : refuse(where, 'one of its shares');
  },
  maxRetries: orNull(whole(0, 1000)),
  interfaceName: orNull(text(15, /^[^\s/]+$/)),
  ledgerLimit: whole(1, Number.MAX_SAFE_INTEGER),
});

export const scanKind: JobKind<ScanHead, ScanSpec, Finding> = {
  checkHead,
  bytesOf: ({ targets, excluded }) => (targets + excluded) * WORD_BYTES,
  records: ({ record, journal }) => record || journal,
  job({ targets, excluded, record, journal, ...head }, bytes, descriptor) {
    if (record && journal) refuse('journal', 'of a scan that is recorded');
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, targets + excluded);
    const never = unflatten(checkRanges(words.subarray(targets), 'excluded'));
    if (head.ports.length === 0) refuse('ports', 'a list of ports');
    return {
      ...head,
      targets: checkTargets(words.subarray(0, targets), never),
      excluded: never,
      recordTo: record ? descriptor : null,
      journalTo: journal ? descriptor : null,
      ledgerLimit: Math.min(head.ledgerLimit, LEDGER_MOST),
    };
  },
  async run(spec, emit, signal, session, reins) {
    const steered = scanReins(spec.rateCap, reins);
    if (spec.engine === 'connect' && spec.probe === 'udp') {
      const { runDatagramScan } = await import('../../scan/datagrams/engine.ts');
      return runDatagramScan(spec, emit, signal, steered, process.platform === 'linux' ? session.routing : null);
    }
    if (spec.engine === 'connect') {
      const { runConnectScan } = await import('../../scan/connect/engine.ts');
      return runConnectScan(spec, emit, signal, steered);
    }
    const { runPacketScan } = await import('../../scan/packet-engine.ts');
    return runPacketScan(spec, emit, signal, session, steered);
  },
};
