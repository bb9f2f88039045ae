// CoAP (RFC 7252): GET /.well-known/core, which names a device's resources (RFC 6690). The first 256 bytes of it are asked for
// (RFC 7959 section 2.2), so that the answer stays short.
import type { UdpPayload } from '../payload.ts';

/** Section 3: whose answer it is. */
export const COAP_MESSAGE = 0x504f;
export const COAP_TOKEN = 'Ptln';

export const coap: UdpPayload = {
  name: 'coap',
  ports: [5683],
  bytes: Uint8Array.of(
    (1 << 6) | 4, // version 1, confirmable, a token of 4
    0x01, // code 0.01: GET
    ...[COAP_MESSAGE >> 8, COAP_MESSAGE & 0xff],
    ...Buffer.from(COAP_TOKEN),
    ...[0xbb, ...Buffer.from('.well-known')], // option 11: Uri-Path
    ...[0x04, ...Buffer.from('core')], // the same once more
    ...[0xc1, 4], // option 23: Block2, number 0 of 2^(4 + 4) bytes
  ),
};
