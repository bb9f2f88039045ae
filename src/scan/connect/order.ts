// What a connect scan asks, and in what order.
import type { HostTable } from '../order/host-table.ts';
import { createWalkCursor } from '../order/order.ts';
import { seedWords } from '../order/permutation.ts';
import type { ScanSpec } from '../spec.ts';
import type { ProbeSource } from './round.ts';

/** Every probe of this shard once, in the keyed order. */
export function wholeOrder(spec: ScanSpec, table: HostTable, portNumbers: Uint16Array): ProbeSource {
  const cursor = createWalkCursor({ table, portNumbers, orderSeeds: seedWords(spec.seed), shard: spec.shard });
  return { next: () => (cursor.advance() ? cursor.host * portNumbers.length + cursor.portIndex : -1) };
}
