// QUIC (RFC 8999 section 6, RFC 9000 section 6): a first packet of a version that nobody has (section 15: 0x?a?a?a?a) is
// answered by the versions there are. It has to fill 1,200 bytes (section 14.1), the answer does not.
import type { UdpPayload } from '../payload.ts';

const LENGTH = 1200;
/** Who we say we are, and whom we ask: an answer has them the other way round. */
export const QUIC_SOURCE = Uint8Array.from(Buffer.from('portolan'));
export const QUIC_DESTINATION = Uint8Array.from(Buffer.from('PORTOLAN'));

const bytes = new Uint8Array(LENGTH);
bytes.set([
  0xc0, // long header
  ...[0x1a, 0x2a, 0x3a, 0x4a], // version
  ...[8, ...QUIC_DESTINATION],
  ...[8, ...QUIC_SOURCE],
]);

export const quic: UdpPayload = { name: 'quic', ports: [443, 784, 853, 4433, 8443, 8853], bytes };
