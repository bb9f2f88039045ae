// EtherNet/IP: The CIP Networks Library, volume 2, sections 2-3 and 2-4.2. List Identity is asked: every device answers it.
//
//   header     command u16le (0x63), length u16le, session u32le, status u32le, context 8 bytes, options u32le
//   24         items u16le; item: type u16le (0x0c), length u16le, version u16le, socket address 16 bytes,
//              vendor u16le, device u16le, product u16le, revision u8 u8, status u16le, serial u32le, name of u8 length, state u8
import { clean, hex, textAt, u8, u16le, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const LIST_IDENTITY = 0x63;
const CONTEXT = 'portolan';
const HEADER = 24;
const IDENTITY = 0x0c;
/** Volume 1, chapter 6: profiles. */
const DEVICES: Readonly<Record<number, string>> = {
  2: 'drive',
  7: 'I/O module',
  12: 'communications adapter',
  14: 'controller',
  24: 'operator panel',
  44: 'managed switch',
};
/** Vendors that speak of themselves by a number (ODVA's list, those that are met most). */
const VENDORS: Readonly<Record<number, string>> = {
  1: 'Rockwell Automation',
  40: 'WAGO',
  47: 'Omron',
  88: 'Hilscher',
  90: 'HMS',
  161: 'Mitsubishi Electric',
  243: 'Schneider Electric',
};

export const ethernetIp = defineService({
  name: 'ethernet-ip-2',
  title: 'EtherNet/IP',
  specification: 'CIP Networks Library, volume 2',
  ports: [44818],
  hello: hex(`6300 0000 00000000 00000000 ${Buffer.from(CONTEXT).toString('hex')} 00000000`),
  ownPortsOnly: true,
  nobodyElse: true,

  read({ bytes, to }): Verdict | null {
    const length = u16le(bytes, 2);
    if (to !== 'ethernet-ip-2' || u16le(bytes, 0) !== LIST_IDENTITY || textAt(bytes, 12, 8) !== CONTEXT) return null;
    if (length > 512 || u32le(bytes, 4) !== 0) return null;
    if (bytes.length < HEADER + length) return { confidence: 0.9, more: true };
    if (u16le(bytes, 24) === 0 || u16le(bytes, 26) !== IDENTITY) return { confidence: 0.9 };
    const identity = bytes.subarray(30, 30 + u16le(bytes, 28));
    const [vendor, device] = [u16le(identity, 18), u16le(identity, 20)];
    const name = clean(textAt(identity, 33, u8(identity, 32)), 60);
    const maker = VENDORS[vendor];
    return {
      confidence: 1,
      ...(name === '' ? {} : { product: maker === undefined ? name : `${maker} ${name}` }),
      version: `${u8(identity, 24)}.${String(u8(identity, 25)).padStart(3, '0')}`,
      device: DEVICES[device] ?? 'industrial device',
      details: {
        vendor,
        deviceType: device,
        productCode: u16le(identity, 22),
        serial: u32le(identity, 28).toString(16),
      },
    };
  },
});
