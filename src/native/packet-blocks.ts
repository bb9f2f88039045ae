// What stands in a TPACKET_V3 ring (linux/if_packet.h: struct tpacket_block_desc, struct tpacket3_hdr, and behind the
// latter struct sockaddr_ll).
//
//   block 0            block 1                 block n-1
//   +----------------+ +----------------+      +----------------+
//   | status, count, | | ...            | ...  | ...            |   status & 1: ours to read, else the kernel's
//   | first packet   | |                |      |                |
//   | packet, packet | |                |      |                |
//   +----------------+ +----------------+      +----------------+
//
// Invariant: blocks are handed over in order, and the one that `enter` tries is the oldest that has not been given back.
import type { PacketRing } from './packet-socket.ts';

const BLOCK_STATUS = 8;
const BLOCK_PACKETS = 12;
const BLOCK_FIRST = 16;
const BLOCK_HEADER_SIZE = 48;
const OURS = 1;

const PACKET_NEXT = 0;
const PACKET_SECONDS = 4;
const PACKET_NANOSECONDS = 8;
const PACKET_CAPTURED = 12;
const PACKET_LENGTH = 16;
const PACKET_STATUS = 20;
const PACKET_MAC = 24;
const PACKET_NET = 26;
/** struct tpacket_hdr_variant1: the tag that the kernel took off (IEEE 802.1Q tag control information). */
const PACKET_TAG = 32;
const PACKET_TYPE = 48 + 10;
const PACKET_HEADER_SIZE = 48 + 20;
/** What the kernel says of the checksum behind the IPv4 header (packet(7), tp_status). */
const CHECKSUM_NOT_READY = 1 << 3;
const CHECKSUM_VALID = 1 << 7;
const TAG_VALID = 1 << 4;
const VLAN_ID = 0xfff;

/** The packet at hand; its bytes are the kernel's again when the block is given back. */
export interface PacketCursor {
  /** Where the frame begins, where what its link header carries begins (IPv4, ARP), and where the captured bytes end. */
  start: number;
  offset: number;
  end: number;
  /** Bytes behind `end` that were cut off. */
  missing: number;
  /** linux/if_packet.h, "Packet types": 0 to us ... 4 outgoing. */
  way: number;
  /** When it passed, since 1970. */
  seconds: number;
  nanoseconds: number;
  /**
   * The kernel did not say that the checksum behind the IPv4 header is right, nor that it is still to be filled in, so
   * the reader has to look.
   */
  unchecked: boolean;
  /** The VLAN of the tag that the frame bore, which is no longer in its bytes; 0: it had none, or one for its priority alone. */
  vlan: number;
}

export interface BlockReader extends PacketCursor {
  /** Begins the oldest block; false where the kernel has not handed it over. */
  enter(): boolean;
  /** Moves to the next packet of the block; false at its end. One whose parts do not fit each other is left out. */
  next(): boolean;
  /** Gives the block back; how many packets it held, those left out as well. */
  leave(): number;
}

/** A packet that does not lie inside its block ends the block. */
export function createBlockReader(ring: Pick<PacketRing, 'bytes' | 'words' | 'blockSize' | 'blockCount'>): BlockReader {
  const { bytes, words, blockSize, blockCount } = ring;
  let block = 0;
  /** Of the next packet; 0 behind the last one. */
  let at = 0;
  let left = 0;
  let seen = 0;
  return {
    ...{ start: 0, offset: 0, end: 0, missing: 0, way: 0, seconds: 0, nanoseconds: 0, unchecked: false, vlan: 0 },
    enter() {
      const start = block * blockSize;
      if ((Atomics.load(words, (start + BLOCK_STATUS) >> 2) & OURS) === 0) return false;
      left = words[(start + BLOCK_PACKETS) >> 2];
      at = start + words[(start + BLOCK_FIRST) >> 2];
      seen = 0;
      return true;
    },
    next() {
      const blockStart = block * blockSize;
      const blockEnd = blockStart + blockSize;
      while (left > 0) {
        const packet = at;
        if (packet < blockStart + BLOCK_HEADER_SIZE || packet + PACKET_HEADER_SIZE > blockEnd) break;
        if ((packet & 3) !== 0) break;
        const word = packet >> 2;
        const next = words[word + (PACKET_NEXT >> 2)];
        seen++;
        left = next > 0 ? left - 1 : 0; // 0: the last one of the block
        at = packet + next;
        const mac = bytes[packet + PACKET_MAC] | (bytes[packet + PACKET_MAC + 1] << 8);
        const net = bytes[packet + PACKET_NET] | (bytes[packet + PACKET_NET + 1] << 8);
        const captured = words[word + (PACKET_CAPTURED >> 2)] >>> 0;
        const missing = (words[word + (PACKET_LENGTH >> 2)] >>> 0) - captured;
        const end = packet + mac + captured;
        if (mac > net || missing < 0 || packet + net > end || end > blockEnd) continue;
        this.start = packet + mac;
        this.offset = packet + net;
        this.end = end;
        this.missing = missing;
        this.way = bytes[packet + PACKET_TYPE];
        this.seconds = words[word + (PACKET_SECONDS >> 2)] >>> 0;
        this.nanoseconds = words[word + (PACKET_NANOSECONDS >> 2)];
        const status = words[word + (PACKET_STATUS >> 2)];
        this.unchecked = (status & (CHECKSUM_NOT_READY | CHECKSUM_VALID)) === 0;
        this.vlan = (status & TAG_VALID) === 0 ? 0 : words[word + (PACKET_TAG >> 2)] & VLAN_ID;
        return true;
      }
      left = 0;
      return false;
    },
    leave() {
      Atomics.store(words, (block * blockSize + BLOCK_STATUS) >> 2, 0);
      block = block + 1 === blockCount ? 0 : block + 1;
      return seen;
    },
  };
}
