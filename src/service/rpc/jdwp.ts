// JDWP: Java Debug Wire Protocol (Java SE specification). The handshake is said back; with it goes the question for the
// version, so that it is no echo.
//
//   handshake  'JDWP-Handshake'; packet: length u32, id u32, flags u8 (80 reply), error u16 or command set u8, command u8
//   version    (1, 1): description, major u32, minor u32, VM version, VM name; texts: length u32, bytes
import { ascii, clean, concat, hex, stands, textAt, u8, u16, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const HANDSHAKE = ascii('JDWP-Handshake');
const HEADER = 11;
const ID = 0x504f_5254;
const REPLY = 0x80;
const PACKETS_MOST = 8;

export const jdwp = defineService({
  name: 'jdwp',
  title: 'Java Debug Wire Protocol',
  specification: 'Java Debug Wire Protocol',
  ports: [5005, 8000],
  hello: concat(HANDSHAKE, hex('0000000b 504f5254 00 01 01')),

  read({ bytes }): Verdict | null {
    if (!stands(bytes, HANDSHAKE)) return null;
    const notes = [
      {
        code: 'N_NO_LOGIN' as const,
        text: 'lets anybody debug the program, which is to run code in it',
        advice: 'take the debugger off, or bind it to loopback (address=127.0.0.1:PORT)',
      },
    ];
    const version = versionIn(bytes);
    // Events may come before the answer does.
    if (version === null) return { confidence: 0.9, notes, ...(bytes.length < 4096 ? { more: true } : {}) };
    return { confidence: 1, ...version, notes };
  },
});

function versionIn(bytes: Uint8Array): Partial<Verdict> | null {
  let at = HANDSHAKE.length;
  for (let packets = 0; packets < PACKETS_MOST && at + HEADER <= bytes.length; packets++) {
    const length = u32(bytes, at);
    if (length < HEADER || at + length > bytes.length) return null;
    if (u32(bytes, at + 4) === ID && u8(bytes, at + 8) === REPLY) {
      return u16(bytes, at + 9) === 0 ? machineOf(bytes.subarray(at + HEADER, at + length)) : {};
    }
    at += length;
  }
  return null;
}

function machineOf(body: Uint8Array): Partial<Verdict> {
  const described = u32(body, 0);
  const versionAt = 4 + described + 8;
  const version = clean(textAt(body, versionAt + 4, Math.min(u32(body, versionAt), 80)));
  const nameAt = versionAt + 4 + u32(body, versionAt);
  const name = clean(textAt(body, nameAt + 4, Math.min(u32(body, nameAt), 80)));
  return {
    ...(name === '' ? {} : { product: name }),
    ...(version === '' ? {} : { version }),
    info: `JDWP ${u32(body, 4 + described)}.${u32(body, 4 + described + 4)}`,
    details: { description: clean(textAt(body, 4, Math.min(described, 400)), 400) },
  };
}
