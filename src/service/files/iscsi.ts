// iSCSI: RFC 7143. The first Login Request of a discovery session asks how one would log in, and goes no further: no session is
// ever made (T, the transit bit, is not set).
//
//   11.2   basic header, 48 bytes: opcode u8, flags u8, ..., TotalAHSLength u8 at 4, DataSegmentLength u24 at 5, ISID at 8,
//          ITT u32 at 16
//   11.12  Login Request: opcode 0x43 (immediate), flags: T 0x80, CSG 0x0c (0: security negotiation), version max and min
//   11.13  Login Response: opcode 0x23, StatSN at 24, Status-Class u8 at 36, Status-Detail u8 at 37
import { ascii, clean, concat, hex, textAt, u8, u24, u32 } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { noLogin } from '../words/login-notes.ts';

const HEADER = 48;
const LOGIN_RESPONSE = 0x23;
const TAG = 0x506f7274;
const KEYS = ascii(
  'InitiatorName=iqn.2001-04.invalid.portolan\0InitiatorAlias=portolan\0SessionType=Discovery\0AuthMethod=None,CHAP\0',
);

function loginRequest(): Uint8Array {
  const padding = new Uint8Array((4 - (KEYS.length % 4)) % 4);
  const header = hex(
    `43 00 00 00 00 0000${KEYS.length.toString(16).padStart(2, '0')}` + // opcode, flags, versions, lengths
      '80 0000 00 0000 0000' + // ISID (random type), TSIH
      '506f7274 0000 0000' + // ITT, CID
      '00000001 00000000' + // CmdSN, ExpStatSN
      '00000000 00000000 00000000 00000000',
  );
  return concat(header, KEYS, padding);
}

export const iscsi = defineService({
  name: 'iscsi-target',
  title: 'iSCSI target',
  specification: 'RFC 7143',
  ports: [3260, 860],
  hello: loginRequest(),

  read({ bytes }: Reply): Verdict | null {
    if ((u8(bytes, 0) & 0x3f) !== LOGIN_RESPONSE || bytes.length < HEADER) return null;
    const length = u24(bytes, 5);
    const statusClass = u8(bytes, 36);
    if (u32(bytes, 16) !== TAG || statusClass > 3 || length > 8192) return null;
    const keys = keysOf(textAt(bytes, HEADER, length));
    const method = keys.AuthMethod;
    return {
      confidence: 0.95,
      info: statusClass === 0 ? `login: ${method ?? 'none asked for'}` : `refuses: ${statusClass}/${u8(bytes, 37)}`,
      details: { status: [statusClass, u8(bytes, 37)], keys },
      ...(statusClass === 0 && method === 'None'
        ? {
            notes: [noLogin('tells its targets without a login', 'demand CHAP for discovery, and restrict initiators')],
          }
        : {}),
      ...(bytes.length < HEADER + length ? { more: true } : {}),
    };
  },
});

/** `key=value` with zero bytes after each (section 6.1). */
function keysOf(text: string): Record<string, string> {
  const pairs = text.split('\0', 40).map((pair): [string, string] => {
    const at = pair.indexOf('=');
    return [clean(pair.slice(0, Math.max(0, at)), 60), clean(pair.slice(at + 1), 200)];
  });
  return Object.fromEntries(pairs.filter(([key]) => /^[A-Za-z][\w.-]*$/.test(key)));
}
