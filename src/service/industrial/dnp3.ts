// DNP3: IEEE 1815 section 9.2. A link is asked for its status: of the address that stands for the device itself (0xfffc), and of those
// that are given first.
//
//   05 64, length u8, control u8 (c9 from the master: request link status; 0b back: status of link), destination u16le, source u16le, CRC u16le
import { concat, hex, u8, u16le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const START = hex('0564');
const REQUEST_STATUS = 0xc9;
const HEADER = 8;
const SELF = 0xfffc;
const ADDRESSES = [SELF, 0, 1, 2, 3, 4, 10, 100, 1024];
/** Nobody's, so that no device takes us for its master. */
const OURS = 0xffef;
/** 9.2.4.3: x^16 + x^13 + x^12 + x^11 + x^10 + x^8 + x^6 + x^5 + x^2 + 1, reflected. */
const POLYNOMIAL = 0xa6bc;

export function crcOf(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  }
  return ~crc & 0xffff;
}

const le = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);

function requestTo(address: number): Uint8Array {
  const head = concat(START, Uint8Array.of(5, REQUEST_STATUS), le(address), le(OURS));
  return concat(head, le(crcOf(head)));
}

export const dnp3 = defineService({
  name: 'dnp',
  title: 'Distributed Network Protocol (DNP3)',
  specification: 'IEEE 1815',
  ports: [20000],
  tlsPorts: [19999],
  hello: concat(...ADDRESSES.map(requestTo)),
  ownPortsOnly: true,

  read({ bytes, sent }): Verdict | null {
    if (u8(bytes, 0) !== 0x05 || u8(bytes, 1) !== 0x64 || u8(bytes, 2) < 5 || bytes.length < HEADER + 2) return null;
    if (crcOf(bytes.subarray(0, HEADER)) !== u16le(bytes, HEADER)) return null;
    const isOutstation = (u8(bytes, 3) & 0x80) === 0;
    // A checksum that nobody else has, and an answer to the one who asked; or one that reports by itself.
    return {
      confidence: sent !== null && u16le(bytes, 4) === OURS ? 1 : 0.9,
      info: `${isOutstation ? 'outstation' : 'master'} ${u16le(bytes, 6)}`,
      device: isOutstation ? 'controller' : 'control centre',
      details: { address: u16le(bytes, 6) },
    };
  },
});
