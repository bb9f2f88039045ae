// ZeroMQ's transport: ZMTP 3.1 (RFC 37 of the ZeroMQ project). Both sides begin; the greeting says how logins are done,
// READY which socket it is. Salt's master has two of them.
//
//   greeting  ff, 8 bytes, 7f; version major u8, minor u8; mechanism 20 bytes with zeros; as-server u8; 31 zeros
//   command   04, length u8; name length u8, name; properties: name length u8, name, value length u32, value
import { clean, concat, cString, hex, textAt, u8, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const SIGNATURE_SIZE = 10;
const GREETING_SIZE = 64;
const COMMAND = 4;
const MECHANISMS = /^(NULL|PLAIN|CURVE|GSSAPI)$/;
const GREETING_REST = concat(hex('0300 4e554c4c'), new Uint8Array(16 + 1 + 31));
/** READY with Socket-Type DEALER. */
const READY = hex('04 1c 05 5245414459 0b 536f636b65742d54797065 00000006 4445414c4552');

export const zmtp = defineService({
  name: 'zmtp',
  title: 'ZeroMQ message transport',
  specification: 'ZMTP 3.1',
  ports: [4505, 4506, 5555],

  read({ bytes }) {
    if (u8(bytes, 0) !== 0xff || u8(bytes, 9) !== 0x7f || u32(bytes, 1) !== 0) return null;
    return bytes.length < SIGNATURE_SIZE || u8(bytes, 8) > 1 ? null : { confidence: 0.7 };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    talk.send(concat(hex('ff 0000000000000001 7f'), GREETING_REST));
    const greeting = restOf(await talk.receive((bytes) => restOf(bytes).length >= GREETING_SIZE - SIGNATURE_SIZE));
    const mechanism = cString(greeting, 2, 20);
    if (u8(greeting, 0) < 1 || u8(greeting, 0) > 3) return verdict;
    const version = `${u8(greeting, 0)}.${u8(greeting, 1)}`;
    if (!MECHANISMS.test(mechanism)) return { ...verdict, confidence: 0.9, info: `ZMTP ${version}` };
    const known = { ...verdict, confidence: 1, info: `ZMTP ${version}; ${mechanism}` };
    if (mechanism !== 'NULL') return known;
    talk.send(READY);
    const came = concat(
      greeting.subarray(GREETING_SIZE - SIGNATURE_SIZE),
      await talk.receive((bytes) => bytes.length > 2),
    );
    const socket = socketOf(came);
    return socket === null ? known : { ...known, info: `${known.info}; ${socket} socket`, details: { socket } };
  },
});

/** The greeting from the version on; some send the signature only when they have seen ours. */
function restOf(bytes: Uint8Array): Uint8Array {
  return u8(bytes, 0) === 0xff && u8(bytes, 9) === 0x7f ? bytes.subarray(SIGNATURE_SIZE) : bytes;
}

function socketOf(bytes: Uint8Array): string | null {
  if (u8(bytes, 0) !== COMMAND || textAt(bytes, 2, 6) !== '\x05READY') return null;
  const end = Math.min(bytes.length, 2 + u8(bytes, 1));
  for (let at = 8; at < end; ) {
    const name = textAt(bytes, at + 1, u8(bytes, at));
    const valueAt = at + 1 + u8(bytes, at) + 4;
    const length = u32(bytes, valueAt - 4);
    if (name.toLowerCase() === 'socket-type') return clean(textAt(bytes, valueAt, Math.min(length, 16)));
    at = valueAt + length;
  }
  return null;
}
