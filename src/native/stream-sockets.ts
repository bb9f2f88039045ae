// TCP sockets of the kernel's own stack, as file descriptors: connect(2) without waiting, epoll(7) for the answers. Linux.
// One socket serves many probes: a refused one can connect again at once (its next connect(2) tells the error and resets
// it), any other after `disconnect`, so that most probes cost two system calls instead of five.

import { addressOf, declare, errno, SystemError } from './libc.ts';
import { MSG_DONTWAIT, SOL_SOCKET } from './socket-numbers.ts';
import { AF_INET, bindToDevice, closeSocket, SOCK_CLOEXEC, SOCK_STREAM, setOption } from './sockets.ts';

const socketCall = declare('int socket(int domain, int type, int protocol)');
const connectCall = declare('int connect(int fd, void* address, uint32_t length)');
const getsocknameCall = declare('int getsockname(int fd, void* address, void* length)');
const recvmsgCall = declare('long recvmsg(int fd, void* message, int flags)');
const epollCreate = declare('int epoll_create1(int flags)');
const epollControl = declare('int epoll_ctl(int epoll, int operation, int fd, void* event)');
const epollWait = declare('int epoll_wait(int epoll, void* events, int most, int timeout)');

export const SOCKADDR_IN_SIZE = 16;

const SOCK_NONBLOCK = 0o4000;
const SO_LINGER = 13;
const EPOLL_CLOEXEC = 0o2000000;
const EPOLL_CTL_ADD = 1;
const EPOLLOUT = 0x4;
const EPOLLET = 0x8000_0000;
/** An error is there to be read: the connection failed, or an ICMP error is in the socket's queue. */
export const EPOLLERR = 0x8;
const MSG_ERRQUEUE = 0x2000;

/** struct linger { l_onoff: 1, l_linger: 0 }: close(2) resets the connection, nothing stays in TIME_WAIT (socket(7)). */
const RESET_ON_CLOSE = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0);
/** connect(2) to AF_UNSPEC dissolves the connection; an established one is reset. */
const UNSPECIFIED = new Uint8Array(SOCKADDR_IN_SIZE);

/** A TCP socket that never blocks; -errno where there is none to be had (EMFILE, ENFILE, ENOBUFS, ENOMEM; ENODEV: no such interface). */
export function openStreamSocket(interfaceName: string | null): number {
  const fd = socketCall(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) as number;
  if (fd < 0) return -errno();
  try {
    setOption(fd, SOL_SOCKET, SO_LINGER, RESET_ON_CLOSE, 'SO_LINGER');
    if (interfaceName !== null) bindToDevice(fd, interfaceName);
  } catch (error) {
    closeSocket(fd);
    if (error instanceof SystemError) return -error.errno;
    throw error;
  }
  return fd;
}

/** connect(2) to a `struct sockaddr_in`: 0 or errno. Called again on the same socket it says how the first call ended. */
export function connectStream(fd: number, address: Uint8Array): number {
  return connectCall(fd, address, SOCKADDR_IN_SIZE) === 0 ? 0 : errno();
}

/** Takes a socket back to where it was before connect(2). Returns 0 or errno. */
export function disconnect(fd: number): number {
  return connectCall(fd, UNSPECIFIED, SOCKADDR_IN_SIZE) === 0 ? 0 : errno();
}

const nameLength = Uint32Array.of(SOCKADDR_IN_SIZE);

/** Writes our own end of a connection (`struct sockaddr_in`) into `into`; false where the socket has none. */
export function localName(fd: number, into: Uint8Array): boolean {
  nameLength[0] = SOCKADDR_IN_SIZE;
  return getsocknameCall(fd, into, nameLength) === 0;
}

const CONTROL_SIZE = 128;
const control = Buffer.alloc(CONTROL_SIZE);
const message = Buffer.alloc(56); // struct msghdr, 64-bit
message.writeBigUInt64LE(addressOf(control), 32);
const MESSAGE_CONTROL_LENGTH = 40;

