// AF_PACKET: a TPACKET_V3 ring to receive (native/packet-blocks.ts), sendmmsg past the queueing discipline to send.

import { realtimeMicros } from '../../native/clock.ts';
import { createMessageBatch } from '../../native/message-batch.ts';
import { createBlockReader } from '../../native/packet-blocks.ts';
import { isBoundTo, openPacketRing, openPacketSender, packetDrops } from '../../native/packet-socket.ts';
import { type Answers, answersFilter, NOTHING } from '../../native/socket-filter.ts';
import { closeSocket } from '../../native/sockets.ts';
import * as ethernet from '../../wire/ethernet.ts';
import type { KeptReceiver, KeptTransmitter, RingSize } from './frames.ts';
import { ringHolding } from './ring-size.ts';

/** 8 MB: blocks that wait 2 ms each are an eighth of a second, full ones of answers twice that, in which nobody reads. */
const WHOLE: RingSize = { blockSize: 128 * 1024, blocks: 64 };
/** Long frames are answers too. */
const BYTES_A_PROBE = 2048;

/** A ring for the answers to so many probes. */
export function ringFor(probes: number): RingSize {
  return ringHolding(probes * BYTES_A_PROBE, WHOLE);
}

/** Blocks in which frames may lie that came before: the one that the kernel writes to, and one that it has just done with. */
const STALE_BLOCKS = 2;

/** Opens the receiving side on one interface, for these answers and the ICMP errors about what they answer. */
export function openRingReceiver(
  interfaceIndex: number,
  linkHeader: 0 | 14,
  answers: Answers,
  { blockSize, blocks }: RingSize = ringFor(Number.POSITIVE_INFINITY),
): KeptReceiver {
  const etherType = answers.protocol === 'arp' ? ethernet.TYPE_ARP : ethernet.TYPE_IPV4;
  const ring = openPacketRing(interfaceIndex, answersFilter(linkHeader, answers), blockSize, blocks, etherType);
  const reader = createBlockReader(ring);
  /** What came before this time is another's, in so many blocks from now on. */
  let since = 0;
  let staleBlocks = 0;

  /** What lies in the ring is nobody's any more. */
  function forget(): void {
    for (let k = 0; k < blocks && reader.enter(); k++) reader.leave();
    packetDrops(ring.fd); // reading resets it
  }

  return {
    fd: ring.fd,
    size: { blockSize, blocks },
    drain(visitor) {
      let seen = 0;
      for (let k = 0; k < blocks && reader.enter(); k++) {
        while (reader.next()) {
          const { offset, end, missing, unchecked } = reader;
          const micros = Math.floor(reader.seconds * 1e6 + reader.nanoseconds / 1000);
          if (staleBlocks > 0 && micros < since) continue;
          visitor.packet(ring.bytes, offset, end, missing, offset - reader.start, micros, unchecked);
        }
        seen += reader.leave();
        if (staleBlocks > 0) staleBlocks--;
      }
      return seen;
    },
    drops: () => packetDrops(ring.fd),
    rest: () => ring.refilter(NOTHING),
    begin(next) {
      if (!isBoundTo(ring.fd, interfaceIndex)) return false;
      forget();
      ring.refilter(answersFilter(linkHeader, next));
      since = realtimeMicros();
      staleBlocks = STALE_BLOCKS;
      return true;
    },
    close: ring.close,
  };
}

/** Opens the sending side on one Ethernet interface. */
export function openRingTransmitter(interfaceIndex: number, slots: number, slotSize: number): KeptTransmitter {
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
    isWhole: () => isBoundTo(fd, interfaceIndex),
    close: () => closeSocket(fd),
  };
}
