// Source ports that no local program can have while we use them: neighbouring ones, held by bound sockets. TCP sockets
// never listen, so the kernel answers a SYN-ACK to them with a RST, and the target keeps nothing half open; UDP sockets
// take what comes and let it lie, so that the kernel does not answer it with an ICMP error.

import { raiseFileLimit } from '../native/capabilities.ts';
import { SystemError } from '../native/libc.ts';
import { SOL_SOCKET } from '../native/socket-numbers.ts';
import {
  AF_INET,
  bindSocket,
  closeSocket,
  inetAddress,
  openSocket,
  SOCK_STREAM,
  setIntOption,
} from '../native/sockets.ts';
import { randomInt } from './random.ts';

export const RESERVED_PORTS = 16;
const LOWEST = 32768;
const TRIES = 500;
const EADDRINUSE = 98;
const SOCK_DGRAM = 2;
const SO_RCVBUF = 8;
/** Above so many the usual limit of open files (1024) is near. */
const MANY = 256;

export interface ReservedPorts {
  /** The first port, a multiple of `count`. */
  readonly base: number;
  readonly count: number;
  close(): void;
}

/**
 * Holds a block of `count` ports (a power of two, at most 4096) on all addresses of this machine, none of which `isWanted`
 * for something else. Throws SystemError:
 * EADDRINUSE where no block is free, EMFILE.
 */
export function reservePorts(
  count = RESERVED_PORTS,
  transport: 'tcp' | 'udp' = 'tcp',
  isWanted: (port: number) => boolean = () => false,
): ReservedPorts {
  if (count > MANY) raiseFileLimit();
  const blocks = (65536 - LOWEST) / count;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const base = LOWEST + randomInt(blocks) * count;
    if (hasWanted(base, count, isWanted)) continue;
    const fds = holdBlock(base, count, transport);
    if (fds === null) continue;
    return {
      base,
      count,
      close() {
        for (const fd of fds) closeSocket(fd);
      },
    };
  }
  throw new SystemError('bind source ports', EADDRINUSE);
}

/**
 * Holds one port, where that is allowed: below 1024 it takes a right that who sends packets need not have, and does without.
 * Throws SystemError EADDRINUSE where a program here has it: it would get what is not meant for it, or we what is.
 */
export function holdPort(port: number, transport: 'tcp' | 'udp'): ReservedPorts {
  let fds: number[] | null = [];
  try {
    fds = holdBlock(port, 1, transport);
  } catch (error) {
    if (!(error instanceof SystemError && error.code === 'EACCES')) throw error;
  }
  if (fds === null) throw new SystemError(`bind source port ${port}`, EADDRINUSE);
  const held = fds;
  return {
    base: port,
    count: 1,
    close() {
      for (const fd of held) closeSocket(fd);
    },
  };
}

function hasWanted(base: number, count: number, isWanted: (port: number) => boolean): boolean {
  for (let port = base; port < base + count; port++) if (isWanted(port)) return true;
  return false;
}

function holdBlock(base: number, count: number, transport: 'tcp' | 'udp'): number[] | null {
  const fds: number[] = [];
  try {
    for (let k = 0; k < count; k++) {
      const fd = openSocket(AF_INET, transport === 'tcp' ? SOCK_STREAM : SOCK_DGRAM, 0);
      fds.push(fd);
      // What a UDP socket keeps is never read: as little as the kernel allows.
      if (transport === 'udp') setIntOption(fd, SOL_SOCKET, SO_RCVBUF, 1, 'SO_RCVBUF');
      bindSocket(fd, inetAddress(0, base + k));
    }
    return fds;
  } catch (error) {
    for (const fd of fds) closeSocket(fd);
    if (error instanceof SystemError && error.code === 'EADDRINUSE') return null;
    throw error;
  }
}
