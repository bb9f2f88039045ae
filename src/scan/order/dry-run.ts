// What a scan would send, without sending it.
import { flatten } from '../../target/flat-ranges.ts';
import { listPorts } from '../../target/port-list.ts';
import type { ScanSpec } from '../spec.ts';
import { addressOfHost, hostTableOf } from './host-table.ts';
import { createWalkCursor } from './order.ts';
import { seedWords } from './permutation.ts';

/**
 * The (address, port) pairs of a scan's first pass, in the order in which it sends them: the engine's own cursor over
 * the same seed and shard. It takes every target for reachable; an address that is found to be absent from the link
 * before the scan is no host of it, and the order of the others is then another one.
 */
export function* dryRun(
  spec: Pick<ScanSpec, 'targets' | 'ports' | 'seed' | 'shard'>,
): Generator<readonly [address: number, port: number]> {
  const portNumbers = listPorts(spec.ports);
  const table = hostTableOf([{ ranges: flatten(spec.targets), hop: 0 }]);
  if (table.hosts === 0 || portNumbers.length === 0) return;
  const cursor = createWalkCursor({ table, portNumbers, orderSeeds: seedWords(spec.seed), shard: spec.shard });
  while (cursor.advance()) yield [addressOfHost(table, cursor.host), portNumbers[cursor.portIndex]];
}
