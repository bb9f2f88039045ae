// DNP3 over UDP: IEEE 1815 section 9.2.
//
//   05 64, length u8 5, control u8 (0b: status of link, from an outstation), destination u16le, source u16le, CRC u16le
import { DNP3_OURS, dnp3Crc, dnp3 as question } from '../../probe/udp/dnp3.ts';
import { u8, u16, u16le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const HEADER = 8;
const FROM_MASTER = 0x80;

export const dnp3Udp = defineService({
  name: 'dnp',
  title: 'Distributed Network Protocol (DNP3)',
  specification: 'IEEE 1815',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (u16(bytes, 0) !== 0x0564 || u8(bytes, 2) < 5 || bytes.length < HEADER + 2) return null;
    if ((u8(bytes, 3) & FROM_MASTER) !== 0 || dnp3Crc(bytes.subarray(0, HEADER)) !== u16le(bytes, HEADER)) return null;
    const address = u16le(bytes, 6);
    return {
      confidence: u16le(bytes, 4) === DNP3_OURS ? 1 : 0.9,
      info: `outstation ${address}`,
      device: 'controller',
      details: { address },
    };
  },
});
