// Our own side runs out of something: files, ports, memory. The scan pauses and goes on with what it has; where that does
// not help it ends.
import { getSystemErrorName } from 'node:util';

const PAUSE_MS = 20;
const LIMIT_MS = 5000;

export interface Faults {
  /** Nothing may be begun before this time, milliseconds. */
  readonly pausedUntil: number;
  /** Something ran out. True where nothing else has happened for five seconds: there is no point in waiting. */
  happened(now: number): boolean;
  /** A connect ended in any other way. */
  over(): void;
}

export function createFaults(): Faults {
  let since = -1;
  let pausedUntil = 0;
  return {
    get pausedUntil() {
      return pausedUntil;
    },
    happened(now) {
      if (since < 0) since = now;
      pausedUntil = now + PAUSE_MS;
      return now - since > LIMIT_MS;
    },
    over() {
      since = -1;
    },
  };
}

/** What ran out, by errno (socket(2), connect(2)), and what helps. */
const MEANINGS: Readonly<Record<string, string>> = {
  EMFILE: 'this process may open no more files: raise their limit (ulimit -n)',
  ENFILE: 'this machine has no file left: close programs that hold many, or raise fs.file-max',
  ENOBUFS: 'this machine has no memory left for sockets: close programs that hold many connections',
  ENOMEM: 'this machine has no memory left for sockets: close programs that hold many connections',
  ENOSPC: 'this user may watch no more sockets: raise fs.epoll.max_user_watches',
  EAGAIN: 'this machine has no local port or routing entry left: close programs that hold many connections',
  EADDRNOTAVAIL:
    'this machine has no local address or port left for a connection: close programs that hold many, or widen net.ipv4.ip_local_port_range',
  EADDRINUSE:
    'this machine has no local port left for a connection: close programs that hold many, or widen net.ipv4.ip_local_port_range',
};

export function describeFault(error: number): string {
  const name = getSystemErrorName(-error);
  return `${MEANINGS[name] ?? 'this machine gives no connections: close programs that hold many'} (${name})`;
}
