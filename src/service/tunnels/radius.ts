// RADIUS: RFC 2865, Status-Server RFC 5997. Who has a secret, and does not know ours, which is empty, stays silent to that; a server
// whose client we are refuses whom we do not name.
//
//   0  code (2 access accept, 3 reject, 5 accounting response)   1  identifier   2  length u16   4  authenticator   20  attributes
//   authenticator: MD5 of the answer with our authenticator in this place, and the secret (section 3)
import { createHash } from 'node:crypto';
import { radius as question, RADIUS_AUTHENTICATOR, RADIUS_ID, radiusAccess } from '../../probe/udp/tunnels/radius.ts';
import { clean, stands, textAt, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const CODES: Readonly<Record<number, string>> = { 2: 'accepts', 3: 'rejects', 5: 'accounting' };
const HEADER = 20;
const LENGTH_MOST = 4096;
const REPLY_MESSAGE = 18;

export const radius = defineService({
  name: 'radius',
  title: 'Remote Authentication Dial-In User Service',
  specification: 'RFC 2865, RFC 5997',
  ports: [],
  udpPorts: [1645, 1646, 1812, 1813],
  hello: question.bytes,
  udpBeside: [radiusAccess.bytes],

  read({ bytes }): Verdict | null {
    const length = u16(bytes, 2);
    const outcome = CODES[u8(bytes, 0)];
    if (outcome === undefined || u8(bytes, 1) !== RADIUS_ID) return null;
    if (length < HEADER || length > LENGTH_MOST || length !== bytes.length) return null;
    const text = replyMessage(bytes);
    if (text === null) return null;
    const hash = createHash('md5')
      .update(bytes.subarray(0, 4))
      .update(RADIUS_AUTHENTICATOR)
      .update(bytes.subarray(HEADER));
    const isEmpty = stands(bytes, hash.digest(), 4);
    return {
      confidence: isEmpty ? 1 : 0.8,
      info: text === '' ? outcome : `${outcome}: ${text}`,
      ...(isEmpty
        ? {
            notes: [
              {
                code: 'N_NO_LOGIN' as const,
                text: 'its secret is empty: anybody may ask it, and read what is asked',
                advice: 'set a long secret for each client',
              },
            ],
          }
        : {}),
    };
  },
});

/** Section 5: type u8, length u8, value, to the end; null where they do not end there. */
function replyMessage(bytes: Uint8Array): string | null {
  let text = '';
  let at = HEADER;
  while (at < bytes.length) {
    const length = u8(bytes, at + 1);
    if (length < 2 || at + length > bytes.length) return null;
    if (u8(bytes, at) === REPLY_MESSAGE) text = clean(textAt(bytes, at + 2, length - 2), 80);
    at += length;
  }
  return text;
}