// struct cmsghdr { u64 length; int level; int type } and then struct sock_extended_err (ip(7), IP_RECVERR).
const IPPROTO_IP = 0;
const IP_RECVERR = 11;
const CMSG_LEVEL = 8;
const CMSG_TYPE = 12;
const ERROR_ORIGIN = 20;
const ERROR_TYPE = 21;
const ERROR_CODE = 22;
const OFFENDER_ADDRESS = 36;
const CMSG_END = 48;
const SO_EE_ORIGIN_ICMP = 2;

export interface IcmpError {
  /** type << 8 | code. */
  icmp: number;
  /** Address of whoever sent it. */
  offender: number;
}

/**
 * Takes the oldest ICMP error out of the socket's error queue: true where there was one. The kernel has checked the
 * quoted sequence number. It says more than errno, which is ECONNREFUSED for a RST as well as for a port unreachable.
 */
export function takeIcmpError(fd: number, into: IcmpError): boolean {
  message.writeUInt32LE(CONTROL_SIZE, MESSAGE_CONTROL_LENGTH);
  if ((recvmsgCall(fd, message, MSG_ERRQUEUE | MSG_DONTWAIT) as number) < 0) return false;
  if (message.readUInt32LE(MESSAGE_CONTROL_LENGTH) < CMSG_END) return false;
  if (control.readInt32LE(CMSG_LEVEL) !== IPPROTO_IP || control.readInt32LE(CMSG_TYPE) !== IP_RECVERR) return false;
  if (control[ERROR_ORIGIN] !== SO_EE_ORIGIN_ICMP) return false;
  into.icmp = (control[ERROR_TYPE] << 8) | control[ERROR_CODE];
  into.offender = control.readUInt32BE(OFFENDER_ADDRESS);
  return true;
}

/** struct epoll_event is packed on x86 and padded elsewhere. */
const EVENT_SIZE = process.arch === 'x64' ? 12 : 16;
const EVENT_DATA = EVENT_SIZE - 8;

export interface Epoll {
  /** Watches a socket, edge-triggered, for as long as it is open; `number` comes back with its events. */
  add(fd: number, number: number): void;
  /** Fetches what has happened, without waiting; how many events. */
  fetch(): number;
  /** Waits in another thread; then how many events. */
  wait(milliseconds: number): Promise<number>;
  /** Of event k: the number it was added with, and its EPOLL* bits. */
  numberOf(k: number): number;
  bitsOf(k: number): number;
  close(): void;
}

/** An epoll instance that fetches at most `most` events at a time. */
export function createEpoll(most: number): Epoll {
  const fd = epollCreate(EPOLL_CLOEXEC) as number;
  if (fd < 0) throw new SystemError('epoll_create1');
  const events = new Uint8Array(most * EVENT_SIZE);
  const view = new DataView(events.buffer);
  const request = Buffer.alloc(EVENT_SIZE);
  return {
    add(socket, number) {
      request.writeUInt32LE((EPOLLOUT | EPOLLET) >>> 0, 0);
      request.writeUInt32LE(number, EVENT_DATA);
      if (epollControl(fd, EPOLL_CTL_ADD, socket, request) !== 0) throw new SystemError('epoll_ctl');
    },
    fetch: () => Math.max(0, epollWait(fd, events, most, 0) as number),
    wait: (milliseconds) =>
      new Promise((resolve) => {
        epollWait.async(fd, events, most, Math.ceil(milliseconds), (error: unknown, count: number) =>
          resolve(error === null ? Math.max(0, count) : 0),
        );
      }),
    numberOf: (k) => view.getUint32(k * EVENT_SIZE + EVENT_DATA, true),
    bitsOf: (k) => view.getUint32(k * EVENT_SIZE, true),
    close: () => closeSocket(fd),
  };
}
