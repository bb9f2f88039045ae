// Fields of a kind, a length and a value, one behind another, as discovery protocols have them: the kind of one or two bytes.
import { u8, u16 } from '../bytes.ts';

const FIELDS_MOST = 60;

/** The first of each kind; null where they do not end with the bytes, or there are none. */
export function fieldsOf(bytes: Uint8Array, begin: number, kindBytes: 1 | 2): ReadonlyMap<number, Uint8Array> | null {
  const fields = new Map<number, Uint8Array>();
  let at = begin;
  for (let count = 0; at < bytes.length; count++) {
    const value = at + kindBytes + 2;
    const end = value + u16(bytes, at + kindBytes);
    if (count === FIELDS_MOST || value > bytes.length || end > bytes.length) return null;
    const kind = kindBytes === 1 ? u8(bytes, at) : u16(bytes, at);
    if (!fields.has(kind)) fields.set(kind, bytes.subarray(value, end));
    at = end;
  }
  return fields.size === 0 ? null : fields;
}
