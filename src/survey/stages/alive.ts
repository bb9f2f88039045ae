// Who is there, as the stage `discover` found out, and who was heard before the others began: they ask nobody else.
import type { Line } from '../../finding/finding.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { createFlatBuilder, type FlatRanges, flatten } from '../../target/flat-ranges.ts';
import { parseIpv4 } from '../../wire/address.ts';

export interface Alive {
  /** Every line of the survey. */
  take(line: Line): void;
  /** Of these targets those that are there; all of them where nobody looked, or looking failed. */
  of(targets: ScanSpec['targets']): FlatRanges;
}

export function createAlive(): Alive {
  const addresses = new Set<number>();
  let looked = false;
  return {
    take(line) {
      if (line.type === 'phase-end' && line.stage === 'discover') looked = line.error === undefined;
      if (line.type === 'host' && (line.stage === 'discover' || line.reason === 'heard'))
        addresses.add(parseIpv4(line.ip)!);
    },
    of(targets) {
      const all = flatten(targets);
      if (!looked) return all;
      const sorted = Uint32Array.from(addresses).sort();
      const builder = createFlatBuilder();
      let range = 0;
      for (const address of sorted) {
        while (range < all.length && all[range + 1] < address) range += 2;
        if (range < all.length && all[range] <= address) builder.add(address, address);
      }
      return builder.finish();
    },
  };
}
