// Where frames go in and out: the two small interfaces behind which the kernel's doors are (ring, raw IP), and the
// recorder that wraps them.
import type { Answers } from '../../native/socket-filter.ts';

/** How a ring's memory is cut. */
export interface RingSize {
  readonly blockSize: number;
  readonly blocks: number;
}

/** Sends batches of frames. The caller fills slots in place, the Ethernet header included. */
export interface Transmitter {
  /** Slot k begins at k * slotSize; its network header (IPv4, ARP) at k * slotSize + linkHeader. */
  readonly buffer: Uint8Array;
  readonly slotSize: number;
  readonly slots: number;
  /** Bytes before the network header: 14 with Ethernet, 0 without. */
  readonly linkHeader: 0 | 14;
  /** Bytes of the packet in every slot, from its network header on, from now on. */
  setLength(packetLength: number): void;
  /** Of the packet in one slot. */
  setSlotLength(slot: number, packetLength: number): void;
  /** Sends slots `from` to `to - 1`; how many the kernel took, 0 where its queue is full, -errno where it refuses. */
  send(from: number, to: number): number;
  close(): void;
}

/** One that waits for a later use (kept-doors.ts). */
export interface KeptTransmitter extends Transmitter {
  /** Its interface is the one that it was opened on. */
  isWhole(): boolean;
}

/** Takes one received packet. Must not keep `bytes`: the kernel writes there again. */
export interface PacketVisitor {
  /**
   * `offset` is where the network header (IPv4, ARP) begins, `end` where the captured bytes end, `missing` how many bytes
   * behind that were cut off, `linkHeader` how many bytes of link header stand before it, `micros` when the kernel
   * received it (microseconds since 1970). `unchecked`: the kernel did not say that the checksum behind the IPv4 header
   * is right, nor that it is still to be filled in, so the reader has to look.
   */
  packet(
    bytes: Uint8Array,
    offset: number,
    end: number,
    missing: number,
    linkHeader: number,
    micros: number,
    unchecked: boolean,
  ): void;
}

/** Receives what the filter lets through, in arrival order. */
export interface Receiver {
  /** For poll(2). */
  readonly fd: number;
  /** Shows every waiting packet to the visitor; returns how many there were. Never blocks. */
  drain(visitor: PacketVisitor): number;
  /** Packets lost since the last call, because nobody read them in time. */
  drops(): number;
  close(): void;
}

/** One that waits for a later use (kept-doors.ts). */
export interface KeptReceiver extends Receiver {
  readonly size: RingSize;
  /** Takes nothing from here on. */
  rest(): void;
  /**
   * Takes these answers from here on, of the EtherType that it was opened for; no packet that came before is shown any more.
   * False where its interface is not the one that it was opened on: then it is of no use.
   */
  begin(answers: Answers): boolean;
}
