// TACACS+: RFC 8907. The beginning of a login that names nobody; the answer's head is in the clear, whatever the secret.
//
//   header   version u8 c0 or c1, type u8 (1 authentication), sequence u8, flags u8 (1 unencrypted, 4 single connection),
//            session u32, length u32 (4.1)
//   START    action u8 1, privilege u8, type u8 1, service u8 1, lengths u8 of user, port, address, data: all 0 (5.1)
//   REPLY    status u8, flags u8, server message length u16, data length u16 (5.2)
import { clean, hex, textAt, u8, u16, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const SESSION = 0x504f_5254;
const HEADER = 12;
const UNENCRYPTED = 1;

export const tacacs = defineService({
  name: 'tacacs',
  title: 'TACACS+',
  specification: 'RFC 8907',
  ports: [49],
  hello: hex('c0 01 01 01 504f5254 00000008 01 00 01 01 00 00 00 00'),
  ownPortsOnly: true,

  read({ bytes }): Verdict | null {
    if ((u8(bytes, 0) & 0xfe) !== 0xc0 || u8(bytes, 1) !== 1 || u8(bytes, 2) !== 2) return null;
    const length = u32(bytes, 8);
    if (u32(bytes, 4) !== SESSION || length < 6 || length > 4096 || bytes.length < HEADER) return null;
    const isClear = (u8(bytes, 3) & UNENCRYPTED) !== 0;
    const words = isClear ? clean(textAt(bytes, HEADER + 6, Math.min(u16(bytes, HEADER + 2), 120))) : '';
    return {
      confidence: 1,
      info: isClear ? 'answers unencrypted' : 'encrypted',
      ...(words === '' ? {} : { details: { message: words } }),
      ...(isClear
        ? {
            notes: [
              {
                code: 'N_TACACS_PLAIN_TEXT' as const,
                text: 'answers without the shared secret, in the clear',
                advice: 'set a key for every client',
              },
            ],
          }
        : {}),
    };
  },
});
