// TLS: RFC 8446, RFC 5246. Whoever answers a ClientHello with a ServerHello or an alert speaks it; what is inside is
// asked by whoever put the question, on a connection of its own.
//
//   record   type u8 (21 alert, 22 handshake), version u16 (0x03..), length u16
//   22       handshake type u8 (2 ServerHello), length u24, version u16, random 32 bytes
//   21       level u8 (1, 2), description u8
import { concat, hex, u8, u16 } from '../bytes.ts';
import { defineService } from '../service.ts';
import { parseResponse, wantsTls } from '../web/response.ts';

const ALERT = 21;
const HANDSHAKE = 22;
const SERVER_HELLO = 2;

/**
 * A ClientHello of TLS 1.2 without a name, with ciphers old and new and the groups x25519, secp256r1, secp384r1. Its
 * random is a constant: nothing is ever encrypted with it.
 */
const CIPHERS = hex(
  '1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 c009 c00a 009c 009d 002f 0035 000a 0005 0004',
);
const EXTENSIONS = hex(
  '000a 0008 0006 001d 0017 0018' + // supported_groups
    '000b 0002 0100' + // ec_point_formats
    '000d 0014 0012 0403 0804 0401 0503 0805 0501 0806 0601 0201' + // signature_algorithms
    'ff01 0001 00', // renegotiation_info
);

function clientHello(): Uint8Array {
  const random = new Uint8Array(32).fill(0x50);
  const body = concat(
    hex('0303'),
    random,
    hex('00'),
    Uint8Array.of(0, CIPHERS.length),
    CIPHERS,
    hex('0100'),
    Uint8Array.of(0, EXTENSIONS.length),
    EXTENSIONS,
  );
  const handshake = concat(Uint8Array.of(1, 0, 0, body.length), body);
  return concat(hex('160301'), Uint8Array.of(0, handshake.length), handshake);
}

export const tls = defineService({
  name: 'tls',
  title: 'Transport Layer Security',
  specification: 'RFC 8446',
  ports: [],
  hello: clientHello(),
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
