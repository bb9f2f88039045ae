// A small packet socket (packet(7)) that hears ARP, without blocking, each frame with the time at which the kernel
// received it.

import * as arp from '../wire/arp.ts';
import * as ethernet from '../wire/ethernet.ts';
import { type Instruction, JUMP_EQUAL, LOAD_HALF, LOAD_WORD, RETURN } from './classic-bpf.ts';
import { addressOf, declare, errno } from './libc.ts';
import { bindPacketSocket, packetDrops } from './packet-socket.ts';
import { EAGAIN, EINTR, MSG_DONTWAIT, SO_TIMESTAMPNS, SOL_SOCKET } from './socket-numbers.ts';
import { AF_PACKET, attachFilter, closeSocket, openSocket, SOCK_RAW, setIntOption } from './sockets.ts';

export interface ArpSocket {
  /** The last frame read, from its Ethernet header on. */
  readonly frame: Uint8Array;
  /** Reads a frame; returns its length, 0 where none is waiting, -errno where the interface is gone or down. */
  receive(): number;
  /** When the last frame arrived, microseconds since 1970; 0 where the kernel did not say. */
  receivedMicros(): number;
  /** Frames lost since the last call because nobody read them in time. */
  drops(): number;
  close(): void;
}

const SO_RCVBUF = 8;
const SO_RCVBUFFORCE = 33;

/** Room for a second of replies, so that a busy event loop loses none. */
const RECEIVE_BUFFER = 4 << 20;
const FRAME_SIZE = 128;
/** Addresses of ours that a filter knows; its jumps reach 255 instructions. */
const ADDRESSES_MOST = 200;
const CONTROL_SIZE = 64;
// struct msghdr and what it points to: struct iovec, control messages, the frame.
const CONTROL_LENGTH = 40;
const VECTOR = 56;
const CONTROL = 72;
const FRAME = CONTROL + CONTROL_SIZE;
const TIMESPEC = 16; // behind struct cmsghdr

const OPERATION = ethernet.HEADER_LENGTH + arp.OFFSET.operation;
const TARGET_ADDRESS = ethernet.HEADER_LENGTH + arp.OFFSET.targetAddress;

/** Replies to one of these addresses. */
export function repliesTo(addresses: readonly number[]): Instruction[] {
  const some = addresses.slice(0, ADDRESSES_MOST);
  return [
    [LOAD_HALF, 0, 0, OPERATION],
    [JUMP_EQUAL, 0, some.length + 1, arp.REPLY],
    [LOAD_WORD, 0, 0, TARGET_ADDRESS],
    ...some.map((address, k): Instruction => [JUMP_EQUAL, some.length - k, 0, address]),
    [RETURN, 0, 0, 0],
    [RETURN, 0, 0, FRAME_SIZE],
  ];
}

/** All that is said, gratuitous ARP and the questions of others included. */
export const EVERYTHING: readonly Instruction[] = [[RETURN, 0, 0, FRAME_SIZE]];

/** Opens the socket on one interface, for what the filter lets through. Needs CAP_NET_RAW. */
export function openArpSocket(interfaceIndex: number, filter: readonly Instruction[]): ArpSocket {
  const receiveCall = declare('long recvmsg(int fd, void* message, int flags)');
  const fd = openSocket(AF_PACKET, SOCK_RAW, 0); // protocol 0: nothing comes before the filter is there
  try {
    setIntOption(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1, 'SO_TIMESTAMPNS');
    growReceiveBuffer(fd);
    attachFilter(fd, filter);
    bindPacketSocket(fd, interfaceIndex, ethernet.TYPE_ARP); // one protocol alone: nothing that this machine sends
  } catch (error) {
    closeSocket(fd);
    throw error;
  }
  // One buffer for the structures and all they point to: what only C points to, the garbage collector would take.
  const memory = new Uint8Array(FRAME + FRAME_SIZE);
  const view = new DataView(memory.buffer);
  const base = addressOf(memory);
  view.setBigUint64(VECTOR, base + BigInt(FRAME), true);
  view.setBigUint64(VECTOR + 8, BigInt(FRAME_SIZE), true);
  view.setBigUint64(16, base + BigInt(VECTOR), true);
  view.setBigUint64(24, 1n, true);
  view.setBigUint64(32, base + BigInt(CONTROL), true);
  return {
    frame: memory.subarray(FRAME),
    receive() {
      view.setUint32(CONTROL_LENGTH, CONTROL_SIZE, true);
      const length = Number(receiveCall(fd, memory, MSG_DONTWAIT));
      if (length >= 0) return length;
      const failure = errno();
      return failure === EAGAIN || failure === EINTR ? 0 : -failure;
    },
    receivedMicros() {
      if (view.getUint32(CONTROL_LENGTH, true) < TIMESPEC + 16) return 0;
      if (view.getInt32(CONTROL + 8, true) !== SOL_SOCKET || view.getInt32(CONTROL + 12, true) !== SO_TIMESTAMPNS)
        return 0;
      const seconds = Number(view.getBigInt64(CONTROL + TIMESPEC, true));
      return seconds * 1e6 + Number(view.getBigInt64(CONTROL + TIMESPEC + 8, true)) / 1000;
    },
    drops: () => packetDrops(fd),
    close: () => closeSocket(fd),
  };
}

/** Beyond the system's limit with CAP_NET_ADMIN, up to it without. */
function growReceiveBuffer(fd: number): void {
  try {
    setIntOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER, 'SO_RCVBUFFORCE');
  } catch {
    setIntOption(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER, 'SO_RCVBUF');
  }
}
