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
import type { PacketVisitor, Receiver, Transmitter } from './frames.ts';

const BLOCK_SIZE = 128 * 1024;
/** 8 MB: blocks that wait 2 ms each are an eighth of a second, full ones of answers twice that, in which nobody reads. */
const BLOCK_COUNT = 64;

const BLOCK_STATUS = 8;
const BLOCK_PACKETS = 12;
const BLOCK_FIRST = 16;
const BLOCK_HEADER_SIZE = 48;

const PACKET_NEXT = 0;
const PACKET_SECONDS = 4;
const PACKET_NANOSECONDS = 8;
const PACKET_CAPTURED = 12;
const PACKET_MAC = 24;
const PACKET_NET = 26;
const PACKET_HEADER_SIZE = 48;

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
    const captured = packet + mac + words[word + (PACKET_CAPTURED >> 2)];
    if (mac <= net && packet + net <= captured && captured <= end) {
      const seconds = words[word + (PACKET_SECONDS >> 2)] >>> 0;
      const nanoseconds = words[word + (PACKET_NANOSECONDS >> 2)];
      visitor.packet(bytes, packet + net, captured, net - mac, seconds * 1e6 + nanoseconds / 1000);
    }
    const next = words[word + (PACKET_NEXT >> 2)];
    if (next <= 0) return k + 1; // the last one of the block
    packet += next;
  }
  return count;
}

/** Opens the receiving side on one interface, for these answers and the ICMP errors about what they answer. */
export function openRingReceiver(interfaceIndex: number, linkHeader: 0 | 14, answers: Answers): Receiver {
  const ring = openPacketRing(interfaceIndex, answersFilter(linkHeader, answers), BLOCK_SIZE, BLOCK_COUNT);
  const { bytes, words } = ring;
  let block = 0;

  return {
    fd: ring.fd,
    drain(visitor) {
      let seen = 0;
      for (let k = 0; k < BLOCK_COUNT; k++) {
        const start = block * BLOCK_SIZE;
        if ((Atomics.load(words, (start + BLOCK_STATUS) >> 2) & 1) === 0) break;
        seen += readBlock(bytes, words, start, start + BLOCK_SIZE, visitor);
        Atomics.store(words, (start + BLOCK_STATUS) >> 2, 0);
        block = block + 1 === BLOCK_COUNT ? 0 : block + 1;
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
    send: batch.send,
    close: () => closeSocket(fd),
  };
}
