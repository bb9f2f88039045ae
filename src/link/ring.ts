// AF_PACKET: a TPACKET_V3 ring to receive, sendmmsg past the queueing discipline to send.
//
// Structure of the ring (linux/if_packet.h, "struct tpacket_block_desc" and "struct tpacket3_hdr"):
//
//   block 0            block 1                 block n-1
//   +----------------+ +----------------+      +----------------+
//   | status, count, | | ...            | ...  | ...            |   status & 1: ours to read, else the kernel's
//   | first packet   | |                |      |                |
//   | packet, packet | |                |      |                |
//   +----------------+ +----------------+      +----------------+
//
// Invariant: blocks are handed over in order, and the one at `block` is the oldest that has not been given back.
import { createMessageBatch } from '../native/message-batch.ts';
import { openPacketRing, openPacketSender, ringDrops } from '../native/packet-socket.ts';
import { type Answers, answersFilter } from '../native/socket-filter.ts';
import { closeSocket } from '../native/sockets.ts';
import * as ethernet from '../wire/ethernet.ts';
import type { PacketVisitor, Receiver, Transmitter } from './frames.ts';

const BLOCK_SIZE = 128 * 1024;
/** 8 MB: blocks that wait 2 ms each are an eighth of a second, full ones of answers twice that, in which nobody reads. */
export const BLOCK_COUNT = 64;

const BLOCK_STATUS = 8;
const BLOCK_PACKETS = 12;
const BLOCK_FIRST = 16;
const BLOCK_HEADER_SIZE = 48;

const PACKET_NEXT = 0;
const PACKET_SECONDS = 4;
const PACKET_NANOSECONDS = 8;
const PACKET_CAPTURED = 12;
const PACKET_LENGTH = 16;
const PACKET_STATUS = 20;
const PACKET_MAC = 24;
const PACKET_NET = 26;
const PACKET_HEADER_SIZE = 48;
/** What the kernel says of the checksum behind the IPv4 header (packet(7), tp_status). */
export const CHECKSUM_NOT_READY = 1 << 3;
export const CHECKSUM_VALID = 1 << 7;

/**
 * Shows the packets of the block at `start` to the visitor; returns how many the block held. `words` is the same memory
 * as `bytes`. A packet that does not lie inside the block ends it, one whose parts do not fit each other is left out.
 */
export function readBlock(
  bytes: Uint8Array,
  words: Int32Array,
  start: number,
  end: number,
  visitor: PacketVisitor,
): number {
  const count = words[(start + BLOCK_PACKETS) >> 2];
  let packet = start + words[(start + BLOCK_FIRST) >> 2];
  for (let k = 0; k < count; k++) {
    if (packet < start + BLOCK_HEADER_SIZE || packet + PACKET_HEADER_SIZE > end || (packet & 3) !== 0) return k;
    const word = packet >> 2;
    const mac = bytes[packet + PACKET_MAC] | (bytes[packet + PACKET_MAC + 1] << 8);
    const net = bytes[packet + PACKET_NET] | (bytes[packet + PACKET_NET + 1] << 8);
    const length = words[word + (PACKET_CAPTURED >> 2)] >>> 0;
    const captured = packet + mac + length;
    const missing = (words[word + (PACKET_LENGTH >> 2)] >>> 0) - length;
    if (mac <= net && missing >= 0 && packet + net <= captured && captured <= end) {
      const seconds = words[word + (PACKET_SECONDS >> 2)] >>> 0;
      const nanoseconds = words[word + (PACKET_NANOSECONDS >> 2)];
      const unchecked = (words[word + (PACKET_STATUS >> 2)] & (CHECKSUM_NOT_READY | CHECKSUM_VALID)) === 0;
      const micros = Math.floor(seconds * 1e6 + nanoseconds / 1000);
      visitor.packet(bytes, packet + net, captured, missing, net - mac, micros, unchecked);
    }
    const next = words[word + (PACKET_NEXT >> 2)];
    if (next <= 0) return k + 1; // the last one of the block
    packet += next;
  }
  return count;
}

/**
 * Opens the receiving side on one interface, for these answers and the ICMP errors about what they answer; of
 * `blocks` blocks.
 */
export function openRingReceiver(
  interfaceIndex: number,
  linkHeader: 0 | 14,
  answers: Answers,
  blocks = BLOCK_COUNT,
): Receiver {
  const etherType = answers.protocol === 'arp' ? ethernet.TYPE_ARP : ethernet.TYPE_IPV4;
  const filter = answersFilter(linkHeader, answers);
  const ring = openPacketRing(interfaceIndex, filter, BLOCK_SIZE, blocks, etherType);
  const { bytes, words } = ring;
  let block = 0;

  return {
    fd: ring.fd,
    drain(visitor) {
      let seen = 0;
      for (let k = 0; k < blocks; k++) {
        const start = block * BLOCK_SIZE;
        if ((Atomics.load(words, (start + BLOCK_STATUS) >> 2) & 1) === 0) break;
        seen += readBlock(bytes, words, start, start + BLOCK_SIZE, visitor);
        Atomics.store(words, (start + BLOCK_STATUS) >> 2, 0);
        block = block + 1 === blocks ? 0 : block + 1;
      }
      return seen;
    },
    drops: () => ringDrops(ring.fd),
    close: ring.close,
  };
}

/** Opens the sending side on one Ethernet interface. */
export function openRingTransmitter(interfaceIndex: number, slots: number, slotSize: number): Transmitter {
  const fd = openPacketSender(interfaceIndex);
  const batch = createMessageBatch(fd, slots, slotSize, false);
  return {
    buffer: batch.buffer,
    slotSize,
    slots,
    linkHeader: 14,
    setLength: (packetLength) => batch.setLength(packetLength + 14),
    setSlotLength: (slot, packetLength) => batch.setSlotLength(slot, packetLength + 14),
    send: batch.send,
    close: () => closeSocket(fd),
  };
}
