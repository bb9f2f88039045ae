// DNP3 (IEEE 1815 section 9.2; over UDP one datagram may hold several frames, section 13.2): a link is asked for its status, of
// the address that stands for the device itself (0xfffc), and of those that are given first.
import type { UdpPayload } from '../payload.ts';

/** Nobody's, so that no device takes us for its master. */
export const DNP3_OURS = 0xffef;
const ADDRESSES = [0xfffc, 0, 1, 2, 3, 4, 10, 100, 1024];
const REQUEST_LINK_STATUS = 0xc9;
/** Section 9.2.4.3: x^16 + x^13 + x^12 + x^11 + x^10 + x^8 + x^6 + x^5 + x^2 + 1, reflected. */
const POLYNOMIAL = 0xa6bc;

export function dnp3Crc(bytes: Iterable<number>): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  }
  return ~crc & 0xffff;
}

const le = (value: number): number[] => [value & 0xff, value >> 8];

function requestTo(address: number): number[] {
  const head = [0x05, 0x64, 5, REQUEST_LINK_STATUS, ...le(address), ...le(DNP3_OURS)];
  return [...head, ...le(dnp3Crc(head))];
}

export const dnp3: UdpPayload = {
  name: 'dnp3',
  ports: [20_000],
  bytes: Uint8Array.from(ADDRESSES.flatMap(requestTo)),
};
