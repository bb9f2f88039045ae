// FastCGI: FastCGI specification 1.0. Asked is what the application server can do (4.1).
//
//   record   version u8 1, type u8 (9 GET_VALUES, 10 GET_VALUES_RESULT, 11 UNKNOWN_TYPE), request u16 0, length u16,
//            padding u8, reserved u8; values: name length u8, value length u8, name, value
import { clean, hex, textAt, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const GET_VALUES_RESULT = 10;
const UNKNOWN_TYPE = 11;
const HEADER = 8;
const KNOWN = /^FCGI_(MAX_CONNS|MAX_REQS|MPXS_CONNS)$/;

export const fastcgi = defineService({
  name: 'fastcgi',
  title: 'FastCGI',
  specification: 'FastCGI specification 1.0',
  ports: [9000],
  // FCGI_MPXS_CONNS with an empty value, filled up to eight.
  hello: hex('01 09 0000 0011 07 00 0f 00 464347495f4d5058535f434f4e4e53 00000000000000'),

  read({ bytes }): Verdict | null {
    const type = u8(bytes, 1);
    const length = u16(bytes, 4);
    if (u8(bytes, 0) !== 1 || u16(bytes, 2) !== 0 || bytes.length < HEADER + length) return null;
    if (type === UNKNOWN_TYPE && length === 8 && u8(bytes, HEADER) === 9) return { confidence: 0.9 };
    if (type !== GET_VALUES_RESULT || length > 512) return null;
    const values = valuesOf(bytes, HEADER + length);
    const names = Object.keys(values);
    if (names.length === 0 || !names.every((name) => KNOWN.test(name))) return null;
    return {
      confidence: 1,
      details: values,
      notes: [
        {
          code: 'N_FASTCGI_REACHABLE',
          text: 'runs programs for whoever reaches it',
          advice: 'bind it to loopback or a Unix socket (listen, listen.allowed_clients)',
        },
      ],
    };
  },
});

function valuesOf(bytes: Uint8Array, end: number): Record<string, string> {
  const values: Record<string, string> = {};
  for (let at = HEADER; at + 2 <= end; ) {
    const [name, value] = [u8(bytes, at), u8(bytes, at + 1)];
    if (name > 0x7f || value > 0x7f || at + 2 + name + value > end) break;
    values[clean(textAt(bytes, at + 2, name))] = clean(textAt(bytes, at + 2 + name, value));
    at += 2 + name + value;
  }
  return values;
}
