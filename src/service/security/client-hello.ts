// A ClientHello of TLS 1.2 and the ServerHello that answers it: RFC 5246 sections 6.2.1 and 7.4.1, RFC 6066 section 3.
//
//   record      type u8, version u16, length u16
//   handshake   type u8, length u24
//   ServerHello version u16, random 32 bytes, session id (u8 and so many bytes), cipher suite u16
import { ascii, be16, concat, hex, u8, u16 } from '../bytes.ts';

const HANDSHAKE = 22;
const SERVER_HELLO = 2;
const VERSION_AT = 9;
const SESSION_ID_AT = 43;

const EXTENSIONS = hex(
  '000a 0008 0006 001d 0017 0018' + // supported_groups: x25519, secp256r1, secp384r1
    '000b 0002 0100' + // ec_point_formats
    '000d 0014 0012 0403 0804 0401 0503 0805 0501 0806 0601 0201' + // signature_algorithms
    'ff01 0001 00', // renegotiation_info
);

/** Its random is a constant: nothing is ever encrypted with it. `name`: the server's (SNI). */
export function clientHello(ciphers: readonly number[], name?: string): Uint8Array {
  const suites = concat(...ciphers.map(be16));
  const extensions = concat(name === undefined ? new Uint8Array(0) : serverName(name), EXTENSIONS);
  const body = concat(
    hex('0303'),
    new Uint8Array(32).fill(0x50),
    hex('00'),
    be16(suites.length),
    suites,
    hex('0100'),
    be16(extensions.length),
    extensions,
  );
  const handshake = concat(hex('0100'), be16(body.length), body);
  return concat(hex('160301'), be16(handshake.length), handshake);
}

function serverName(name: string): Uint8Array {
  const host = ascii(name.slice(0, 255));
  const list = concat(hex('00'), be16(host.length), host);
  return concat(hex('0000'), be16(list.length + 2), be16(list.length), list);
}

/** Which suite a server chose; null: this is no whole ServerHello. */
export function chosenSuite(bytes: Uint8Array): number | null {
  const isHello = u8(bytes, 0) === HANDSHAKE && u8(bytes, 5) === SERVER_HELLO && u8(bytes, VERSION_AT) === 3;
  const at = SESSION_ID_AT + 1 + u8(bytes, SESSION_ID_AT);
  return isHello && u8(bytes, SESSION_ID_AT) <= 32 && bytes.length >= at + 2 ? u16(bytes, at) : null;
}
