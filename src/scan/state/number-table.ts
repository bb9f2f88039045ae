// Numbers, each with a byte, in a table of bounded size: where a Map would take forty bytes for each, and end with an
// error at 2^24 of them.
//
// Open addressing: a number stands at its hash or in the first free slot after it; half of the slots at least are free.
// The hash is keyed, because whoever answers chooses what is put in.

export interface NumberTable {
  readonly size: number;
  /** 0 where it is not in. */
  get(key: number): number;
  /** False where the table is full and `key` not in: nothing was written. */
  set(key: number, value: number): boolean;
}

const FIRST_SLOTS = 1024;
/** A slot: its number, and its byte. */
const SLOT_BYTES = 9;

/** Bytes that a table of `most` entries takes at the most, and while it grows. */
export function numberTableBytes(most: number): number {
  return Math.ceil(slotsFor(most) * 1.5) * SLOT_BYTES;
}

function slotsFor(entries: number): number {
  let slots = FIRST_SLOTS;
  while (slots < entries * 2) slots *= 2;
  return slots;
}

/** Keys are whole, 0 to 2^53 - 2; values 1 to 255. */
export function createNumberTable(most: number): NumberTable {
  /** Each key plus one; 0: free. */
  let keys = new Float64Array(FIRST_SLOTS);
  let values = new Uint8Array(FIRST_SLOTS);
  let size = 0;
  const seed = Math.floor(Math.random() * 2 ** 32);

  /** Where `key` stands, or would. */
  function find(key: number): number {
    const mask = keys.length - 1;
    let hash = Math.imul(key ^ seed, 0x9e3779b1) ^ Math.imul(Math.floor(key / 2 ** 32) + seed, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash ^= hash >>> 13;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      if (keys[slot] === 0 || keys[slot] === key + 1) return slot;
    }
  }

  function grow(): void {
    const [oldKeys, oldValues] = [keys, values];
    keys = new Float64Array(oldKeys.length * 2);
    values = new Uint8Array(oldKeys.length * 2);
    for (let old = 0; old < oldKeys.length; old++) {
      if (oldKeys[old] === 0) continue;
      const slot = find(oldKeys[old] - 1);
      keys[slot] = oldKeys[old];
      values[slot] = oldValues[old];
    }
  }

  return {
    get size() {
      return size;
    },
    get: (key) => values[find(key)],
    set(key, value) {
      let slot = find(key);
      if (keys[slot] === 0) {
        if (size >= most) return false;
        if ((size + 1) * 2 > keys.length) {
          grow();
          slot = find(key);
        }
        size++;
      }
      keys[slot] = key + 1;
      values[slot] = value;
      return true;
    },
  };
}
