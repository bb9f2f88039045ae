// CAPWAP (RFC 5415 section 5.1): a Discovery Request, with the elements that it must have. An access controller says who it is; nothing
// joins.
import type { UdpPayload } from '../payload.ts';

/** Section 4.5.1.2: comes back as it is. */
export const CAPWAP_SEQUENCE = 0x50;

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const element = (type: number, ...value: number[]): number[] => [...u16(type), ...u16(value.length), ...value];
/** Of the board, and of its versions: vendor, type, text. */
const described = (type: number): number[] => [0, 0, 0, 0, ...u16(type), ...u16(1), 0x30];

const ELEMENTS = [
  ...element(20, 0), // Discovery Type: unknown (4.6.21)
  ...element(38, 0, 0, 0, 0, ...[0, 0, 0, 1, 0x30], ...[0, 1, 0, 1, 0x30]), // WTP Board Data: model and serial number (4.6.40)
  ...element(39, 1, 1, 1, ...[1, 0, 0], ...described(0), ...described(1), ...described(2)), // WTP Descriptor (4.6.41)
  ...element(41, 0x04), // WTP Frame Tunnel Mode: 802.3 (4.6.43)
  ...element(44, 2), // WTP MAC Type: both (4.6.44)
  ...element(1048, 1, ...[0, 0, 0, 0x0f]), // IEEE 802.11 WTP Radio Information (RFC 5416 section 6.25)
];

export const capwap: UdpPayload = {
  name: 'capwap',
  ports: [5246],
  bytes: Uint8Array.of(
    0, // a CAPWAP header follows (4.2)
    ...[0x10, 0x02, 0x00], // of 2 words; of IEEE 802.11 (4.3)
    ...[0, 0, 0, 0],
    ...[0, 0, 0, 1], // Discovery Request (4.5.1.1)
    CAPWAP_SEQUENCE,
    ...u16(3 + ELEMENTS.length),
    0,
    ...ELEMENTS,
  ),
};
