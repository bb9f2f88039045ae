// PPTP: RFC 2637 section 2. Start-Control-Connection-Request; the reply names the machine and its maker.
//
//   header   length u16 156, type u16 1, magic 1a2b3c4d, control type u16 (1 request, 2 reply), reserved u16
//   12       version u16, 14 result u8, error u8, 16 framing u32, 20 bearer u32, 24 channels u16, 26 firmware u16
//   28       host name, 64 bytes; 92 vendor, 64 bytes
import { ascii, clean, concat, cString, hex, stands, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const SIZE = 156;
const REPLY = 2;
const MAGIC = hex('1a2b3c4d');
const padded = (text: string): Uint8Array => concat(ascii(text), new Uint8Array(64 - text.length));

export const pptp = defineService({
  name: 'pptp',
  title: 'Point-to-Point Tunneling Protocol',
  specification: 'RFC 2637',
  ports: [1723],
  hello: concat(
    hex('009c 0001 1a2b3c4d 0001 0000 0100 0000 00000003 00000003 0000 0000'),
    padded(''),
    padded('Portolan'),
  ),

  read({ bytes }): Verdict | null {
    if (u16(bytes, 0) !== SIZE || u16(bytes, 2) !== 1 || !stands(bytes, MAGIC, 4) || u16(bytes, 8) !== REPLY)
      return null;
    if (bytes.length < SIZE) return { confidence: 0.7, more: true };
    const hostname = clean(cString(bytes, 28, 64));
    const vendor = clean(cString(bytes, 92, 64));
    const firmware = u16(bytes, 26);
    return {
      confidence: 1,
      ...productOf(vendor),
      ...(hostname === '' ? {} : { hostname }),
      info: [vendor, `firmware ${firmware}`].filter((each) => each !== '').join(', '),
      details: { vendor, firmware, version: `${u8(bytes, 12)}.${u8(bytes, 13)}`, result: u8(bytes, 14) },
      notes: [
        {
          code: 'N_PPTP',
          text: 'PPTP: its encryption (MS-CHAPv2, MPPE) is broken',
          advice: 'use IPsec, WireGuard or OpenVPN',
        },
      ],
    };
  },
});

function productOf(vendor: string): Partial<Verdict> {
  if (vendor === 'linux') return { product: 'Poptop pptpd', os: 'Linux' };
  if (/^microsoft/i.test(vendor)) return { product: 'Microsoft PPTP', os: 'Windows' };
  if (/^mikrotik/i.test(vendor)) return { product: 'MikroTik PPTP', os: 'RouterOS' };
  return vendor === '' ? {} : { product: vendor };
}
