// Connections by node:net, for systems without epoll. Slower: every probe has a socket and a name of its own.

import { Socket } from 'node:net';
import { constants } from 'node:os';
import { formatIpv4 } from '../../wire/address.ts';
import { LinkError } from '../error.ts';
import {
  ANSWERS_MOST,
  type ConnectAnswers,
  type ConnectSockets,
  type ConnectSocketsOptions,
  DOUBTFUL,
  LOOPED,
  NOT_BEGUN,
  PLAIN,
} from './connect-sockets.ts';

/** Without a way to ask for the limit of open files: a number that every system grants. */
const CAPACITY_MOST = 1000;
const FIRST_EPHEMERAL = 1024;
/** RFC 6298: after a second, then doubling. No system repeats a SYN sooner. */
const SYN_REPEATS = [1000, 3000, 7000];

const errnoByCode: Readonly<Record<string, number>> = constants.errno;

export function openNodeSockets({ capacity: wanted, interfaceName }: ConnectSocketsOptions): ConnectSockets {
  if (interfaceName !== null) {
    const advice = 'only Linux can bind a connection to an interface; leave the interface out, and the routes decide';
    throw new LinkError('E_INTERFACE_UNSUPPORTED', `${interfaceName}: ${advice}`);
  }
  const capacity = Math.max(1, Math.min(wanted, CAPACITY_MOST));
  const sockets: (Socket | null)[] = new Array(capacity).fill(null);
  const ready: { slot: number; error: number; kind: number }[] = [];
  let wake: (() => void) | null = null;

  function answer(slot: number, socket: Socket, error: number, kind: number): void {
    if (sockets[slot] !== socket) return;
    sockets[slot] = null;
    socket.resetAndDestroy();
    ready.push({ slot, error, kind });
    wake?.();
  }

  function kindOf(socket: Socket, address: string, port: number): number {
    if (socket.localAddress !== address) return PLAIN;
    if (socket.localPort === port) return LOOPED;
    return port >= FIRST_EPHEMERAL ? DOUBTFUL : PLAIN;
  }

  function discard(slot: number): void {
    const socket = sockets[slot];
    sockets[slot] = null;
    socket?.destroy();
  }

  return {
    capacity,
    synRepeats: SYN_REPEATS,
    start(slot, address, port) {
      const host = formatIpv4(address);
      const socket = new Socket();
      sockets[slot] = socket;
      // What connect(2) itself refuses is told before the event loop looks at sockets again (setImmediate comes first).
      let kind = NOT_BEGUN;
      setImmediate(() => {
        kind = PLAIN;
      });
      socket.on('connect', () => answer(slot, socket, 0, kindOf(socket, host, port)));
      // The listener stays: an error after the answer, or after giving up, must not end the process.
      socket.on('error', (error: NodeJS.ErrnoException) => {
        const number = errnoByCode[error.code ?? ''] ?? constants.errno.EIO;
        // A target on this machine may refuse at once.
        answer(slot, socket, number, number === constants.errno.ECONNREFUSED ? PLAIN : kind);
      });
      socket.connect({ host, port, family: 4, autoSelectFamily: false });
      return 0;
    },
    collect(answers: ConnectAnswers) {
      const some = ready.splice(0, ANSWERS_MOST);
      some.forEach(({ slot, error, kind }, k) => {
        answers.slot[k] = slot;
        answers.error[k] = error;
        answers.kind[k] = kind;
        answers.icmp[k] = -1;
      });
      return some.length;
    },
    abandon: discard,
    wait: (milliseconds) =>
      new Promise((resolve) => {
        if (milliseconds <= 0 || ready.length > 0) {
          setImmediate(resolve);
          return;
        }
        const timer = setTimeout(() => wake?.(), milliseconds);
        wake = () => {
          wake = null;
          clearTimeout(timer);
          // More may have come with the first: let them in before the caller collects.
          setImmediate(resolve);
        };
      }),
    close() {
      for (let slot = 0; slot < capacity; slot++) discard(slot);
      ready.length = 0;
    },
  };
}
