// Ethernet II frames (IEEE 802.3) with up to two VLAN tags (802.1Q, stacked as 802.1ad).
//
//   0            6       12          14
//   destination  source  EtherType   payload
// A tag stands before the EtherType: its own EtherType (0x8100 or 0x88a8), then priority 3 bits, drop eligible 1,
// VLAN id 12. What stands after the second tag is not looked into: a third one is the frame's EtherType.
import { MAC_LENGTH } from './address.ts';
import { copy, holds, needRoom, readU16, writeU16 } from './bytes.ts';

export const OFFSET = { destination: 0, source: 6, etherType: 12 } as const;

/** Bytes, without tags. */
export const HEADER_LENGTH = 14;
export const TAG_LENGTH = 4;
export const MAX_TAGS = 2;

/** Ethernet wants 60 bytes before the frame check sequence; shorter frames are padded by whoever sends them. */
export const MIN_FRAME_LENGTH = 60;

export const TYPE_IPV4 = 0x0800;
export const TYPE_ARP = 0x0806;
export const TYPE_VLAN = 0x8100;
export const TYPE_IPV6 = 0x86dd;
export const TYPE_SERVICE_VLAN = 0x88a8;
export const TYPE_LLDP = 0x88cc;

export interface VlanTag {
  /** TYPE_VLAN or TYPE_SERVICE_VLAN. */
  readonly type: number;
  /** 0 to 4095; 0 means priority only. */
  readonly id: number;
  /** 0 to 7. */
  readonly priority: number;
  readonly dropEligible: boolean;
}

export interface Ethernet {
  /** 6 bytes. */
  readonly destination: Uint8Array;
  /** 6 bytes. */
  readonly source: Uint8Array;
  /** Outermost first, two at the most. */
  readonly tags: readonly VlanTag[];
  /** What the payload is; below 1536 it is the payload's length instead (IEEE 802.3). */
  readonly etherType: number;
}

export interface ParsedEthernet extends Ethernet {
  /** Bytes from the frame's begin to its payload: 14, 18 or 22. */
  readonly headerLength: number;
}

/** The header's length with its tags (14, 18 or 22 bytes); 0 where `length` bytes do not hold it. */
export function check(bytes: Uint8Array, offset: number, length: number): number {
  if (!holds(bytes, offset, length, HEADER_LENGTH)) return 0;
  if (!isTag(readU16(bytes, offset + OFFSET.etherType))) return HEADER_LENGTH;
  if (length < HEADER_LENGTH + TAG_LENGTH) return 0;
  if (!isTag(readU16(bytes, offset + OFFSET.etherType + TAG_LENGTH))) return HEADER_LENGTH + TAG_LENGTH;
  return length < HEADER_LENGTH + 2 * TAG_LENGTH ? 0 : HEADER_LENGTH + 2 * TAG_LENGTH;
}

function isTag(etherType: number): boolean {
  return etherType === TYPE_VLAN || etherType === TYPE_SERVICE_VLAN;
}

/** The payload's EtherType, behind all tags. `headerLength` is what `check` gave. */
export function etherType(bytes: Uint8Array, offset: number, headerLength: number): number {
  return readU16(bytes, offset + headerLength - 2);
}

export function parse(bytes: Uint8Array, offset: number, length: number): ParsedEthernet | null {
  const headerLength = check(bytes, offset, length);
  if (headerLength === 0) return null;
  const tags: VlanTag[] = [];
  for (let at = OFFSET.etherType; at < headerLength - 2; at += TAG_LENGTH) {
    const control = readU16(bytes, offset + at + 2);
    tags.push({
      type: readU16(bytes, offset + at),
      id: control & 0xfff,
      priority: control >>> 13,
      dropEligible: (control & 0x1000) !== 0,
    });
  }
  return {
    destination: copy(bytes, offset + OFFSET.destination, offset + OFFSET.destination + MAC_LENGTH),
    source: copy(bytes, offset + OFFSET.source, offset + OFFSET.source + MAC_LENGTH),
    tags,
    etherType: etherType(bytes, offset, headerLength),
    headerLength,
  };
}

/** Writes the header; returns its length. Throws a RangeError for more than two tags. */
export function emit(bytes: Uint8Array, offset: number, frame: Ethernet): number {
  if (frame.tags.length > MAX_TAGS) throw new RangeError(`E_VLAN_TAGS: ${frame.tags.length} tags, at most ${MAX_TAGS}`);
  const headerLength = HEADER_LENGTH + frame.tags.length * TAG_LENGTH;
  needRoom(bytes, offset, headerLength);
  bytes.set(frame.destination, offset + OFFSET.destination);
  bytes.set(frame.source, offset + OFFSET.source);
  let at = offset + OFFSET.etherType;
  for (const tag of frame.tags) {
    writeU16(bytes, at, tag.type);
    writeU16(bytes, at + 2, (tag.priority << 13) | (tag.dropEligible ? 0x1000 : 0) | (tag.id & 0xfff));
    at += TAG_LENGTH;
  }
  writeU16(bytes, at, frame.etherType);
  return headerLength;
}
