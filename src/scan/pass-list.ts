// Which probes the next pass asks: the silent ones of the hosts that are due another attempt.
import { get, UNANSWERED } from './ledger.ts';

/** Entries of one list, 64 MB; a larger rest is asked in several passes. */
export const LIST_MAX = 16_000_000;

/**
 * Collects up to `most` ledger indices of unanswered probes, ascending, beginning with host `firstHost`. `due` says
 * which hosts are asked again, `mine` which probes belong to this shard. Returns the list, and the host at which the
 * next list goes on (`hosts` where all is in). A host is never split: one alone may have more than `most`.
 */
export function collectSilent(
  ledger: Uint32Array,
  hosts: number,
  ports: number,
  firstHost: number,
  due: (host: number) => boolean,
  mine: (host: number, portIndex: number) => boolean,
  most: number = LIST_MAX,
): { list: Uint32Array; nextHost: number } {
  let list = new Uint32Array(new SharedArrayBuffer(4096 * 4));
  let length = 0;
  let host = firstHost;
  for (; host < hosts; host++) {
    if (!due(host)) continue;
    if (length > 0 && length + ports > most) break;
    const start = host * ports;
    for (let portIndex = 0; portIndex < ports; portIndex++) {
      const index = start + portIndex;
      // A whole word without a silent probe in it, sixteen at once.
      if ((index & 15) === 0 && portIndex + 16 <= ports) {
        const word = ledger[index >>> 4];
        if (((word | (word >>> 1)) & 0x55555555) === 0x55555555) {
          portIndex += 15;
          continue;
        }
      }
      if (get(ledger, index) !== UNANSWERED || !mine(host, portIndex)) continue;
      if (length === list.length) {
        const larger = new Uint32Array(new SharedArrayBuffer(list.length * 8));
        larger.set(list);
        list = larger;
      }
      list[length++] = index;
    }
  }
  return { list: list.subarray(0, length), nextHost: host };
}
