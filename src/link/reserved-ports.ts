// Source ports that no local program can have while we use them: 16 neighbouring ones, held by bound sockets. The
// sockets never listen, so the kernel answers a SYN-ACK to them with a RST, and the target keeps nothing half open.
import { randomInt } from 'node:crypto';
import { SystemError } from '../native/libc.ts';
import { AF_INET, bindSocket, closeSocket, inetAddress, openSocket, SOCK_STREAM } from '../native/sockets.ts';

export const RESERVED_PORTS = 16;
const LOWEST = 32768;
const BLOCKS = (65536 - LOWEST) / RESERVED_PORTS;
const TRIES = 500;

export interface ReservedPorts {
  /** The first port, a multiple of 16. */
  readonly base: number;
  close(): void;
}

/** Holds a block of 16 TCP ports on all addresses of this machine. */
export function reservePorts(): ReservedPorts {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const base = LOWEST + randomInt(BLOCKS) * RESERVED_PORTS;
    const fds = holdBlock(base);
    if (fds === null) continue;
    return {
      base,
      close() {
        for (const fd of fds) closeSocket(fd);
      },
    };
  }
  throw new SystemError('bind source ports', 98); // EADDRINUSE
}

function holdBlock(base: number): number[] | null {
  const fds: number[] = [];
  try {
    for (let k = 0; k < RESERVED_PORTS; k++) {
      const fd = openSocket(AF_INET, SOCK_STREAM, 0);
      fds.push(fd);
      bindSocket(fd, inetAddress(0, base + k));
    }
    return fds;
  } catch (error) {
    for (const fd of fds) closeSocket(fd);
    if (error instanceof SystemError && error.code === 'EADDRINUSE') return null;
    throw error;
  }
}
