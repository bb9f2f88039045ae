// TUN and TAP devices (the kernel's Documentation/networking/tuntap.rst): a network interface whose other side is a file.
import { closeSync, constants, openSync } from 'node:fs';
import { addressOf, declare, errno, SystemError } from '../../src/native/libc.ts';

const TUNSETIFF = 0x400454ca; // _IOW('T', 202, int), linux/if_tun.h
const IFF_TUN = 0x0001;
const IFF_TAP = 0x0002;
const IFF_NO_PI = 0x1000;
const IFNAMSIZ = 16;
const IFREQ_SIZE = 40;
const CLONE_NEWNET = 0x40000000;
const EAGAIN = 11;
const EINTR = 4;
const EIO = 5;
const POLLIN = 1;
const POLLFD_SIZE = 8;

/** Largest frame that is read or written: an Ethernet frame of 1500 bytes of payload, with a VLAN tag. */
export const FRAME_LIMIT = 1518;

const ioctl = declare('int ioctl(int fd, unsigned long request, void *argument)');
// Addresses as numbers: a frame anywhere in a buffer is passed without making an object for it.
const readCall = declare('long read(int fd, uintptr_t bytes, size_t length)');
const writeCall = declare('long write(int fd, uintptr_t bytes, size_t length)');
const ppoll = declare('int ppoll(void *fds, unsigned long count, void *timeout, void *mask)');
const setns = declare('int setns(int fd, int type)');

/** Makes the device in this thread's namespace and returns its descriptor, non-blocking; it goes when that is closed. */
export function openDevice(name: string, kind: 'tun' | 'tap'): number {
  if (name.length === 0 || name.length >= IFNAMSIZ) throw new Error(`"${name}" is no name for an interface`);
  const fd = openSync('/dev/net/tun', constants.O_RDWR | constants.O_NONBLOCK);
  const request = Buffer.alloc(IFREQ_SIZE);
  request.write(name, 0, 'latin1');
  request.writeUInt16LE((kind === 'tap' ? IFF_TAP : IFF_TUN) | IFF_NO_PI, IFNAMSIZ);
  if (ioctl(fd, TUNSETIFF, request) < 0) {
    const error = new SystemError(`TUNSETIFF ${name}`);
    closeSync(fd);
    throw error;
  }
  return fd;
}

/** Moves this thread into a named namespace (setns(2)); what it opens from now on belongs there. */
export function enterNamespace(name: string): void {
  const fd = openSync(`/run/netns/${name}`, constants.O_RDONLY);
  const result = setns(fd, CLONE_NEWNET) as number;
  const error = result < 0 ? new SystemError(`setns ${name}`) : null;
  closeSync(fd);
  if (error) throw error;
}

/** The address of a buffer's first byte as a number, for readFrame and writeFrame. The buffer must stay referenced. */
export function numericAddress(bytes: Uint8Array): number {
  return Number(addressOf(bytes));
}

/** Reads one frame to `address` (FRAME_LIMIT bytes are there). Returns its length; 0: none is waiting. */
export function readFrame(fd: number, address: number): number {
  const length = readCall(fd, address, FRAME_LIMIT) as number;
  if (length >= 0) return length;
  const why = errno();
  if (why === EAGAIN || why === EINTR) return 0;
  throw new SystemError('read from a tun device', why);
}

/** Writes one frame. False: the kernel did not take it (its queue is full, or the device is down). */
export function writeFrame(fd: number, address: number, length: number): boolean {
  if ((writeCall(fd, address, length) as number) === length) return true;
  const why = errno();
  if (why === EAGAIN || why === EINTR || why === EIO) return false;
  throw new SystemError('write to a tun device', why);
}

/** A waiter for frames on several devices. */
export interface Waiter {
  /** Waits until a frame is there, `microseconds` at most. */
  wait(microseconds: number): void;
}

export function createWaiter(descriptors: readonly number[]): Waiter {
  const fds = Buffer.alloc(POLLFD_SIZE * descriptors.length);
  for (const [index, fd] of descriptors.entries()) {
    fds.writeInt32LE(fd, index * POLLFD_SIZE);
    fds.writeInt16LE(POLLIN, index * POLLFD_SIZE + 4);
  }
  const timeout = Buffer.alloc(16); // struct timespec: seconds, nanoseconds, 64 bits each
  return {
    wait(microseconds) {
      const seconds = Math.floor(microseconds / 1e6);
      timeout.writeUInt32LE(seconds, 0);
      timeout.writeUInt32LE(Math.floor(microseconds - seconds * 1e6) * 1000, 8);
      ppoll(fds, descriptors.length, timeout, null);
    },
  };
}
