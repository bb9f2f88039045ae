// Perforce (Helix Core): the RPC messages of its C++ client (p4api, rpc/rpcbuff.h). Names and values, and a checksum of the length.
//
//   checksum u8 (xor of the four bytes after it), length u32 LE, then fields: name NUL, length u32 LE, value, NUL
import { ascii, clean, concat, cString, le32, textAt, u8, u32le } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';

const HEADER = 5;
const MESSAGE_MOST = 16_384;
const FIELDS_MOST = 64;

function field(name: string, value: string): Uint8Array {
  return concat(ascii(`${name}\0`), le32(value.length), ascii(`${value}\0`));
}

function message(...fields: readonly Uint8Array[]): Uint8Array {
  const body = concat(...fields);
  const length = le32(body.length);
  return concat(Uint8Array.of(length.reduce((sum, byte) => sum ^ byte, 0)), length, body);
}

export const perforce = defineService({
  name: 'perforce',
  title: 'Perforce Helix Core',
  specification: 'Perforce RPC (p4api)',
  ports: [1666],
  hello: message(field('cmpfile', ''), field('client', '80'), field('api', '99999'), field('func', 'protocol')),

  read({ bytes }: Reply): Verdict | null {
    if ((u8(bytes, 1) ^ u8(bytes, 2) ^ u8(bytes, 3) ^ u8(bytes, 4)) !== u8(bytes, 0)) return null;
    const length = u32le(bytes, 1);
    if (length < 8 || length > MESSAGE_MOST || bytes.length < HEADER + length) return null;
    const fields = fieldsOf(bytes.subarray(0, HEADER + length));
    const func = fields?.get('func');
    if (fields === null || func === undefined) return null;
    const server = fields.get('server2') ?? fields.get('server');
    return {
      confidence: func === 'protocol' ? 0.95 : 0.9,
      product: 'Perforce Helix Core',
      ...(server === undefined ? {} : { info: `server protocol ${server}` }),
      details: Object.fromEntries(fields),
    };
  },
});

/** All fields; null where they do not fill the message. */
function fieldsOf(message: Uint8Array): Map<string, string> | null {
  const fields = new Map<string, string>();
  let at = HEADER;
  while (at < message.length && fields.size < FIELDS_MOST) {
    const name = cString(message, at, 64);
    const length = u32le(message, at + name.length + 1);
    const end = at + name.length + 5 + length;
    if (!/^[\w-]{0,64}$/.test(name) || end >= message.length || message[end] !== 0) return null;
    fields.set(name, clean(textAt(message, end - length, Math.min(length, 200))));
    at = end + 1;
  }
  return fields;
}
