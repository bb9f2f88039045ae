// STUN and TURN over TCP and UDP: RFC 8489, RFC 8656. A Binding request is answered by what address we have; nothing is allocated.
//
//   type u16 (0x0001 request, 0x0101 success, 0x0111 error), length u16, magic 0x2112a442, transaction 12 bytes
//   attribute   type u16, length u16, value, padded to 4; SOFTWARE is 0x8022
import { ascii, clean, concat, hex, stands, textAt, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { namedProduct } from '../words/product.ts';

const MAGIC = hex('2112a442');
const TRANSACTION = ascii('portolanstun');
const SUCCESS = 0x0101;
const ERROR = 0x0111;
const SOFTWARE = 0x8022;
const HEADER = 20;
const ATTRIBUTES_MOST = 30;

export const stun = defineService({
  name: 'stun',
  title: 'Session Traversal Utilities for NAT',
  specification: 'RFC 8489',
  ports: [3478],
  tlsPorts: [5349],
  udpPorts: [3478],
  hello: concat(hex('0001 0000'), MAGIC, TRANSACTION),

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
});

function softwareOf(message: Uint8Array): string | null {
  let at = HEADER;
  for (let count = 0; at + 4 <= message.length && count < ATTRIBUTES_MOST; count++) {
    const length = u16(message, at + 2);
    if (u16(message, at) === SOFTWARE) return clean(textAt(message, at + 4, length));
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return null;
}
