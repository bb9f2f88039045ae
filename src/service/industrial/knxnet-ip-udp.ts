// KNXnet/IP over UDP: KNX Standard 3/8/2 section 7.6.4.
//
//   header     06, version u8 10, service u16 (0204 description response), length u16
//   blocks     length u8, type u8: 1 device (54 bytes: medium u8, status u8, address u16, project u16, serial 6 bytes, multicast 4,
//              MAC 6, name 30 bytes), 2 services (pairs of family u8, version u8)
import { knxnetIp as question } from '../../probe/udp/knxnet-ip.ts';
import { clean, cString, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const HEADER = 6;
const DEVICE = 1;
const DEVICE_LENGTH = 54;
const MEDIA: Readonly<Record<number, string>> = { 2: 'TP1', 4: 'PL110', 16: 'RF', 32: 'IP' };
const isDescription = (bytes: Uint8Array): boolean => u16(bytes, 0) === 0x0610 && u16(bytes, 2) === 0x0204;

export const knxnetIpUdp = defineService({
  name: 'knxnet-ip',
  title: 'KNXnet/IP',
  specification: 'KNX Standard 3/8/2',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (!isDescription(bytes) || u16(bytes, 4) !== bytes.length) return null;
    if (
      u8(bytes, HEADER) !== DEVICE_LENGTH ||
      u8(bytes, HEADER + 1) !== DEVICE ||
      bytes.length < HEADER + DEVICE_LENGTH
    )
      return null;
    const device = bytes.subarray(HEADER, HEADER + DEVICE_LENGTH);
    const name = clean(cString(device, 24, 30));
    const address = u16(device, 4);
    const hexOf = (begin: number): string => Buffer.from(device.subarray(begin, begin + 6)).toString('hex');
    return {
      confidence: 1,
      ...(name === '' ? {} : { product: name }),
      info: [`${address >> 12}.${(address >> 8) & 15}.${address & 0xff}`, MEDIA[u8(device, 2)]]
        .filter(Boolean)
        .join('; '),
      device: 'building controller',
      details: { serial: hexOf(8), mac: hexOf(18).match(/../g)!.join(':') },
    };
  },
});
