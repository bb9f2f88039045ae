// Connections by connect(2) and epoll(7). Every slot has one socket, opened when first needed and used again and again.
//
//   idle ──start──► under way ──event: refused, connected, ICMP──► answered, socket reset ──► idle
//                       └──abandon──► idle
//
// Invariant: an event of a slot that is not under way means nothing. Events tell that something happened, never what:
// that is read from the socket, so an event left over from an earlier connection does no harm.
import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { getSystemErrorMessage } from 'node:util';
import { raiseFileLimit } from '../../native/capabilities.ts';
import { SystemError } from '../../native/libc.ts';
import { closeSocket, inetAddress } from '../../native/sockets.ts';
import {
  connectStream,
  createEpoll,
  disconnect,
  EPOLLERR,
  type Epoll,
  type IcmpError,
  localName,
  openStreamSocket,
  SOCKADDR_IN_SIZE,
  takeIcmpError,
} from '../../native/stream-sockets.ts';
import { LinkError } from '../error.ts';
import {
  ANSWERS_MOST,
  type ConnectAnswers,
  type ConnectSockets,
  type ConnectSocketsOptions,
  DOUBTFUL,
  LOOPED,
  OURS,
  PLAIN,
} from './connect-sockets.ts';

const { EALREADY, ECONNREFUSED, EINPROGRESS, EISCONN } = constants.errno;
/** Errors that the network tells by ICMP alone; without one in the socket's error queue they are our own kernel's. */
const OWN_UNLESS_ICMP = new Set(
  (['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'EACCES', 'EPERM'] as const).map(
    (name) => constants.errno[name],
  ),
);
/** Files left to the rest of the process: so many, or where files are few a quarter of them. */
const FILES_RESERVED = 64;
const FILES_RESERVED_SHARE = 0.25;
const QUEUED_ERRORS_MOST = 8;
/** Nobody waits for more. */
const SYN_REPEATS_TOLD = 8;

export function openLinuxSockets({ capacity: wanted, interfaceName }: ConnectSocketsOptions): ConnectSockets {
  const capacity = Math.max(1, Math.min(wanted, roomForFiles()));
  const epoll = openEpoll();
  const fds = new Int32Array(capacity).fill(-1);
  const active = new Uint8Array(capacity);
  const addresses = new Uint8Array(capacity * SOCKADDR_IN_SIZE);
  const views: Uint8Array[] = [];
  const template = inetAddress(0, 0);
  for (let slot = 0; slot < capacity; slot++) {
    const view = addresses.subarray(slot * SOCKADDR_IN_SIZE, (slot + 1) * SOCKADDR_IN_SIZE);
    view.set(template);
    views.push(view);
  }
  const [ephemeralFirst, ephemeralLast] = ephemeralPorts();
  const own = Buffer.alloc(SOCKADDR_IN_SIZE);
  const icmpError: IcmpError = { icmp: 0, offender: 0 };
  let fetched = 0;

  /** Opens the slot's socket; 0 or errno. */
  function open(slot: number): number {
    const fd = openStreamSocket(interfaceName);
    if (fd < 0) return -fd;
    try {
      epoll.add(fd, slot);
    } catch (error) {
      closeSocket(fd);
      if (error instanceof SystemError) return error.errno; // ENOSPC: the user's limit of watches; ENOMEM
      throw error;
    }
    fds[slot] = fd;
    return 0;
  }

  function close(slot: number): void {
    closeSocket(fds[slot]);
    fds[slot] = -1;
  }

  /** Makes the slot's socket fit for the next probe. */
  function reset(slot: number): void {
    active[slot] = 0;
    if (disconnect(fds[slot]) !== 0) {
      close(slot);
      return;
    }
    // An ICMP error that came too late must not be taken for an answer to the next probe.
    for (let k = 0; k < QUEUED_ERRORS_MOST && takeIcmpError(fds[slot], icmpError); k++);
  }

  function kindOf(slot: number): number {
    if (!localName(fds[slot], own)) return PLAIN;
    const address = views[slot];
    for (let k = 4; k < 8; k++) if (own[k] !== address[k]) return PLAIN;
    const port = (address[2] << 8) | address[3];
    if (((own[2] << 8) | own[3]) === port) return LOOPED;
    return port >= ephemeralFirst && port <= ephemeralLast ? DOUBTFUL : PLAIN;
  }

  /** The error comes from our end, and our end is not what was asked. */
  function isOurs(slot: number, offender: number): boolean {
    if (!localName(fds[slot], own)) return false;
    const address = views[slot];
    const asked = ((address[4] << 24) | (address[5] << 16) | (address[6] << 8) | address[7]) >>> 0;
    return own.readUInt32BE(4) === offender && offender !== asked;
  }

  if (interfaceName !== null) tryInterface(interfaceName);

  return {
    capacity,
    synRepeats: synRepeats(),
    start(slot, address, port) {
      if (fds[slot] < 0) {
        const failure = open(slot);
        if (failure !== 0) return failure;
      }
      const bytes = views[slot];
      bytes[2] = port >>> 8;
      bytes[3] = port;
      bytes[4] = address >>> 24;
      bytes[5] = address >>> 16;
      bytes[6] = address >>> 8;
      bytes[7] = address;
      const error = connectStream(fds[slot], bytes);
      // What is decided already is told by an event as well.
      if (error === 0 || error === EINPROGRESS || error === ECONNREFUSED) {
        active[slot] = 1;
        return 0;
      }
      if (interfaceName === null) reset(slot);
      else close(slot); // it stays bound to an interface that went, even where another of that name comes
      return error;
    },
    collect(answers: ConnectAnswers) {
      const events = fetched > 0 ? fetched : epoll.fetch();
      fetched = 0;
      let count = 0;
      for (let k = 0; k < events; k++) {
        const slot = epoll.numberOf(k);
        if (active[slot] === 0) continue;
        let error = 0;
        let kind = PLAIN;
        answers.icmp[count] = -1;
        if ((epoll.bitsOf(k) & EPOLLERR) !== 0 && takeIcmpError(fds[slot], icmpError)) {
          // The kernel has spent errno on this; where the socket was busy just then it even goes on connecting.
          answers.icmp[count] = icmpError.icmp;
          answers.offender[count] = icmpError.offender;
          error = ECONNREFUSED;
          if (isOurs(slot, icmpError.offender)) kind = OURS;
          reset(slot);
        } else {
          error = connectStream(fds[slot], views[slot]);
          if (error === EALREADY || error === EINPROGRESS) continue;
          if (error === EISCONN) error = 0;
          if (error === 0) kind = kindOf(slot);
          else if (OWN_UNLESS_ICMP.has(error)) kind = OURS;
          if (error === ECONNREFUSED) active[slot] = 0;
          else reset(slot);
        }
        answers.slot[count] = slot;
        answers.error[count] = error;
        answers.kind[count] = kind;
        count++;
      }
      return count;
    },
    abandon: reset,
    async wait(milliseconds) {
      if (milliseconds > 0) fetched = await epoll.wait(milliseconds);
      else await new Promise<void>((resolve) => setImmediate(resolve));
    },
    close() {
      for (let slot = 0; slot < capacity; slot++) if (fds[slot] >= 0) closeSocket(fds[slot]);
      fds.fill(-1);
      active.fill(0);
      epoll.close();
    },
  };
}

/** How many sockets this process may open. */
export function roomForFiles(): number {
  const left = raiseFileLimit() - openFiles();
  return Math.floor(left - Math.min(FILES_RESERVED, left * FILES_RESERVED_SHARE));
}

function openFiles(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    // Without /proc, or without a file to read it with: what Node itself has open.
    return 24;
  }
}

