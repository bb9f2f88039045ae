// A field table of AMQP 0-9-1: specification section 4.2.5.5 and, for the letters, RabbitMQ's "Protocol and errata".
//
//   table   length u32, then name (length u8), type u8, value
import { textAt, u8, u32 } from '../bytes.ts';

export type AmqpValue = string | number | boolean | AmqpTable | null;
export interface AmqpTable {
  readonly [name: string]: AmqpValue;
}

const LEVELS = 3;
const FIELDS_MOST = 60;
const TEXT_MOST = 400;
/** Lengths by type: `t` boolean, `b` `B` 8 bits, `s` `u` 16, `I` `i` `f` 32, `l` `L` `d` `T` 64, `D` decimal, `V` none. */
const FIXED: Readonly<Record<string, number>> = {
  t: 1,
  b: 1,
  B: 1,
  s: 2,
  u: 2,
  I: 4,
  i: 4,
  f: 4,
  l: 8,
  L: 8,
  d: 8,
  T: 8,
  D: 5,
  V: 0,
};

/** Null where the lengths do not fit into each other. */
export function tableAt(bytes: Uint8Array, at: number, level = 0): AmqpTable | null {
  const end = at + 4 + u32(bytes, at);
  if (end > bytes.length || level >= LEVELS) return null;
  const found: Record<string, AmqpValue> = Object.create(null);
  let next = at + 4;
  for (let i = 0; i < FIELDS_MOST && next < end; i++) {
    const name = textAt(bytes, next + 1, u8(bytes, next));
    const type = String.fromCharCode(u8(bytes, next + 1 + name.length));
    const value = next + 2 + name.length;
    const size = FIXED[type] ?? ('SxFA'.includes(type) ? 4 + u32(bytes, value) : -1);
    if (size < 0 || value + size > end) return null;
    if (type === 'S') found[name] = textAt(bytes, value + 4, Math.min(TEXT_MOST, size - 4));
    else if (type === 'F') found[name] = tableAt(bytes, value, level + 1);
    else if (type === 't') found[name] = u8(bytes, value) !== 0;
    else if (type === 'I' || type === 'i') found[name] = u32(bytes, value);
    next = value + size;
  }
  return found;
}
