// Both ways of an interface, as a capture sees them: what this machine sends and what comes in, in one order and each
// with the kernel's time. A probe's round trip is the difference of two times of the same ring, so of one clock.
import { type Conversation, conversationFilter } from '../../native/conversation-filter.ts';
import { createMessageBatch } from '../../native/message-batch.ts';
import { createBlockReader } from '../../native/packet-blocks.ts';
import { openPacketRing, openPacketSender, packetDrops } from '../../native/packet-socket.ts';
import { closeSocket } from '../../native/sockets.ts';
import * as ethernet from '../../wire/ethernet.ts';
import type { EngineInterface } from '../interfaces/engine-interface.ts';
import type { RingSize } from './frames.ts';
import { openRawTransmitter } from './raw-ip.ts';
import { ringHolding } from './ring-size.ts';
import { isGone, sharedBlocks } from './several.ts';

export type { Conversation } from '../../native/conversation-filter.ts';

/** linux/if_packet.h, "Packet types". */
export const TO_US = 0;
export const BROADCAST = 1;
export const MULTICAST = 2;
export const TO_ANOTHER = 3;
export const OUTGOING = 4;

/** Takes one packet. Must not keep `bytes`: the kernel writes there again. */
export interface TapVisitor {
  /**
   * `start` is where the frame begins, `offset` where what its link header carries begins (IPv4, ARP), `end` where the
   * captured bytes end, `missing` how many bytes behind that were cut off, `way` TO_US ... OUTGOING. `seconds` (since
   * 1970) and `nanoseconds`: when it passed. `unchecked`: the kernel did not say that the checksum behind the IPv4
   * header is right, nor that it is still to be filled in, so the reader has to look.
   */
  packet(
    bytes: Uint8Array,
    start: number,
    offset: number,
    end: number,
    missing: number,
    way: number,
    seconds: number,
    nanoseconds: number,
    unchecked: boolean,
  ): void;
}

export interface Tap {
  /** Shows every waiting packet to the visitor. Never blocks. */
  drain(visitor: TapVisitor): void;
  /** Packets lost since the last call, because nobody read them in time. */
  drops(): number;
  close(): void;
}

/** 128 blocks that wait a few milliseconds each, 8 MiB: a third of a second in which nobody needs to read. */
const WHOLE: RingSize = { blockSize: 64 * 1024, blocks: 128 };
/** A probe and its answer, each with what the ring says of it. */
const BYTES_A_PROBE = 2 * 2048;
/** What the ring says of a frame (struct tpacket3_hdr, sockaddr_ll), its block's own header, and the frame's. */
const BESIDE_PACKET = 256;

/** What comes through a tap, and how much of it. */
export interface TapOptions extends Conversation {
  /** Probes that may be unread at once; Infinity where nobody knows. */
  readonly unread: number;
  /** Bytes of a probe, and of an answer as long as it is. */
  readonly packetLength: number;
}

/** Opens the ring on one interface. Needs CAP_NET_RAW. `linkHeader` is 14 with Ethernet (loopback too) and 0 without. */
export function openTap(interfaceIndex: number, linkHeader: 0 | 14, options: TapOptions): Tap {
  return readRing(interfaceIndex, linkHeader, options, tapSize(options), null);
}

/** What a ring for so many probes is. */
export function tapSize({ unread, packetLength }: Pick<TapOptions, 'unread' | 'packetLength'>): RingSize {
  return ringHolding(unread * (BYTES_A_PROBE + 2 * packetLength), WHOLE, packetLength + BESIDE_PACKET);
}

/** One way only, what comes in: for the interfaces we do not send on. One that has gone meanwhile is left out. */
export function openOtherTaps(
  others: readonly EngineInterface[],
  options: TapOptions,
): { readonly tap: Tap; readonly each: EngineInterface }[] {
  const { blockSize, blocks: most } = tapSize(options);
  const size = { blockSize, blocks: sharedBlocks(others.length, most) };
  return others.flatMap((each) => {
    try {
      return [{ tap: readRing(each.index, each.linkHeader, options, size, ethernet.TYPE_IPV4), each }];
    } catch (error) {
      if (isGone(error)) return [];
      throw error;
    }
  });
}

function readRing(
  interfaceIndex: number,
  linkHeader: 0 | 14,
  conversation: Conversation,
  { blockSize, blocks }: RingSize,
  etherType: number | null,
): Tap {
  const filter = conversationFilter(linkHeader, conversation);
  const ring = openPacketRing(interfaceIndex, filter, blockSize, blocks, etherType);
  const reader = createBlockReader(ring);
  return {
    drain(visitor) {
      for (let k = 0; k < blocks && reader.enter(); k++) {
        while (reader.next()) {
          const { start, offset, end, missing, way, seconds, nanoseconds, unchecked } = reader;
          visitor.packet(ring.bytes, start, offset, end, missing, way, seconds, nanoseconds, unchecked);
        }
        reader.leave();
      }
    },
    drops: () => packetDrops(ring.fd),
    close: ring.close,
  };
}

/** Sends batches of frames or packets that all have one length, through the interface's queueing discipline. */
export interface TapSender {
  /** Slot k begins at k * slotSize. */
  readonly buffer: Uint8Array;
  readonly slotSize: number;
  readonly slots: number;
  /** Sends slots `from` to `to - 1`; how many the kernel took, 0 where its queue is full, -errno where it refuses. */
  send(from: number, to: number): number;
  close(): void;
}

/** Whole Ethernet frames of `length` bytes. */
export function openFrameSender(interfaceIndex: number, slots: number, length: number): TapSender {
  const fd = openPacketSender(interfaceIndex, true);
  const slotSize = (length + 15) & ~15;
  const batch = createMessageBatch(fd, slots, slotSize, false);
  batch.setLength(length);
  return { buffer: batch.buffer, slotSize, slots, send: batch.send, close: () => closeSocket(fd) };
}

/** IPv4 packets of `length` bytes, which the kernel routes; through `interfaceName` where it is given. */
export function openPacketRouter(interfaceName: string | null, slots: number, length: number): TapSender {
  const slotSize = (length + 15) & ~15;
  const transmitter = openRawTransmitter(interfaceName, slots, slotSize);
  transmitter.setLength(length);
  return { buffer: transmitter.buffer, slotSize, slots, send: transmitter.send, close: transmitter.close };
}
