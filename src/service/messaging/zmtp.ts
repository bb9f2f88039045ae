// ZeroMQ: RFC 23 of rfc.zeromq.org, ZMTP 3.0 and 3.1. Both sides greet; with the mechanism NULL both then say what socket they are.
//
//   greeting   0xff, 8 bytes, 0x7f; version u8 u8 (3, 0 or 1), mechanism of 20 characters, as-server u8, 31 zeros
//   READY      flags u8 4, length u8, 5 `READY`, then name (length u8) and value (length u32)
import { ascii, clean, concat, cString, hex, textAt, u8, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const SIGNATURE_END = 0x7f;
const GREETING = 64;
const OURS = concat(hex('ff 0000000000000001 7f 03 00'), ascii('NULL'), new Uint8Array(GREETING - 16));
const VERSION_MOST = 3;
const READY = '\x05READY';

export const zmtp = defineService({
  name: 'zmtp',
  title: 'ZeroMQ (ZMTP)',
  specification: 'RFC 23/ZMTP',
  ports: [5555, 5556],

  read({ bytes }) {
    if (u8(bytes, 0) !== 0xff || u8(bytes, 9) !== SIGNATURE_END || u32(bytes, 1) !== 0 || bytes.length < 10)
      return null;
    if (bytes.length > 10 && (u8(bytes, 10) < 1 || u8(bytes, 10) > VERSION_MOST)) return null;
    return { confidence: 0.75, product: 'ZeroMQ' };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    talk.send(OURS);
    // The rest of its greeting: what came first may have held the version already.
    const bytes = await talk.receive(
      (all) => all.length > GREETING && /Socket-Type/.test(cString(all, GREETING - 8, 80)),
    );
    const at = [0, 1, 2].find((each) => /^[A-Z]{4,20}$/.test(cString(bytes, each, 20)));
    if (at === undefined) return { ...verdict, contradiction: 'greets like ZeroMQ, and does not go on' };
    const mechanism = cString(bytes, at, 20);
    const ready = bytes.subarray(at + 20 + 32);
    const socket = textAt(ready, 2, 6) === READY ? propertyOf(ready.subarray(8)) : '';
    return {
      ...verdict,
      confidence: 1,
      info: clean([mechanism, socket].filter(Boolean).join(' ')),
      details: { mechanism, ...(socket === '' ? {} : { socket }) },
      ...(mechanism === 'NULL'
        ? {
            notes: [
              {
                code: 'N_NO_LOGIN',
                text: 'takes part without a login or encryption',
                advice: 'use CURVE, and bind it to the addresses that need it',
              },
            ],
          }
        : {}),
    };
  },
});

/** The value of `Socket-Type`, the first property. */
function propertyOf(bytes: Uint8Array): string {
  const name = textAt(bytes, 1, u8(bytes, 0));
  const value = textAt(bytes, 1 + name.length + 4, u32(bytes, 1 + name.length));
  return name === 'Socket-Type' && /^[A-Z]{2,12}$/.test(value) ? value : '';
}
