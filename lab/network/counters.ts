// Packets that a namespace's rules and shapers counted.
import { runInside } from './namespaces.ts';

/** The rules' counters by name; of each shaper `INTERFACE-passed`, `-passed-bytes` and `-dropped`. */
export async function readCounters(namespace: string): Promise<[string, number][]> {
  const { nftables } = JSON.parse(await runInside(namespace, 'nft', ['-j', 'list', 'counters'])) as {
    nftables: { counter?: { table: string; name: string; packets: number } }[];
  };
  const found = new Map<string, number>();
  for (const { counter } of nftables) {
    if (counter) found.set(counter.name, (found.get(counter.name) ?? 0) + counter.packets);
  }
  const queues = JSON.parse(await runInside(namespace, 'tc', ['-j', '-s', 'qdisc', 'show'])) as {
    kind: string;
    dev: string;
    packets: number;
    bytes: number;
    drops: number;
  }[];
  for (const queue of queues) {
    if (queue.kind !== 'tbf') continue;
    found.set(`${queue.dev}-passed`, queue.packets);
    found.set(`${queue.dev}-passed-bytes`, queue.bytes);
    found.set(`${queue.dev}-dropped`, queue.drops);
  }
  return [...found];
}
