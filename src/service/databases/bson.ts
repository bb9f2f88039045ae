// BSON: bsonspec.org. Read as far as it is well-formed; of documents within documents four levels.
//
//   document  length i32le (all), elements, 0;  element  type u8, name to the zero byte, value
import { concat, cString, latin1, le32, textAt, u8, u32le } from '../bytes.ts';

const LEVELS = 4;
const ELEMENTS_MOST = 200;
const TEXT_MOST = 300;
/** Lengths of values by type: double, undefined, ObjectId, boolean, date, null, int32, timestamp, int64, decimal, min, max. */
const FIXED: Readonly<Record<number, number>> = {
  1: 8,
  6: 0,
  7: 12,
  8: 1,
  9: 8,
  10: 0,
  16: 4,
  17: 8,
  18: 8,
  19: 16,
  127: 0,
  255: 0,
};

export type BsonValue = string | number | boolean | null | BsonDocument;
export interface BsonDocument {
  readonly [name: string]: BsonValue;
}

/** Null where there is no document at `at`; what is cut short is read up to there. */
export function bsonAt(bytes: Uint8Array, at: number, level = 0): BsonDocument | null {
  const length = u32le(bytes, at);
  if (length < 5 || level >= LEVELS) return null;
  const end = Math.min(bytes.length, at + length);
  const found: Record<string, BsonValue> = Object.create(null);
  let next = at + 4;
  for (let i = 0; i < ELEMENTS_MOST && next < end && u8(bytes, next) !== 0; i++) {
    const type = bytes[next];
    const name = cString(bytes, next + 1, 128);
    const value = next + name.length + 2;
    const size = sizeOf(bytes, value, type);
    if (size < 0 || value + size > end) break;
    found[name] = bsonValue(bytes, value, type, level);
    next = value + size;
  }
  return found;
}

function sizeOf(bytes: Uint8Array, at: number, type: number): number {
  if (type === 2) return 4 + u32le(bytes, at);
  if (type === 3 || type === 4) return Math.max(5, u32le(bytes, at));
  if (type === 5) return 5 + u32le(bytes, at);
  return FIXED[type] ?? -1;
}

function bsonValue(bytes: Uint8Array, at: number, type: number, level: number): BsonValue {
  if (type === 2) return textAt(bytes, at + 4, Math.min(TEXT_MOST, u32le(bytes, at) - 1));
  if (type === 3 || type === 4) return bsonAt(bytes, at, level + 1);
  if (type === 8) return u8(bytes, at) === 1;
  if (type === 16) return u32le(bytes, at) | 0;
  if (type === 1) return Buffer.from(latin1(bytes.subarray(at, at + 8)), 'latin1').readDoubleLE(0);
  return null;
}

/** A command: `{ [name]: 1 }`, and `$db` where it is given. */
export function command(name: string, database?: string): Uint8Array {
  const elements = concat(Uint8Array.of(16), textZ(name), le32(1));
  const where =
    database === undefined ? [] : [Uint8Array.of(2), textZ('$db'), le32(database.length + 1), textZ(database)];
  const body = concat(elements, ...where, Uint8Array.of(0));
  return concat(le32(4 + body.length), body);
}

export function textZ(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(`${text}\0`, 'latin1'));
}
