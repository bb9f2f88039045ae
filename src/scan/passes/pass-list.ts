// Which probes the next pass asks: the silent ones of the hosts that are due another attempt.
import { get, UNANSWERED } from '../state/ledger.ts';

/** Entries of one list, 8 MB; a larger rest is asked in several passes. */
export const LIST_MAX = 2 ** 21;
const FIRST_WORDS = 4096;

/** Where lists are made, one after the other in the same shared memory: a pass is over before the next is planned. */
export interface ListMemory {
  readonly most: number;
  words: Uint32Array;
}

/** Bytes of the lists of a scan of so many probes, and half as many again while one grows. */
export function listMemoryBytes(probes: number): number {
  let words = FIRST_WORDS;
  while (words < Math.min(probes, LIST_MAX)) words *= 2;
  return words * 4 * 1.5;
}

export function createListMemory(most: number = LIST_MAX): ListMemory {
  return { most, words: new Uint32Array(new SharedArrayBuffer(FIRST_WORDS * 4)) };
}

/**
 * Collects ledger indices of unanswered probes, ascending, whole hosts at a time, beginning with host `firstHost`: at
 * most `memory.most`, unless one host alone has more. `due` says which hosts are asked again, `mine` which probes
 * belong to this shard. Returns the list, valid until the next call with the same memory, and the host at which the
 * next list goes on (`hosts` where all is in).
 */
export function collectSilent(
  ledger: Uint32Array,
  hosts: number,
  ports: number,
  firstHost: number,
  due: (host: number) => boolean,
  mine: (host: number, portIndex: number) => boolean,
  memory: ListMemory = createListMemory(),
): { list: Uint32Array; nextHost: number } {
  let length = 0;
  let host = firstHost;
  for (; host < hosts; host++) {
    if (!due(host)) continue;
    if (length > 0 && length + ports > memory.most) break;
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
      if (length === memory.words.length) enlarge(memory);
      memory.words[length++] = index;
    }
  }
  return { list: memory.words.subarray(0, length), nextHost: host };
}

function enlarge(memory: ListMemory): void {
  const larger = new Uint32Array(new SharedArrayBuffer(memory.words.length * 8));
  larger.set(memory.words);
  memory.words = larger;
}
