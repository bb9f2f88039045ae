// Ports of ours that answers come to, whoever was asked (DHCP's clients, groups of a link): one socket each, for all who wait there.
//
//   one socket a port ─► by the sender's address ─► who waits for that host
//
// 1. Whoever is asked may be one of hundreds: the port can be bound once.
// 2. The last who leaves closes it. What comes from hosts that nobody asked is dropped.
// 3. Where this machine itself is asked, the question comes to that socket too: what comes from it is nobody's answer.
// 4. A group is joined on the interface towards the host, and left with the socket.
// 5. Where the port may not be bound, or somebody has it, questions are sent from another, and what comes to the port is heard on the link,
//    if anybody does that (lent-ears.ts).
import { createSocket, type Socket } from 'node:dgram';
import { openLent } from './lent-ears.ts';

export interface Waiting {
  take(bytes: Uint8Array): void;
  fail(why: string): void;
}

/** Sends from the port, and stops waiting. */
export interface Line {
  send(bytes: Uint8Array, port: number, ip: string, sent: (error: Error | null) => void): void;
  close(): void;
}

interface Ear {
  readonly socket: Socket;
  /** By the address of whom they asked. */
  readonly waiting: Map<string, Set<Waiting>>;
  /** Addresses that it sends from, and, of them, those of interfaces whose groups it has joined. */
  readonly own: Set<string>;
  readonly groups: Set<string>;
  readonly bound: Promise<void>;
  /** Rule 5. */
  isDeaf: boolean;
}

const NOT_OURS = new Set(['EACCES', 'EADDRINUSE']);

const ears = new Map<number, Ear>();

/** Resolves when the port is heard; what goes wrong is told. `ours`: the address it is sent from, on whose interface `group` is joined. */
export async function listenAt(
  port: number,
  ip: string,
  who: Waiting,
  { group, ours }: { readonly group?: string; readonly ours: string },
): Promise<Line> {
  const ear = ears.get(port) ?? open(port);
  const { socket, waiting } = ear;
  const same = waiting.get(ip) ?? new Set();
  waiting.set(ip, same.add(who));
  ear.own.add(ours);
  await ear.bound;
  if (group !== undefined && ours !== '') join(ear, group, ours);
  let isClosed = false;
  return {
    send(bytes, to, address, sent) {
      if (!isClosed && ears.get(port) === ear) socket.send(bytes, to, address, sent);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      same.delete(who);
      if (same.size === 0) waiting.delete(ip);
      if (waiting.size === 0) close(port, ear);
    },
  };
}

function open(port: number): Ear {
  const socket = createSocket('udp4');
  const waiting: Ear['waiting'] = new Map();
  const bound = new Promise<void>((resolve) => {
    const fail = ({ code, message }: NodeJS.ErrnoException): void => {
      for (const all of waiting.values()) for (const who of all) who.fail(code ?? message);
      close(port, ear);
      resolve();
    };
    socket.on('error', async (error: NodeJS.ErrnoException) => {
      if (ear.isDeaf || !NOT_OURS.has(error.code ?? '')) return fail(error);
      ear.isDeaf = true;
      if (!(await openLent().catch(() => false))) return fail(error);
      if (ears.get(port) === ear) socket.bind(0, resolve);
    });
    socket.bind(port, resolve);
  });
  socket.on('message', (bytes, { address, port: from }) => {
    if (from === port && ear.own.has(address)) return;
    for (const who of waiting.get(address) ?? []) who.take(bytes);
  });
  const ear: Ear = { socket, waiting, own: new Set(), groups: new Set(), bound, isDeaf: false };
  ears.set(port, ear);
  return ear;
}

/** What came to the port on the link: of use only where the port's own socket does not hear it. */
export function overhear(port: number, ip: string, bytes: Uint8Array): void {
  const ear = ears.get(port);
  if (ear?.isDeaf !== true) return;
  for (const who of ear.waiting.get(ip) ?? []) who.take(bytes);
}

function close(port: number, ear: Ear): void {
  if (ears.get(port) !== ear) return;
  ears.delete(port);
  ear.socket.close();
}

/** An interface that has no groups hears answers to the port alone. */
function join({ socket, groups }: Ear, group: string, ours: string): void {
  if (groups.has(ours)) return;
  groups.add(ours);
  try {
    socket.addMembership(group, ours);
  } catch {}
}
