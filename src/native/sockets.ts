// Sockets as file descriptors: the calls that packet, raw and reserved sockets share.

import { encodeFilter, type Instruction } from './classic-bpf.ts';
import { addressOf, declare, SystemError } from './libc.ts';
import { EINTR, SOL_SOCKET } from './socket-numbers.ts';

const socketCall = declare('int socket(int domain, int type, int protocol)');
const bindCall = declare('int bind(int fd, void* address, uint32_t length)');
const setsockoptCall = declare('int setsockopt(int fd, int level, int name, void* value, uint32_t length)');
const getsockoptCall = declare('int getsockopt(int fd, int level, int name, void* value, void* length)');
const closeCall = declare('int close(int fd)');
const pollCall = declare('int poll(void* fds, unsigned long count, int timeout)');

export const AF_INET = 2;
export const AF_PACKET = 17;
export const SOCK_STREAM = 1;
export const SOCK_RAW = 3;
export const SOCK_CLOEXEC = 0o2000000;
const SO_ERROR = 4;
const SO_SNDBUF = 7;
const SO_BINDTODEVICE = 25;
const SO_ATTACH_FILTER = 26;
const SOCK_FPROG_SIZE = 16;
const POLLIN = 1;
const POLLERR = 8;
const POLLHUP = 0x10;
const POLLNVAL = 0x20;
/** struct pollfd: descriptor, events (4), what happened (6). */
const POLLFD_SIZE = 8;

export function openSocket(domain: number, type: number, protocol: number): number {
  const fd = socketCall(domain, type | SOCK_CLOEXEC, protocol);
  if (fd < 0) throw new SystemError('socket');
  return fd;
}

export function closeSocket(fd: number): void {
  closeCall(fd);
}

export function bindSocket(fd: number, address: Uint8Array): void {
  if (bindCall(fd, address, address.length) !== 0) throw new SystemError('bind');
}

export function setOption(fd: number, level: number, name: number, value: Uint8Array, what: string): void {
  if (setsockoptCall(fd, level, name, value, value.length) !== 0) throw new SystemError(`setsockopt ${what}`);
}

export function setIntOption(fd: number, level: number, name: number, value: number, what: string): void {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  setOption(fd, level, name, bytes, what);
}

/** Reads an option into a buffer of `length` bytes. */
export function getOption(fd: number, level: number, name: number, length: number, what: string): Buffer {
  const bytes = Buffer.alloc(length);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(length);
  if (getsockoptCall(fd, level, name, bytes, size) !== 0) throw new SystemError(`getsockopt ${what}`);
  return bytes;
}

export function attachFilter(fd: number, program: readonly Instruction[]): void {
  // struct sock_fprog, and the instructions it points to behind it in the same buffer, so that they live as long.
  const filter = Buffer.concat([Buffer.alloc(SOCK_FPROG_SIZE), encodeFilter(program)]);
  filter.writeUInt16LE(program.length, 0);
  filter.writeBigUInt64LE(addressOf(filter) + BigInt(SOCK_FPROG_SIZE), 8);
  if (setsockoptCall(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter, SOCK_FPROG_SIZE) !== 0) {
    throw new SystemError('setsockopt SO_ATTACH_FILTER');
  }
}

export function bindToDevice(fd: number, name: string): void {
  setOption(fd, SOL_SOCKET, SO_BINDTODEVICE, Buffer.from(`${name}\0`), `SO_BINDTODEVICE ${name}`);
}

export function setSendBuffer(fd: number, bytes: number): void {
  setIntOption(fd, SOL_SOCKET, SO_SNDBUF, bytes, 'SO_SNDBUF');
}

/** `struct sockaddr_in` for bind(2) and sendmmsg(2). */
export function inetAddress(address: number, port: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(AF_INET, 0);
  bytes.writeUInt16BE(port, 2);
  bytes.writeUInt32BE(address >>> 0, 4);
  return bytes;
}

/**
 * A set of descriptors to wait on until one can be read. What only has an error to tell (a packet socket whose interface
 * went down: ENETDOWN) is taken note of, so that it does not end every later wait at once; what is closed at the other end,
 * or gone, is left out from then on.
 */
export function createPoll(fds: readonly number[]): (timeoutMs: number) => boolean {
  const bytes = Buffer.alloc(fds.length * POLLFD_SIZE);
  fds.forEach((fd, index) => {
    bytes.writeInt32LE(fd, index * POLLFD_SIZE);
    bytes.writeInt16LE(POLLIN, index * POLLFD_SIZE + 4);
  });

  /** Whether any can be read; errors are cleared. */
  function look(): boolean {
    let readable = false;
    fds.forEach((fd, index) => {
      const events = bytes.readInt16LE(index * POLLFD_SIZE + 6);
      if ((events & POLLIN) !== 0) readable = true;
      if ((events & POLLERR) !== 0 && !clearError(fd)) leaveOut(index);
      if ((events & (POLLHUP | POLLNVAL)) !== 0 && (events & POLLIN) === 0) leaveOut(index);
    });
    return readable;
  }

  /** poll(2) passes over negative descriptors. */
  function leaveOut(index: number): void {
    bytes.writeInt32LE(-1, index * POLLFD_SIZE);
  }

  return (timeoutMs) => {
    const end = performance.now() + timeoutMs;
    for (let left = timeoutMs; ; left = Math.max(0, end - performance.now())) {
      const ready = pollCall(bytes, fds.length, Math.ceil(left));
      if (ready < 0) {
        const failure = new SystemError('poll');
        if (failure.errno !== EINTR) throw failure;
        return false;
      }
      if (ready === 0) return false;
      if (look()) return true;
      if (performance.now() >= end) return false;
    }
  };
}

/** The errno that waits on a socket, 0 where none does; reading clears it (socket(7), SO_ERROR). */
export function takeError(fd: number): number {
  return getOption(fd, SOL_SOCKET, SO_ERROR, 4, 'SO_ERROR').readInt32LE();
}

/** False where it is no socket any more. */
function clearError(fd: number): boolean {
  try {
    takeError(fd);
    return true;
  } catch {
    return false;
  }
}
