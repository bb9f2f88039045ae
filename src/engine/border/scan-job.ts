// A scan on its way to the engine, as its caller sends it; what the engine makes of it: scan-kind.ts.
import type { ScanSpec } from '../../scan/spec.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { joinWords } from './address-words.ts';
import type { EncodedJob } from './job-kind.ts';

export interface ScanHead
  extends Omit<
    ScanSpec,
    'targets' | 'excluded' | 'recordTo' | 'journalTo' | 'keepResponses' | 'decideAll' | 'sources'
  > {
  /** Words, of the attached bytes. */
  readonly targets: number;
  readonly excluded: number;
  readonly record: boolean;
  /** A descriptor comes for a journal; never for both. */
  readonly journal: boolean;
  readonly keepResponses: boolean;
  readonly decideAll: boolean;
  readonly sources: NonNullable<ScanSpec['sources']>;
}

export function encodeScan(
  {
    targets,
    excluded,
    recordTo,
    journalTo,
    keepResponses = false,
    decideAll = false,
    sources = 'auto',
    ...head
  }: ScanSpec,
  record: boolean,
  journal = false,
): EncodedJob {
  const [asked, never] = [flatten(targets), flatten(excluded)];
  const options = { record, journal, keepResponses, decideAll, sources };
  const whole: ScanHead = { ...head, ...options, targets: asked.length, excluded: never.length };
  return {
    head: whole,
    bytes:
      never.length === 0 ? new Uint8Array(asked.buffer, asked.byteOffset, asked.byteLength) : joinWords(asked, never),
  };
}
