// EtherNet/IP over UDP: The CIP Networks Library, volume 2, sections 2-3 and 2-4.2.
//
//   header     command u16le (0x63), length u16le, session u32le, status u32le, context 8 bytes, options u32le
//   24         items u16le; item: type u16le (0x0c), length u16le, version u16le, socket address 16 bytes,
//              vendor u16le, device u16le, product u16le, revision u8 u8, status u16le, serial u32le, name of u8 length, state u8
import { CIP_CONTEXT, ethernetIp as question } from '../../probe/udp/ethernet-ip.ts';
import { clean, textAt, u8, u16le, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const LIST_IDENTITY = 0x63;
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
/** ODVA's numbers of vendors, those that are met most. */
const VENDORS: Readonly<Record<number, string>> = {
  1: 'Rockwell Automation',
  40: 'WAGO',
  47: 'Omron',
  161: 'Mitsubishi Electric',
  243: 'Schneider Electric',
};

export const ethernetIpUdp = defineService({
  name: 'ethernet-ip-2',
  title: 'EtherNet/IP',
  specification: 'CIP Networks Library, volume 2',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes, endpoint }): Verdict | null {
    const length = u16le(bytes, 2);
    if (endpoint.proto !== 'udp' || u16le(bytes, 0) !== LIST_IDENTITY || bytes.length !== HEADER + length) return null;
    if (textAt(bytes, 12, 8) !== CIP_CONTEXT || u32le(bytes, 8) !== 0 || length < 2) return null;
    const end = 30 + u16le(bytes, 28);
    if (u16le(bytes, 24) === 0 || u16le(bytes, 26) !== IDENTITY || end > bytes.length || end < 30 + 33)
      return { confidence: 0.9 };
    const identity = bytes.subarray(30, end);
    const vendor = u16le(identity, 18);
    const deviceType = u16le(identity, 20);
    const name = clean(textAt(identity, 33, u8(identity, 32)), 60);
    return {
      confidence: 1,
      ...(name === '' ? {} : { product: [VENDORS[vendor], name].filter(Boolean).join(' ') }),
      version: `${u8(identity, 24)}.${String(u8(identity, 25)).padStart(3, '0')}`,
      device: DEVICES[deviceType] ?? 'industrial device',
      details: { vendor, deviceType, productCode: u16le(identity, 22), serial: u32le(identity, 28).toString(16) },
    };
  },
});
