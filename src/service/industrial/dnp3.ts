// DNP3: IEEE 1815 section 9.2, over TCP and UDP. A link is asked for its status.
//
//   05 64, length u8, control u8 (c9 from the master: request link status; 0b back: status of link), destination u16le, source u16le, CRC u16le
import { DNP3_OURS, dnp3Crc, dnp3 as question } from '../../probe/udp/industrial/dnp3.ts';
import { u8, u16, u16le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const START = 0x0564;
const HEADER = 8;
const FROM_MASTER = 0x80;

export const dnp3 = defineService({
  name: 'dnp',
  title: 'Distributed Network Protocol (DNP3)',
  specification: 'IEEE 1815',
  ports: [20000],
  tlsPorts: [19999],
  udpPorts: question.ports,
  hello: question.bytes,
  ownPortsOnly: true,

  read({ bytes, sent, endpoint }): Verdict | null {
    if (u16(bytes, 0) !== START || u8(bytes, 2) < 5 || bytes.length < HEADER + 2) return null;
    if (dnp3Crc(bytes.subarray(0, HEADER)) !== u16le(bytes, HEADER)) return null;
    const isOutstation = (u8(bytes, 3) & FROM_MASTER) === 0;
    // A master connects, and may report by itself; nobody's datagram to it is answered by a question.
    if (!isOutstation && endpoint.proto === 'udp') return null;
    // A checksum that nobody else has, and an answer to the one who asked; or one that reports by itself.
    return {
      confidence: sent !== null && u16le(bytes, 4) === DNP3_OURS ? 1 : 0.9,
      info: `${isOutstation ? 'outstation' : 'master'} ${u16le(bytes, 6)}`,
      device: isOutstation ? 'controller' : 'control centre',
      details: { address: u16le(bytes, 6) },
    };
  },
});
