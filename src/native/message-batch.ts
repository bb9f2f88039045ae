// sendmmsg(2): many frames with one system call.

import { addressOf, declare, errno } from './libc.ts';
import { EAGAIN, EINTR, ENOBUFS, MSG_DONTWAIT } from './socket-numbers.ts';

const sendmmsgCall = declare('int sendmmsg(int fd, void* messages, uint32_t count, int flags)');

const MMSGHDR_SIZE = 64;
const IOVEC_SIZE = 16;
const SOCKADDR_IN_SIZE = 16;

export interface MessageBatch {
  /** Slot k begins at k * slotSize. */
  readonly buffer: Uint8Array;
  /** `struct sockaddr_in` of slot k at k * 16; null where frames carry their destination themselves. */
  readonly names: Uint8Array | null;
  /** Bytes of every message, from now on; 0 at first. */
  setLength(length: number): void;
  /** Sends slots `from` to `to - 1`; returns how many the kernel took, 0 where its queue is full, -errno where it refuses
   * the first of them. */
  send(from: number, to: number): number;
}

/** A batch of `slots` messages, sent through `fd`. */
export function createMessageBatch(fd: number, slots: number, slotSize: number, named: boolean): MessageBatch {
  const buffer = new Uint8Array(slots * slotSize);
  const names = named ? new Uint8Array(slots * SOCKADDR_IN_SIZE) : null;
  // Headers and the vectors they point to are one buffer: what only C points to, the garbage collector would take.
  const messages = Buffer.alloc(slots * (MMSGHDR_SIZE + IOVEC_SIZE));
  const vectors = slots * MMSGHDR_SIZE;
  const frames = addressOf(buffer);
  for (let k = 0; k < slots; k++) {
    const vector = vectors + k * IOVEC_SIZE;
    messages.writeBigUInt64LE(frames + BigInt(k * slotSize), vector);
    const header = k * MMSGHDR_SIZE;
    if (names !== null) {
      messages.writeBigUInt64LE(addressOf(names) + BigInt(k * SOCKADDR_IN_SIZE), header);
      messages.writeUInt32LE(SOCKADDR_IN_SIZE, header + 8);
    }
    messages.writeBigUInt64LE(addressOf(messages) + BigInt(vector), header + 16);
    messages.writeBigUInt64LE(1n, header + 24);
  }
  return {
    buffer,
    names,
    setLength(length) {
      for (let k = 0; k < slots; k++) messages.writeBigUInt64LE(BigInt(length), vectors + k * IOVEC_SIZE + 8);
    },
    send(from, to) {
      const start = from === 0 ? messages : messages.subarray(from * MMSGHDR_SIZE);
      const sent = sendmmsgCall(fd, start, to - from, MSG_DONTWAIT);
      if (sent >= 0) return sent;
      const failure = errno();
      return failure === EAGAIN || failure === ENOBUFS || failure === EINTR ? 0 : -failure;
    },
  };
}
