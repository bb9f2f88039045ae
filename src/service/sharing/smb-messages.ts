// The few messages of SMB that are said: [MS-CIFS] 2.2.4.52, [MS-SMB2] 2.2.1, 2.2.3, 2.2.5. Each stands behind the four
// bytes of NetBIOS over TCP (RFC 1002 section 4.3.1): type u8 0, length u24.
import { ascii, be16, concat, hex, le16, le32 } from '../bytes.ts';
import { element } from '../directory/ber.ts';
import { NTLM_NEGOTIATE } from './ntlm.ts';

/** `SMB 2.???`: the server may choose any of SMB 2 and 3, and is asked which then (3.2.4.2.2.1). */
export const NEGOTIATE_ANY = negotiateOld(['NT LM 0.12', 'SMB 2.002', 'SMB 2.???']);
export const NEGOTIATE_SMB1 = negotiateOld(['NT LM 0.12']);

/** 2.0.2, 2.1, 3.0, 3.0.2 and 3.1.1 with the hash it wants (SHA-512) and AES-128-GCM or CCM. */
export const NEGOTIATE_SMB2 = ((): Uint8Array => {
  const dialects = hex('0202 1002 0003 0203 1103');
  const contexts = concat(
    hex('0100 2600 00000000 0100 2000 0100'),
    new Uint8Array(32).fill(0x50),
    hex('0000 0200 0600 00000000 0200 0200 0100'),
  );
  const client = new Uint8Array(16).fill(0x50);
  const offset = 64 + 36 + dialects.length + 2;
  const body = concat(
    hex('2400 0500 0100 0000 44000000'),
    client,
    le32(offset),
    hex('0200 0000'),
    dialects,
    hex('0000'),
    contexts,
  );
  return session(concat(header2(0, 1), body));
})();

/** The beginning of a session, by which it says its names. Nobody logs in: the challenge is not answered. */
export const SESSION_SETUP = ((): Uint8Array => {
  const mechanism = hex('060a 2b06010401823702020a');
  const init = element(0x30, element(0xa0, element(0x30, mechanism)), element(0xa2, element(4, NTLM_NEGOTIATE)));
  const token = element(0x60, hex('0606 2b0601050502'), element(0xa0, init));
  const body = concat(hex('1900 00 01 00000000 00000000 5800'), le16(token.length), new Uint8Array(8), token);
  return session(concat(header2(1, 2), body));
})();

/** A message as it goes over TCP. */
export function session(message: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(0, 0), be16(message.length), message);
}

function header2(command: number, id: number): Uint8Array {
  return concat(
    hex('fe534d42 4000 0000 00000000'),
    le16(command),
    hex('1f00 00000000 00000000'),
    le32(id),
    new Uint8Array(4 + 8 + 8 + 16),
  );
}

function negotiateOld(dialects: readonly string[]): Uint8Array {
  const list = concat(...dialects.map((name) => ascii(`\x02${name}\0`)));
  // Flags2: long names, extended security, NT status, Unicode.
  const header = concat(hex('ff534d42 72 00000000 18 01c8 0000 0000000000000000 0000 ffff 0100 0000 0000'));
  return session(concat(header, Uint8Array.of(0), le16(list.length), list));
}
