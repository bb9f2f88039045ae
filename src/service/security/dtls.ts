// DTLS: RFC 6347 section 4, RFC 5246 section 7.4. A ClientHello without cookie is answered by a HelloVerifyRequest, by a ServerHello
// of who asks for none, or by an alert.
//
//   record      type u8 (22 handshake, 21 alert), version u16 (feff 1.0, fefd 1.2), epoch u16, sequence 6 bytes, length u16
//   handshake   type u8, length u24, message u16, offset u24, length u24; then 2 ServerHello, 3 version u16, cookie (length u8)
import { dtls as question } from '../../probe/udp/security/dtls.ts';
import { u8, u16, u24 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const HANDSHAKE = 22;
const ALERT = 21;
const VERSIONS: Readonly<Record<number, string>> = { 65279: '1.0', 65277: '1.2' };
const RECORD = 13;
const BODY = RECORD + 12;
const SERVER_HELLO = 2;
const VERIFY = 3;
const COOKIE_MOST = 255;
const RANDOM = 32;
/** RFC 5246 section 7.2: 1 warning, 2 fatal; descriptions. */
const ALERTS: Readonly<Record<number, string>> = {
  10: 'unexpected message',
  40: 'handshake failure',
  70: 'protocol version',
  71: 'insufficient security',
  80: 'internal error',
  112: 'unrecognized name',
};

export const dtls = defineService({
  name: 'dtls',
  title: 'Datagram Transport Layer Security',
  specification: 'RFC 6347',
  ports: [],
  udpPorts: [443, 853, 2083, 3391, 4433, 5246, 5349, 5684, 6514, 10_161],
  udpYield: 11,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const version = VERSIONS[u16(bytes, 1)];
    const length = u16(bytes, 11);
    // Epoch 0: nothing is agreed yet.
    if (version === undefined || u16(bytes, 3) !== 0 || bytes.length < RECORD + length) return null;
    const type = u8(bytes, 0);
    if (type === ALERT && length === 2) return alertOf(u8(bytes, RECORD), u8(bytes, RECORD + 1));
    if (type !== HANDSHAKE || length < 12 || u24(bytes, RECORD + 6) !== 0) return null;
    const size = u24(bytes, RECORD + 1);
    const kind = u8(bytes, RECORD);
    if (kind === VERIFY) return isCookie(bytes, size) ? { confidence: 0.95, info: 'asks for a cookie' } : null;
    return kind === SERVER_HELLO ? helloOf(bytes, size) : null;
  },
});

function isCookie(bytes: Uint8Array, size: number): boolean {
  const cookie = u8(bytes, BODY + 2);
  return VERSIONS[u16(bytes, BODY)] !== undefined && size === 3 + cookie && cookie > 0 && cookie <= COOKIE_MOST;
}

function helloOf(bytes: Uint8Array, size: number): Verdict | null {
  const version = VERSIONS[u16(bytes, BODY)];
  const session = u8(bytes, BODY + 2 + RANDOM);
  if (version === undefined || session > 32 || size < 2 + RANDOM + 1 + session + 3) return null;
  const suite = u16(bytes, BODY + 3 + RANDOM + session);
  const cipher = `0x${suite.toString(16).padStart(4, '0')}`;
  return { confidence: 0.95, info: `DTLS ${version}; answers without a cookie`, details: { version, cipher } };
}

function alertOf(level: number, description: number): Verdict | null {
  if (level !== 1 && level !== 2) return null;
  return { confidence: 0.9, info: `alert: ${ALERTS[description] ?? description}` };
}
