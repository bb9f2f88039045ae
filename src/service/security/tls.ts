// TLS: RFC 8446, RFC 5246. Whoever answers a ClientHello with a ServerHello or an alert speaks it; what is inside is
// asked by whoever put the question, on a connection of its own.
//
//   record   type u8 (21 alert, 22 handshake), version u16 (0x03..), length u16
//   22       handshake type u8 (2 ServerHello), length u24, version u16, random 32 bytes
//   21       level u8 (1, 2), description u8
import { u8, u16 } from '../bytes.ts';
import { defineService } from '../service.ts';
import { parseResponse, wantsTls } from '../web/response.ts';
import { clientHello } from './client-hello.ts';

const ALERT = 21;
const HANDSHAKE = 22;
const SERVER_HELLO = 2;

/** Old ones and new ones. */
const CIPHERS = [
  0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0xc009, 0xc00a, 0x009c,
  0x009d, 0x002f, 0x0035, 0x000a, 0x0005, 0x0004,
];

export const tls = defineService({
  name: 'tls',
  title: 'Transport Layer Security',
  specification: 'RFC 8446',
  ports: [],
  hello: clientHello(CIPHERS),
  yield: 2,

  read({ bytes, text, to }) {
    const version = u16(bytes, 1);
    if (version >= 0x0300 && version <= 0x0304) {
      if (u8(bytes, 0) === HANDSHAKE && u8(bytes, 5) === SERVER_HELLO) return { confidence: 0.9 };
      const isAlert = u8(bytes, 0) === ALERT && u16(bytes, 3) === 2 && (u8(bytes, 5) === 1 || u8(bytes, 5) === 2);
      // An alert in answer to words that were none of its own: what it is around may still be asked.
      if (isAlert) return { confidence: 0.9 };
    }
    // Web servers that were asked in the clear say so in words.
    const response = to === 'http' ? parseResponse(text) : null;
    return response !== null && wantsTls(response) ? { confidence: 0.95 } : null;
  },
});
