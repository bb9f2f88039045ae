// AF_PACKET: a TPACKET_V3 ring to receive (native/packet-blocks.ts), sendmmsg past the queueing discipline to send.
import { createMessageBatch } from '../../native/message-batch.ts';
import { createBlockReader } from '../../native/packet-blocks.ts';
import { openPacketRing, openPacketSender, packetDrops } from '../../native/packet-socket.ts';
import { type Answers, answersFilter } from '../../native/socket-filter.ts';
import { closeSocket } from '../../native/sockets.ts';
import * as ethernet from '../../wire/ethernet.ts';
import type { Receiver, Transmitter } from './frames.ts';

/** How a ring's memory is cut. */
export interface RingSize {
  readonly blockSize: number;
  readonly blocks: number;
}

const BLOCK_SIZE = 128 * 1024;
/** A page. */
const BLOCK_LEAST = 4096;
/** 8 MB: blocks that wait 2 ms each are an eighth of a second, full ones of answers twice that, in which nobody reads. */
const BLOCK_COUNT = 64;
/** Long frames are answers too. */
const BYTES_A_PROBE = 2048;

/**
 * A ring for the answers to so many probes: as many blocks whatever it is asked for, as each may wait, but no longer ones than all
 * answers at once would fill. The kernel clears all of it (2 ms for 8 MB) before the first probe may go.
 */
export function ringFor(probes: number): RingSize {
  let blockSize = BLOCK_SIZE;
  while (blockSize > BLOCK_LEAST && (blockSize / 2) * BLOCK_COUNT >= probes * BYTES_A_PROBE) blockSize /= 2;
  return { blockSize, blocks: BLOCK_COUNT };
}

/** Opens the receiving side on one interface, for these answers and the ICMP errors about what they answer. */
export function openRingReceiver(
  interfaceIndex: number,
  linkHeader: 0 | 14,
  answers: Answers,
  { blockSize, blocks }: RingSize = ringFor(Number.POSITIVE_INFINITY),
): Receiver {
  const etherType = answers.protocol === 'arp' ? ethernet.TYPE_ARP : ethernet.TYPE_IPV4;
  const filter = answersFilter(linkHeader, answers);
  const ring = openPacketRing(interfaceIndex, filter, blockSize, blocks, etherType);
  const reader = createBlockReader(ring);

  return {
    fd: ring.fd,
    drain(visitor) {
      let seen = 0;
      for (let k = 0; k < blocks && reader.enter(); k++) {
        while (reader.next()) {
          const { offset, end, missing, unchecked } = reader;
          const micros = Math.floor(reader.seconds * 1e6 + reader.nanoseconds / 1000);
          visitor.packet(ring.bytes, offset, end, missing, offset - reader.start, micros, unchecked);
        }
        seen += reader.leave();
      }
      return seen;
    },
    drops: () => packetDrops(ring.fd),
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
