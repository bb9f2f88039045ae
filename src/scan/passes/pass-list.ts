// Which probes the next pass asks: the silent ones of the hosts that are due another attempt, or those of them that matter.
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
 * most `memory.most`, unless one host alone has more. `due` says which hosts are asked again, and which of their ports
 * (indices, ascending; true: all), `mine` which probes belong to this shard. Returns the list, valid until the next call with the same memory, and the host at which the
 * next list goes on (`hosts` where all is in).
 */
export function collectSilent(
  ledger: Uint32Array,
  hosts: number,
  ports: number,
  firstHost: number,
  due: (host: number) => boolean | Uint16Array,
  mine: (host: number, portIndex: number) => boolean,
  memory: ListMemory = createListMemory(),
): { list: Uint32Array; nextHost: number } {
  let length = 0;
  let host = firstHost;

  function take(index: number, host: number, portIndex: number): void {
    if (get(ledger, index) !== UNANSWERED || !mine(host, portIndex)) return;
    if (length === memory.words.length) enlarge(memory);
    memory.words[length++] = index;
  }

  for (; host < hosts; host++) {
    const asked = due(host);
    if (asked === false) continue;
    if (length > 0 && length + (asked === true ? ports : asked.length) > memory.most) break;
    const start = host * ports;
    if (asked !== true) {
      for (const portIndex of asked) take(start + portIndex, host, portIndex);
      continue;
    }
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
      take(index, host, portIndex);
    }
  }
  return { list: memory.words.subarray(0, length), nextHost: host };
}

function enlarge(memory: ListMemory): void {
  const larger = new Uint32Array(new SharedArrayBuffer(memory.words.length * 8));
  larger.set(memory.words);
  memory.words = larger;
}
