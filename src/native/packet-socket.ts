// AF_PACKET sockets (packet(7)): a TPACKET_V3 ring that the kernel writes received frames into, and a sender that
// skips the queueing discipline.

import type { Instruction } from './classic-bpf.ts';
import { declare, SystemError, viewOf } from './libc.ts';
import { PACKET_STATISTICS, SO_TIMESTAMPNS, SOL_PACKET, SOL_SOCKET } from './socket-numbers.ts';
import {
  AF_PACKET,
  attachFilter,
  bindSocket,
  closeSocket,
  getOption,
  openSocket,
  SOCK_RAW,
  setIntOption,
  setOption,
  takeError,
} from './sockets.ts';

const mmapCall = declare('void* mmap(void* address, size_t length, int protection, int flags, int fd, long offset)');
const munmapCall = declare('int munmap(void* address, size_t length)');
const getsocknameCall = declare('int getsockname(int fd, void* address, void* length)');

const PACKET_RX_RING = 5;
const PACKET_VERSION = 10;
const PACKET_QDISC_BYPASS = 20;
const TPACKET_V3 = 2;
const ETH_P_ALL = 3;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;

/** `struct sockaddr_ll`. */
const ADDRESS_LENGTH = 20;

/** For bind(2). */
function linkAddress(interfaceIndex: number, protocol: number): Buffer {
  const bytes = Buffer.alloc(ADDRESS_LENGTH);
  bytes.writeUInt16LE(AF_PACKET, 0);
  bytes.writeUInt16BE(protocol, 2);
  bytes.writeInt32LE(interfaceIndex, 4);
  return bytes;
}

/** Binds a packet socket to one interface and one protocol (`ETH_P_...`); packets come from here on. Throws SystemError. */
export function bindPacketSocket(fd: number, interfaceIndex: number, protocol: number): void {
  bindSocket(fd, linkAddress(interfaceIndex, protocol));
}

/**
 * Whether it is still bound to this interface, which has been up all the while: from one that is gone the kernel unbinds a
 * packet socket, and of one that went down it leaves an error (packet(7)).
 */
export function isBoundTo(fd: number, interfaceIndex: number): boolean {
  const address = Buffer.alloc(ADDRESS_LENGTH);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(ADDRESS_LENGTH);
  if (getsocknameCall(fd, address, length) !== 0 || address.readInt32LE(4) !== interfaceIndex) return false;
  return takeError(fd) === 0;
}

export interface PacketRing {
  readonly fd: number;
  readonly bytes: Uint8Array;
  /** The same memory as 32-bit words; block status words are read and written with Atomics. */
  readonly words: Int32Array;
  readonly blockSize: number;
  readonly blockCount: number;
  /** Frames that this filter refuses enter it no more; those that are there stay. */
  refilter(filter: readonly Instruction[]): void;
  close(): void;
}

/** How long a block with at least one frame waits for more, milliseconds: the longest an answer stays unseen. */
const RETIRE_MS = 2;

/**
 * Opens a TPACKET_V3 receive ring of `blockCount` blocks on one interface. Frames that the filter refuses never enter
 * it. With an EtherType it holds what comes to the interface with that one, as its protocol gets it: nothing that this
 * machine sends there, nothing that belongs to a bridge or VLAN above. With null it holds all of both ways, each frame
 * stamped as early as the kernel can: where the driver hands it over, and where it is handed to the driver.
 */
export function openPacketRing(
  interfaceIndex: number,
  filter: readonly Instruction[],
  blockSize: number,
  blockCount: number,
  etherType: number | null,
): PacketRing {
  const fd = openSocket(AF_PACKET, SOCK_RAW, 0); // protocol 0: nothing comes before the filter is there
  try {
    setIntOption(fd, SOL_PACKET, PACKET_VERSION, TPACKET_V3, 'PACKET_VERSION');
    if (etherType === null) setIntOption(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1, 'SO_TIMESTAMPNS');
    attachFilter(fd, filter);
    const frameSize = 2048;
    const request = Buffer.alloc(28); // struct tpacket_req3
    [blockSize, blockCount, frameSize, (blockSize * blockCount) / frameSize, RETIRE_MS, 0, 0].forEach((value, k) => {
      request.writeUInt32LE(value, k * 4);
    });
    setOption(fd, SOL_PACKET, PACKET_RX_RING, request, 'PACKET_RX_RING');
    const length = blockSize * blockCount;
    const pointer = mmapCall(null, length, PROT_READ_WRITE, MAP_SHARED, fd, 0);
    if (isMapFailed(pointer)) throw new SystemError('mmap');
    bindSocket(fd, linkAddress(interfaceIndex, etherType ?? ETH_P_ALL));
    const memory = viewOf(pointer, length);
    return {
      fd,
      bytes: new Uint8Array(memory),
      words: new Int32Array(memory),
      blockSize,
      blockCount,
      refilter: (next) => attachFilter(fd, next),
      close() {
        munmapCall(pointer, length);
        closeSocket(fd);
      },
    };
  } catch (error) {
    closeSocket(fd);
    throw error;
  }
}

/** Frames that found no room in the ring or the socket's buffer since the last call (reading resets the kernel's counter). */
export function packetDrops(fd: number): number {
  return getOption(fd, SOL_PACKET, PACKET_STATISTICS, 12, 'PACKET_STATISTICS').readUInt32LE(4);
}

/**
 * Opens a socket that only sends whole frames on one interface: past its queueing discipline, or (`queued`) through it,
 * as the kernel's own packets go, so that rings of `both` ways see them.
 */
export function openPacketSender(interfaceIndex: number, queued = false): number {
  const fd = openSocket(AF_PACKET, SOCK_RAW, 0);
  try {
    if (!queued) setIntOption(fd, SOL_PACKET, PACKET_QDISC_BYPASS, 1, 'PACKET_QDISC_BYPASS');
    bindSocket(fd, linkAddress(interfaceIndex, 0));
    return fd;
  } catch (error) {
    closeSocket(fd);
    throw error;
  }
}

function isMapFailed(pointer: unknown): boolean {
  return pointer === null || BigInt.asIntN(64, BigInt(pointer as bigint)) === -1n;
}

const PACKET_ADD_MEMBERSHIP = 1;
/** linux/if_packet.h: struct packet_mreq's types. */
const MEMBERSHIP = { everything: 1, multicasts: 2 } as const;

/**
 * The interface takes all multicasts, or all that passes (`everything`), for as long as the socket is open; no packet is sent for it.
 * Throws SystemError.
 */
export function hearAlso(fd: number, interfaceIndex: number, what: keyof typeof MEMBERSHIP): void {
  const request = Buffer.alloc(16); // struct packet_mreq: index, type, address length, address
  request.writeInt32LE(interfaceIndex, 0);
  request.writeUInt16LE(MEMBERSHIP[what], 4);
  setOption(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, request, 'PACKET_ADD_MEMBERSHIP');
}
