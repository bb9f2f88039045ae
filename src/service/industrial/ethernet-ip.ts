// EtherNet/IP over TCP and UDP: The CIP Networks Library, volume 2, sections 2-3 and 2-4.2. List Identity is asked: every device
// answers it.
//
//   header     command u16le (0x63), length u16le, session u32le, status u32le, context 8 bytes, options u32le
//   24         items u16le; item: type u16le (0x0c), length u16le, version u16le, socket address 16 bytes,
//              vendor u16le, device u16le, product u16le, revision u8 u8, status u16le, serial u32le, name of u8 length, state u8
import { CIP_CONTEXT, ethernetIp as question } from '../../probe/udp/industrial/ethernet-ip.ts';
import { clean, textAt, u8, u16le, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const LIST_IDENTITY = 0x63;
const HEADER = 24;
const IDENTITY = 0x0c;
/** What stands of it before the name. */
const IDENTITY_LEAST = 33;
const LENGTH_MOST = 512;
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
  udpPorts: question.ports,
  hello: question.bytes,
  ownPortsOnly: true,
  nobodyElse: true,

  read({ bytes, to, endpoint: { proto } }): Verdict | null {
    const length = u16le(bytes, 2);
    if (u16le(bytes, 0) !== LIST_IDENTITY || textAt(bytes, 12, 8) !== CIP_CONTEXT || u32le(bytes, 8) !== 0) return null;
    if (length > LENGTH_MOST) return null;
    // A datagram is whole, and holds at least the count of items; a stream may say our question back.
    if (proto === 'udp' ? length < 2 || bytes.length !== HEADER + length : to !== 'ethernet-ip-2') return null;
    if (bytes.length < HEADER + length) return { confidence: 0.9, more: true };
    const end = 30 + u16le(bytes, 28);
    const isIdentity = u16le(bytes, 24) > 0 && u16le(bytes, 26) === IDENTITY;
    if (!isIdentity || end > bytes.length || end < 30 + IDENTITY_LEAST) return { confidence: 0.9 };
    const identity = bytes.subarray(30, end);
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
