// SIP (RFC 3261 section 11): OPTIONS asks for capabilities, rings nowhere and needs no account. It goes no further than to
// whom it is sent (Max-Forwards 0, section 16.3), and `rport` brings the answer to the port it came from (RFC 3581).
import type { UdpPayload } from '../payload.ts';

/** What an answer repeats (section 8.2.6.2). */
export const SIP_CALL = 'portolan-options';

const LINES = [
  'OPTIONS sip:portolan.invalid SIP/2.0',
  'Via: SIP/2.0/UDP portolan.invalid;branch=z9hG4bKportolan;rport',
  'Max-Forwards: 0',
  'From: <sip:portolan@portolan.invalid>;tag=portolan',
  'To: <sip:portolan.invalid>',
  `Call-ID: ${SIP_CALL}`,
  'CSeq: 1 OPTIONS',
  'Contact: <sip:portolan@portolan.invalid>',
  'Accept: application/sdp',
  'Content-Length: 0',
  '',
  '',
];

export const sip: UdpPayload = {
  name: 'sip',
  ports: [5060, 5070, 5080],
  bytes: Uint8Array.from(Buffer.from(LINES.join('\r\n'))),
};
