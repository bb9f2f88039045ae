// How ARP requests go out and replies come in: batches of ready-made frames one way, single frames the other.
import { openArpSocket, repliesTo } from '../../native/arp-socket.ts';
import { createMessageBatch } from '../../native/message-batch.ts';
import { openPacketSender } from '../../native/packet-socket.ts';
import { closeSocket } from '../../native/sockets.ts';
import * as arp from '../../wire/arp.ts';
import { writeU32 } from '../../wire/bytes.ts';
import * as ethernet from '../../wire/ethernet.ts';
import { type InterfaceState, interfaceState } from '../interfaces/interface-state.ts';

export interface ArpDoor {
  /** Requests that fit one `send`. */
  readonly slots: number;
  /** Makes slot `slot` ask for an address, from one of ours. */
  ask(slot: number, address: number, source: number): void;
  /** Sends slots 0 to `count - 1`; how many the kernel took, 0 where its queue is full, -errno where it refuses. */
  send(count: number): number;
  /** The last frame received. */
  readonly frame: Uint8Array;
  /** Reads a frame; its length, 0 where none is waiting, -errno where the interface is gone or down. */
  receive(): number;
  /** When the last frame arrived, microseconds since 1970; 0 where it is not known. */
  receivedMicros(): number;
  /** Whether the interface can send right now. */
  state(): InterfaceState;
  /** Replies lost since the last call because they were not read in time. */
  drops(): number;
  close(): void;
}

/** Small batches keep each call, and so the event loop's pause, short. */
const SLOTS = 32;
const SLOT_SIZE = 64;
const FRAME_LENGTH = ethernet.HEADER_LENGTH + arp.LENGTH;
const SENDER_ADDRESS = ethernet.HEADER_LENGTH + arp.OFFSET.senderAddress;
const TARGET_ADDRESS = ethernet.HEADER_LENGTH + arp.OFFSET.targetAddress;
const BROADCAST = new Uint8Array(6).fill(0xff);

/** Opens the door on one Ethernet interface, for answers to these addresses of ours. Needs CAP_NET_RAW. */
export function openArpDoor(interfaceIndex: number, sourceMac: Uint8Array, sources: readonly number[]): ArpDoor {
  const socket = openArpSocket(interfaceIndex, repliesTo(sources));
  let fd = -1;
  try {
    fd = openPacketSender(interfaceIndex);
    const batch = createMessageBatch(fd, SLOTS, SLOT_SIZE, false);
    batch.setLength(FRAME_LENGTH);
    for (let slot = 0; slot < SLOTS; slot++) emitRequest(batch.buffer, slot * SLOT_SIZE, sourceMac, sources[0]);
    return {
      slots: SLOTS,
      ask(slot, address, source) {
        writeU32(batch.buffer, slot * SLOT_SIZE + SENDER_ADDRESS, source);
        writeU32(batch.buffer, slot * SLOT_SIZE + TARGET_ADDRESS, address);
      },
      send: (count) => batch.send(0, count),
      frame: socket.frame,
      receive: socket.receive,
      receivedMicros: socket.receivedMicros,
      state: () => interfaceState(interfaceIndex),
      drops: socket.drops,
      close() {
        closeSocket(fd);
        socket.close();
      },
    };
  } catch (error) {
    if (fd >= 0) closeSocket(fd);
    socket.close();
    throw error;
  }
}

/** Writes a request that asks for nobody yet: 42 bytes. */
export function emitRequest(bytes: Uint8Array, offset: number, sourceMac: Uint8Array, source: number): void {
  const header = ethernet.emit(bytes, offset, {
    destination: BROADCAST,
    source: sourceMac,
    tags: [],
    etherType: ethernet.TYPE_ARP,
  });
  arp.emit(bytes, offset + header, {
    operation: arp.REQUEST,
    senderMac: sourceMac,
    senderAddress: source,
    targetMac: new Uint8Array(6),
    targetAddress: 0,
  });
}
