// Source RCON: developer.valvesoftware.com, "Source RCON Protocol". Everything wants a password, which is not tried: the form of an
// answer is all there is.
//
//   size i32le (of what follows), id i32le, type i32le (0 answer, 2 result of the login), text to a zero byte, 0 u8
import { latin1, u8, u32le } from '../bytes.ts';
import { defineService } from '../service.ts';

const LEAST = 10;
const REFUSED = 0xffffffff;

export const sourceRcon = defineService({
  name: 'source-rcon',
  title: 'Source RCON',
  specification: 'Source RCON Protocol',
  ports: [27015, 25575],

  read({ bytes }) {
    const [size, id, type] = [u32le(bytes, 0), u32le(bytes, 4), u32le(bytes, 8)];
    if (size < LEAST || size > 4096 || bytes.length !== 4 + size || (type !== 0 && type !== 2)) return null;
    if (u8(bytes, bytes.length - 1) !== 0 || u8(bytes, bytes.length - 2) !== 0) return null;
    if (type === 2 && id === REFUSED && size === LEAST) return { confidence: 0.8 };
    return /^[\x09\x0a\x0d\x20-\x7e]{4,}\0\0$/.test(latin1(bytes.subarray(12, 400))) ? { confidence: 0.5 } : null;
  },
});