function openEpoll(): Epoll {
  try {
    return createEpoll(ANSWERS_MOST);
  } catch (error) {
    const advice = 'raise the limit of open files (ulimit -n), or close programs that hold many';
    throw new LinkError(
      'E_NO_SOCKETS',
      `no file is left for the scan's connections (${(error as Error).message}): ${advice}`,
    );
  }
}

/** tcp(7): a SYN is repeated after a second, from Linux 6.5 on each second (tcp_syn_linear_timeouts), before that doubling. */
function synRepeats(): number[] {
  let linear = 0;
  try {
    linear = Number(readFileSync('/proc/sys/net/ipv4/tcp_syn_linear_timeouts', 'utf8'));
  } catch {
    // An older kernel.
  }
  const times: number[] = [];
  for (let at = 0, wait = 1000; times.length < SYN_REPEATS_TOLD; times.push(at)) {
    at += wait;
    if (times.length >= linear) wait *= 2;
  }
  return times;
}

/** SO_BINDTODEVICE is refused at once, not in the middle of the scan. */
function tryInterface(name: string): void {
  const fd = openStreamSocket(name);
  if (fd >= 0) {
    closeSocket(fd);
    return;
  }
  const { ENODEV, EPERM, EACCES } = constants.errno;
  // Too few files are told when the scan asks for sockets.
  if (-fd !== ENODEV && -fd !== EPERM && -fd !== EACCES) return;
  const advice = 'see `portolan doctor` for the interfaces there are, or leave it out and the routes decide';
  throw new LinkError('E_INTERFACE_REFUSED', `${name}: ${getSystemErrorMessage(fd)}: ${advice}`);
}

/** The ports our own ends are drawn from (ip(7), ip_local_port_range). */
function ephemeralPorts(): [first: number, last: number] {
  try {
    const words = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/).map(Number);
    if (words.length === 2 && words.every(Number.isInteger)) return [words[0], words[1]];
  } catch {
    // Without /proc every port counts as one of them.
  }
  return [1, 65_535];
}
