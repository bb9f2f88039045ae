// Text that waits to be written, as the bytes that it will be. Lines come by the thousand: as strings each of them would live until then,
// and the garbage collector would carry it through all its spaces.

/** Bytes. */
const FIRST_ROOM = 65_536;
/** Of one code unit in UTF-8. */
const UNIT_MOST = 3;

export interface TextBytes {
  add(text: string): void;
  readonly length: number;
  /** All of it, good until the next add(); then it is empty again and keeps its room. */
  take(): Uint8Array;
}

export function createTextBytes(): TextBytes {
  let bytes = Buffer.allocUnsafeSlow(FIRST_ROOM);
  let used = 0;
  return {
    add(text) {
      const wanted = used + UNIT_MOST * text.length;
      if (wanted > bytes.length) {
        const wider = Buffer.allocUnsafeSlow(Math.max(wanted, 2 * bytes.length));
        bytes.copy(wider, 0, 0, used);
        bytes = wider;
      }
      used += bytes.write(text, used);
    },
    get length() {
      return used;
    },
    take() {
      const taken = bytes.subarray(0, used);
      used = 0;
      return taken;
    },
  };
}
