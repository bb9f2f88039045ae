// What a connect scan asks, and in what order.
import { flatten } from '../../target/flat-ranges.ts';
import { count } from '../../target/ranges.ts';
import type { HostTable } from '../order/host-table.ts';
import { createWalkCursor, probesOfRange } from '../order/order.ts';
import { seedWords } from '../order/permutation.ts';
import type { ScanSpec } from '../spec.ts';
import type { ProbeSource } from './round.ts';

/** Port number by port index, ascending. */
export function listPorts(spec: ScanSpec): Uint16Array {
  const numbers = new Uint16Array(count(spec.ports));
  let index = 0;
  for (const [first, last] of spec.ports) for (let port = first; port <= last; port++) numbers[index++] = port;
  return numbers;
}

/** Every probe of this shard once, in the keyed order. */
export function wholeOrder(spec: ScanSpec, table: HostTable, portNumbers: Uint16Array): ProbeSource {
  const cursor = createWalkCursor({ table, portNumbers, orderSeeds: seedWords(spec.seed), shard: spec.shard });
  return { next: () => (cursor.advance() ? cursor.host * portNumbers.length + cursor.portIndex : -1) };
}

/** How many probes this shard asks. */
export function countProbes(ports: number, spec: ScanSpec): number {
  let probes = 0;
  const words = flatten(spec.targets);
  for (let k = 0; k < words.length; k += 2) probes += probesOfRange(words[k], words[k + 1], ports, spec.shard);
  return probes;
}
