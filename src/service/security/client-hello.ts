// A ClientHello of TLS 1.2 or older and the ServerHello that answers it: RFC 5246 sections 6.2.1 and 7.4.1 and appendix E.1,
// RFC 6066 section 3.
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
    '000d 0016 0014 0403 0804 0401 0503 0805 0501 0806 0601 0201 0203' + // signature_algorithms
    'ff01 0001 00', // renegotiation_info
);

export const SSL_3 = 0x0300;
export const TLS_1_0 = 0x0301;
export const TLS_1_1 = 0x0302;
const TLS_1_2 = 0x0303;

/** Its random is a constant: nothing is ever encrypted with it. `name`: the server's (SNI). `newest`: no version above it is offered. */
export function clientHello(ciphers: readonly number[], name?: string, newest = TLS_1_2): Uint8Array {
  const suites = concat(...ciphers.map(be16));
  const extensions = concat(name === undefined ? new Uint8Array(0) : serverName(name), EXTENSIONS);
  const body = concat(
    be16(newest),
    new Uint8Array(32).fill(0x50),
    hex('00'),
    be16(suites.length),
    suites,
    hex('0100'),
    be16(extensions.length),
    extensions,
  );
  const handshake = concat(hex('0100'), be16(body.length), body);
  return concat(hex('16'), be16(Math.min(newest, TLS_1_0)), be16(handshake.length), handshake);
}

function serverName(name: string): Uint8Array {
  const host = ascii(name.slice(0, 255));
  const list = concat(hex('00'), be16(host.length), host);
  return concat(hex('0000'), be16(list.length + 2), be16(list.length), list);
}

/** What a server chose: `0x0303`, TLS 1.2, and the number of a suite. */
export interface ServerHello {
  readonly version: number;
  readonly suite: number;
}

/** Null: this is no whole ServerHello. */
export function readServerHello(bytes: Uint8Array): ServerHello | null {
  const isHello = u8(bytes, 0) === HANDSHAKE && u8(bytes, 5) === SERVER_HELLO && u8(bytes, VERSION_AT) === 3;
  const at = SESSION_ID_AT + 1 + u8(bytes, SESSION_ID_AT);
  if (!isHello || u8(bytes, SESSION_ID_AT) > 32 || bytes.length < at + 2) return null;
  return { version: u16(bytes, VERSION_AT), suite: u16(bytes, at) };
}
