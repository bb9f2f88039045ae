// KNXnet/IP over TCP and UDP: KNX Standard 3/8/2 sections 7.5 and 7.6. A description is asked for, over TCP as version 2 of the core
// has it.
//
//   header     06, version u8 10, service u16 (0203 request, 0204 response), length u16
//   0203       address of the client: 08, 02 (TCP), 6 zeros
//   0204       blocks of length u8, type u8: 1 device (medium u8, status u8, address u16, project u16, serial 6 bytes, multicast 4, MAC 6,
//              name 30 bytes), 2 services (pairs of family u8, version u8)
import { knxnetIp as question } from '../../probe/udp/industrial/knxnet-ip.ts';
import { clean, cString, hex, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const HEADER = 6;
const DESCRIPTION = 0x0204;
const DEVICE = 1;
const BLOCK = 54;
const LENGTH_MOST = 512;
const OVER_TCP = hex('0610 0203 000e 08 02 00000000 0000');
const MEDIA: Readonly<Record<number, string>> = { 2: 'TP1', 4: 'PL110', 16: 'RF', 32: 'IP' };

export const knxnetIp = defineService({
  name: 'knxnet-ip',
  title: 'KNXnet/IP',
  specification: 'KNX Standard 3/8/2',
  ports: [3671],
  udpPorts: question.ports,
  hello: ({ proto }) => (proto === 'udp' ? question.bytes : OVER_TCP),
  ownPortsOnly: true,

  read({ bytes, endpoint: { proto } }): Verdict | null {
    const length = u16(bytes, 4);
    if (u16(bytes, 0) !== 0x0610 || length < HEADER || length > LENGTH_MOST) return null;
    // A datagram is whole, and answers what was asked.
    if (proto === 'udp' && (u16(bytes, 2) !== DESCRIPTION || bytes.length !== length)) return null;
    // 02 the core, 03 device management, 04 tunnelling.
    if (u8(bytes, 2) < 2 || u8(bytes, 2) > 4) return null;
    if (bytes.length < length) return { confidence: 0.8, more: true };
    if (u16(bytes, 2) !== DESCRIPTION) return { confidence: 0.85 };
    const device = blockOf(bytes.subarray(0, length));
    if (device === null) return proto === 'udp' ? null : { confidence: 0.9 };
    const name = clean(cString(device, 24, 30), 32);
    const address = u16(device, 4);
    const medium = MEDIA[u8(device, 2)];
    return {
      confidence: 1,
      ...(name === '' ? {} : { product: name }),
      info: `${address >> 12}.${(address >> 8) & 15}.${address & 0xff}${medium === undefined ? '' : `; ${medium}`}`,
      device: 'building controller',
      details: {
        serial: Buffer.from(device.subarray(8, 14)).toString('hex'),
        mac: [...device.subarray(18, 24)].map((byte) => byte.toString(16).padStart(2, '0')).join(':'),
      },
    };
  },
});

function blockOf(bytes: Uint8Array): Uint8Array | null {
  for (let at = HEADER; at + 2 <= bytes.length && u8(bytes, at) >= 2; at += u8(bytes, at)) {
    const isWhole = u8(bytes, at) >= BLOCK && at + u8(bytes, at) <= bytes.length;
    if (u8(bytes, at + 1) === DEVICE && isWhole) return bytes.subarray(at, at + u8(bytes, at));
  }
  return null;
}
