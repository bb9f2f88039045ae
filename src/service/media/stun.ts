// STUN and TURN over TCP and UDP: RFC 8489, RFC 8656. A Binding request is answered by what address we have; nothing is allocated.
// Who is TURN too knows what a Refresh is (RFC 8656 section 7), and asks for a login, naming its realm; there is nothing to be
// refreshed, and its lifetime is 0.
//
//   type u16 (0x0001 request, 0x0101 success, 0x0111 error), length u16, magic 0x2112a442, transaction 12 bytes
//   attribute   type u16, length u16, value, padded to 4; SOFTWARE is 0x8022
import { STUN_MAGIC as MAGIC, stun as question, STUN_TRANSACTION as TRANSACTION } from '../../probe/udp/media/stun.ts';
import { clean, concat, hex, latin1, stands, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { noLogin } from '../words/login-notes.ts';
import { namedProduct } from '../words/product.ts';

const SUCCESS = 0x0101;
const ERROR = 0x0111;
const SOFTWARE = 0x8022;
const HEADER = 20;
const ATTRIBUTES_MOST = 30;
/** RFC 8656 section 18.5: Refresh is 4; its LIFETIME (0x000d) is 0. RFC 8489 sections 14.8 and 14.9. */
const REFRESH = concat(hex('0004 0008'), MAGIC, TRANSACTION, hex('000d 0004 00000000'));
const REFRESH_ERROR = 0x0114;
const ERROR_CODE = 0x0009;
const REALM = 0x0014;
const UNAUTHENTICATED = 401;
const MISMATCH = 437;

export const stun = defineService({
  name: 'stun',
  title: 'Session Traversal Utilities for NAT',
  specification: 'RFC 8489',
  ports: [3478],
  tlsPorts: [5349],
  udpPorts: [3478, 3479, 5349, 19302],
  udpYield: 7,
  hello: question.bytes,

  read({ bytes, closed }): Verdict | null {
    const type = u16(bytes, 0);
    if ((type !== SUCCESS && type !== ERROR) || !stands(bytes, concat(MAGIC, TRANSACTION), 4)) return null;
    const length = u16(bytes, 2);
    if (length % 4 !== 0) return null;
    if (bytes.length < HEADER + length && !closed) return { confidence: 0.85, more: true };
    const software = softwareOf(bytes.subarray(0, HEADER + length));
    const named = software === null ? null : /^([A-Za-z][\w .]{0,30}?)-(\d[\w.]{0,30})/.exec(software);
    const told = named === null ? namedProduct(software ?? '') : { product: named[1], version: named[2] };
    return {
      confidence: software === null ? 0.95 : 1,
      ...(told ?? {}),
      ...(software === null ? {} : { details: { software } }),
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (talk.endpoint.proto !== 'udp') return verdict;
    talk.send(REFRESH);
    const bytes = await talk.receive();
    if (!stands(bytes, concat(MAGIC, TRANSACTION), 4)) return verdict;
    const code = attributeOf(bytes, ERROR_CODE);
    const number = code === null ? 0 : (u8(code, 2) & 7) * 100 + u8(code, 3);
    if (u16(bytes, 0) !== REFRESH_ERROR || (number !== UNAUTHENTICATED && number !== MISMATCH)) return verdict;
    const realm = attributeOf(bytes, REALM);
    const told = realm === null ? {} : { realm: clean(latin1(realm)) };
    return {
      ...verdict,
      info: ['TURN', ...Object.values(told).map((text) => `realm ${text}`)].join('; '),
      details: { ...verdict.details, turn: true, ...told },
      ...(number === UNAUTHENTICATED
        ? {}
        : {
            notes: [noLogin('relays for anybody, without a login', 'have it ask for credentials (RFC 8656 section 5)')],
          }),
    };
  },
});

function softwareOf(message: Uint8Array): string | null {
  const value = attributeOf(message, SOFTWARE);
  return value === null ? null : clean(latin1(value));
}

function attributeOf(message: Uint8Array, type: number): Uint8Array | null {
  let at = HEADER;
  for (let count = 0; at + 4 <= message.length && count < ATTRIBUTES_MOST; count++) {
    const length = u16(message, at + 2);
    if (u16(message, at) === type) return message.subarray(at + 4, at + 4 + length);
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return null;
}
