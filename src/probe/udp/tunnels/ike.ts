// IKE: who would agree keys, and on what? Version 2 (RFC 7296 section 1.2) is asked with a group that nobody may use any more
// (MODP-768, RFC 8247 section 2.4): the answer names a group that would do, or says that nothing would, and nothing is kept
// (section 2.6 says when a responder should be so careful, section 1.2 what INVALID_KE_PAYLOAD is). Version 1 (RFC 2409 section
// 5) has no such question: to a first message in main mode the responder answers with what it chose and who made it, and
// forgets us soon.
import type { UdpPayload } from '../payload.ts';

/** RFC 7296 section 3.1: whose answer it is. */
export const IKE_SPI = Uint8Array.from(Buffer.from('Portolan'));
/** RFC 3948 section 2.2: on port 4500, no ESP. */
const NON_ESP = [0, 0, 0, 0];

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];
/** RFC 7296 section 3.2, RFC 2408 section 3.2: what comes next, and the length with this head. */
const payload = (next: number, ...body: number[]): number[] => [next, 0, ...u16(4 + body.length), ...body];
const message = (next: number, version: number, exchange: number, flags: number, body: number[]): number[] => [
  ...IKE_SPI,
  ...[0, 0, 0, 0, 0, 0, 0, 0],
  ...[next, version, exchange, flags],
  ...u32(0),
  ...u32(28 + body.length),
  ...body,
];

/** RFC 7296 section 3.3.2: type, id, and for ciphers the length of the key. */
type Transform = readonly [type: number, id: number, keyLength?: number];
const PRFS: readonly Transform[] = [5, 7, 2].map((id) => [2, id]); // HMAC of SHA-256, SHA-512, SHA-1
const INTEGRITIES: readonly Transform[] = [12, 14, 2].map((id) => [3, id]);
const GROUPS: readonly Transform[] = [14, 19, 20, 31, 16, 5, 2].map((id) => [4, id]);

function proposal2(isLast: boolean, number: number, transforms: readonly Transform[]): number[] {
  const body = transforms.flatMap(([type, id, keyLength], at) => {
    const attribute = keyLength === undefined ? [] : [0x80, 14, ...u16(keyLength)];
    const more = at + 1 < transforms.length ? 3 : 0;
    return payload(more, type, 0, ...u16(id), ...attribute);
  });
  return payload(isLast ? 0 : 2, number, 1, 0, transforms.length, ...body); // protocol 1: IKE, no SPI
}

const CBC: readonly Transform[] = [
  ...[256, 128].map((length): Transform => [1, 12, length]), // AES-CBC
  [1, 3], // 3DES
];
const GCM: readonly Transform[] = [256, 128].map((length) => [1, 20, length]); // AES-GCM with 16 bytes
const KE = [...u16(1), 0, 0, ...Buffer.from('portolan'.repeat(12))]; // group 1: 96 bytes
const NONCE = [...Buffer.from('portolan portola')];

const IKEV2 = message(33, 0x20, 34, 0x08, [
  ...payload(
    34, // SA, then KE
    ...proposal2(false, 1, [...CBC, ...PRFS, ...INTEGRITIES, ...GROUPS]),
    ...proposal2(true, 2, [...GCM, ...PRFS, ...GROUPS]),
  ),
  ...payload(40, ...KE), // then the nonce
  ...payload(0, ...NONCE),
]);

/** RFC 2409 appendix A: cipher, length of its key, hash, method (1 shared key, 3 RSA signatures), group. */
const TRANSFORMS: readonly (readonly [
  cipher: number,
  keyLength: number,
  hash: number,
  method: number,
  group: number,
])[] = [
  [7, 256, 4, 1, 14],
  [7, 256, 2, 1, 14],
  [7, 128, 2, 1, 14],
  [7, 256, 2, 1, 2],
  [7, 128, 2, 1, 2],
  [5, 0, 2, 1, 2],
  [5, 0, 1, 1, 2],
  [7, 256, 4, 3, 14],
  [7, 128, 2, 3, 2],
  [5, 0, 2, 3, 2],
];
const attribute = (type: number, value: number): number[] => [0x80, type, ...u16(value)];
const TRANSFORMS1 = TRANSFORMS.flatMap(([cipher, keyLength, hash, method, group], at) =>
  payload(
    at + 1 < TRANSFORMS.length ? 3 : 0,
    ...[at + 1, 1, 0, 0], // number, KEY_IKE
    ...attribute(1, cipher),
    ...(keyLength === 0 ? [] : attribute(14, keyLength)),
    ...attribute(2, hash),
    ...attribute(3, method),
    ...attribute(4, group),
    ...attribute(11, 1), // a life in seconds
    ...attribute(12, 28_800),
  ),
);

/** RFC 2408 section 3.4: DOI 1 (IPsec), situation 1 (identity only); section 3.5: proposal 1 for protocol 1, no SPI. */
const IKEV1 = message(1, 0x10, 2, 0, [
  ...payload(0, ...u32(1), ...u32(1), ...payload(0, 1, 1, 0, TRANSFORMS.length, ...TRANSFORMS1)),
]);

export const ikeV2: UdpPayload = { name: 'ikev2', ports: [500], bytes: Uint8Array.from(IKEV2) };
export const ikeV1: UdpPayload = { name: 'ikev1', ports: [500], bytes: Uint8Array.from(IKEV1) };
export const ikeV2Nat: UdpPayload = {
  name: 'ikev2-nat',
  ports: [4500],
  bytes: Uint8Array.from([...NON_ESP, ...IKEV2]),
};
export const ikeV1Nat: UdpPayload = {
  name: 'ikev1-nat',
  ports: [4500],
  bytes: Uint8Array.from([...NON_ESP, ...IKEV1]),
};
