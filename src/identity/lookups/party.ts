// One socket for all hosts that are asked the same: answers are told apart by the address that they come from.
//
//   ask ─► unicast to the host, and by multicast to its link ─► one socket ─► by the sender's address ─► who waits for that host
//
//  1. What comes by multicast's call counts for the address that it comes from, and for no other.
//  2. A question to the link is everybody's: the same one goes out once in AGAIN_MS, whoever asks. What others answer to it is kept
//     for those who come to ask them, so much of it and no more.
//  3. Whatever the system refuses (no route, no group) leaves the question unanswered, and harms nobody else's.
import { createSocket, type Socket } from 'node:dgram';

const AGAIN_MS = 900;
/** Rule 2. */
const EARLY_HOSTS_MOST = 1024;
const EARLY_MOST = 4;
/** Of one host, of what nobody has read yet. */
const WAITING_MOST = 32;
const BYTES_MOST = 9000;
const QUESTIONS_MOST = 4096;

export interface PartyPlan {
  /** Where hosts listen. */
  readonly port: number;
  /** Where all of the link listen, and how far that goes. */
  readonly group?: string;
  readonly ttl?: number;
  /** Our address on the link whose group is called; none: only hosts are asked. */
  readonly ours?: string;
}

/** What one host says. */
export interface Hearing {
  /** The next datagram; null where none comes in time. */
  next(withinMs: number): Promise<Uint8Array | null>;
  close(): void;
}

export interface Party {
  /** Every datagram of `ip` from now on, and what it has said already where nobody asked it. */
  listen(ip: string): Hearing;
  send(ip: string, bytes: Uint8Array): void;
  /** Rule 2. Nothing where there is no group. */
  call(bytes: Uint8Array): void;
  close(): void;
}

export function createParty({ port, group, ttl = 1, ours }: PartyPlan): Party {
  const waiting = new Map<string, Set<(bytes: Uint8Array) => void>>();
  const early = new Map<string, Uint8Array[]>();
  const called = new Map<string, number>();
  let isClosed = false;
  const socket = createSocket('udp4');
  const ready = open(socket, group !== undefined && ours !== undefined ? { ours, ttl } : null);
  socket.on('message', (bytes, { address }) => {
    if (bytes.length > BYTES_MOST) return;
    const listeners = waiting.get(address);
    for (const take of listeners ?? []) take(bytes);
    if (listeners === undefined) keep(address, bytes);
  });

  function keep(address: string, bytes: Uint8Array): void {
    const kept = early.get(address) ?? [];
    if (kept.length >= EARLY_MOST || (kept.length === 0 && early.size >= EARLY_HOSTS_MOST)) return;
    early.set(address, [...kept, bytes]);
  }

  function put(bytes: Uint8Array, to: string): void {
    void ready.then((isOpen) => {
      if (isOpen && !isClosed) socket.send(bytes, port, to, () => {});
    });
  }

  return {
    listen(ip) {
      const heard: Uint8Array[] = early.get(ip) ?? [];
      early.delete(ip);
      let wake: (() => void) | null = null;
      const take = (bytes: Uint8Array): void => {
        if (heard.length < WAITING_MOST) heard.push(bytes);
        wake?.();
      };
      const same = waiting.get(ip) ?? new Set();
      waiting.set(ip, same.add(take));
      return {
        async next(withinMs) {
          if (heard.length === 0 && withinMs > 0) {
            let timer: NodeJS.Timeout | undefined;
            await new Promise<void>((resolve) => {
              wake = resolve;
              timer = setTimeout(resolve, withinMs);
            });
            clearTimeout(timer);
            wake = null;
          }
          return heard.shift() ?? null;
        },
        close() {
          same.delete(take);
          if (same.size === 0 && waiting.get(ip) === same) waiting.delete(ip);
          wake?.();
        },
      };
    },
    send: (ip, bytes) => put(bytes, ip),
    call(bytes) {
      if (group === undefined || ours === undefined) return;
      const key = Buffer.from(bytes).toString('latin1');
      const now = performance.now();
      if (now - (called.get(key) ?? -AGAIN_MS) < AGAIN_MS) return;
      if (called.size >= QUESTIONS_MOST) called.clear();
      called.set(key, now);
      put(bytes, group);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      void ready.then(() => socket.close());
    },
  };
}

/** Whether it is open. Rule 3. */
function open(socket: Socket, link: { readonly ours: string; readonly ttl: number } | null): Promise<boolean> {
  return new Promise((resolve) => {
    socket.on('error', () => resolve(false));
    socket.bind(0, () => {
      socket.unref();
      try {
        if (link !== null) {
          socket.setMulticastInterface(link.ours);
          socket.setMulticastTTL(link.ttl);
        }
      } catch {}
      resolve(true);
    });
  });
}
