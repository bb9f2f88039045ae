// Hands open files from one process to another over a Unix socket (unix(7), SCM_RIGHTS). Each goes with eight bytes that
// say what it is for.
//
//   struct msghdr (56)   control message (24)                    iovec (16)   data (8)
//   ────────────────── ► length 20 │ SOL_SOCKET │ SCM_RIGHTS │ fd   ──► base, length ──► tag
import { addressOf, declare, errno, SystemError } from './libc.ts';
import { closeSocket } from './sockets.ts';

const sendmsgCall = declare('long sendmsg(int fd, void* message, int flags)');
const recvmsgCall = declare('long recvmsg(int fd, void* message, int flags)');

const HEADER = 0;
const CONTROL = 56;
const VECTOR = 80;
const DATA = 96;
const SIZE = 104;
const TAG_BYTES = 8;
const CONTROL_BYTES = 24;
const CONTROL_LENGTH = 20;

const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const MSG_CMSG_CLOEXEC = 0x40000000;
const EAGAIN = 11;
const EINTR = 4;

function createMessage(): Buffer {
  const bytes = Buffer.alloc(SIZE);
  const at = addressOf(bytes);
  bytes.writeBigUInt64LE(at + BigInt(VECTOR), HEADER + 16);
  bytes.writeBigUInt64LE(1n, HEADER + 24);
  bytes.writeBigUInt64LE(at + BigInt(CONTROL), HEADER + 32);
  bytes.writeBigUInt64LE(BigInt(CONTROL_BYTES), HEADER + 40);
  bytes.writeBigUInt64LE(at + BigInt(DATA), VECTOR);
  bytes.writeBigUInt64LE(BigInt(TAG_BYTES), VECTOR + 8);
  return bytes;
}

/** `tag`: a safe whole number. Throws SystemError; `EAGAIN` where the other side has not taken what was sent before. */
export function sendDescriptor(socket: number, descriptor: number, tag: number): void {
  const message = createMessage();
  message.writeBigUInt64LE(BigInt(CONTROL_LENGTH), CONTROL);
  message.writeInt32LE(SOL_SOCKET, CONTROL + 8);
  message.writeInt32LE(SCM_RIGHTS, CONTROL + 12);
  message.writeInt32LE(descriptor, CONTROL + 16);
  message.writeBigUInt64LE(BigInt(tag), DATA);
  if (sendmsgCall(socket, message, MSG_DONTWAIT | MSG_NOSIGNAL) !== TAG_BYTES) throw new SystemError('sendmsg');
}

export interface PassedDescriptor {
  readonly descriptor: number;
  readonly tag: number;
}

/**
 * The next that was sent; null where none waits, or the socket is closed. Data without a descriptor is skipped; a descriptor
 * whose tag is torn, or that came with others, has the tag -1.
 */
export function receiveDescriptor(socket: number): PassedDescriptor | null {
  for (;;) {
    const message = createMessage();
    const length = recvmsgCall(socket, message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (length < 0) {
      const failure = errno();
      if (failure === EINTR) continue;
      if (failure === EAGAIN) return null;
      throw new SystemError('recvmsg', failure);
    }
    if (length === 0) return null;
    const descriptors = descriptorsIn(message);
    // One goes with each tag; what does not fit that is nobody's.
    for (const extra of descriptors.slice(1)) closeSocket(extra);
    if (descriptors.length === 0) continue;
    const tag = message.readBigUInt64LE(DATA);
    const whole = descriptors.length === 1 && length === TAG_BYTES && tag <= BigInt(Number.MAX_SAFE_INTEGER);
    return { descriptor: descriptors[0], tag: whole ? Number(tag) : -1 };
  }
}

function descriptorsIn(message: Buffer): number[] {
  if (Number(message.readBigUInt64LE(HEADER + 40)) < CONTROL_LENGTH) return [];
  if (message.readInt32LE(CONTROL + 8) !== SOL_SOCKET || message.readInt32LE(CONTROL + 12) !== SCM_RIGHTS) return [];
  const found: number[] = [];
  for (let at = CONTROL + 16; at + 4 <= CONTROL + Number(message.readBigUInt64LE(CONTROL)); at += 4) {
    found.push(message.readInt32LE(at));
  }
  return found;
}
