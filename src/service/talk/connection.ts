// One TCP connection, plain or inside TLS, whose bytes are kept up to a bound. All of a conversation's waiting is here.
//
//   peer ─► socket ─► one buffer for all (READ) ─► chunks (BYTES_MOST at the most) ─► receive()
//
// Each socket would have 64 kB of its own for every read: with thousands of them that is most of the memory there is. What
// nobody waits for stays in the kernel, which holds up whoever goes on for ever. Inside TLS records come by 16 kB, through
// Node's own buffers.
//
// All times are those of peer-clock.ts: a busy process is late itself, and its peers are not.
//
// Invariant: after `close`, or when the signal was aborted, no timer and no socket is left.
import { connect as connectTcp, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Endpoint } from '../service.ts';
import { type Budget, BYTES_MOST } from './budget.ts';
import { createOpening } from './opening.ts';
import { afterPeerTime, peerNow } from './peer-clock.ts';
import type { TlsFacts } from './tls-facts.ts';

export interface Connection {
  readonly endpoint: Endpoint;
  readonly tls: TlsFacts | null;
  readonly closed: boolean;
  /** All that was received since the beginning, before TLS and inside it. */
  readonly received: number;
  /** How long the connection took, in milliseconds: about a round-trip time. */
  readonly rttMs: number;
  /** Milliseconds after which the peer was seen to have ended it, this process's being late among them; NaN: it has not. */
  readonly endedAfter: number;
  send(bytes: Uint8Array | string): void;
  /** `first`: milliseconds to wait for the first byte; `most`: so much is enough, what comes further is left for the next time. */
  receive(first: number, done?: (bytes: Uint8Array) => boolean, most?: number): Promise<Uint8Array>;
  startTls(alpn: readonly string[], options?: { readonly needsCertificate?: boolean }): Promise<boolean>;
  close(): void;
}

export interface ConnectionOptions {
  readonly budget: Budget;
  readonly signal: AbortSignal;
  /** On the clock of `peerNow`: by then it is over. */
  readonly deadline: number;
}

/** Why there is no connection: the code of the system error, or `TIMEOUT`. */
export interface NoConnection {
  readonly failure: string;
}

/** Gives whether more is wanted now. */
type Take = (bytes: Uint8Array) => boolean;

const READ = new Uint8Array(16_384);
const NOTHING = new Uint8Array(0);

export function openConnection(
  endpoint: Endpoint,
  { budget, signal, deadline }: ConnectionOptions,
): Promise<Connection | NoConnection> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ failure: 'ABORTED' });
    const begin = peerNow();
    const opened = performance.now();
    let take: Take = () => true;
    const callback = (length: number): boolean => take(READ.subarray(0, length));
    const socket = connectTcp({
      host: endpoint.ip,
      port: endpoint.port,
      noDelay: true,
      onread: { buffer: READ, callback },
    });
    const limit = afterPeerTime(() => fail('TIMEOUT'), Math.max(1, Math.min(budget.connect, deadline - begin)));
    const abort = (): void => fail('ABORTED');
    const fail = (failure: string): void => {
      settle();
      socket.destroy();
      resolve({ failure });
    };
    const settle = (): void => {
      limit.cancel();
      signal.removeEventListener('abort', abort);
      socket.removeListener('error', onError);
      socket.on('error', () => {});
    };
    const onError = (error: NodeJS.ErrnoException): void => fail(error.code ?? 'FAILED');
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', onError);
    socket.once('connect', () => {
      settle();
      const options = { budget, signal, deadline, opened };
      const [connection, taking] = overSocket(endpoint, socket, peerNow() - begin, options);
      take = taking;
      resolve(connection);
    });
  });
}

function overSocket(
  endpoint: Endpoint,
  plain: Socket,
  rttMs: number,
  { budget, signal, deadline, opened }: ConnectionOptions & { readonly opened: number },
): [Connection, Take] {
  let socket: Socket | TLSSocket = plain;
  let tls: TlsFacts | null = null;
  let chunks: Uint8Array[] = [];
  let held = 0;
  let received = 0;
  let enough = BYTES_MOST;
  let closed = false;
  let endedAfter = Number.NaN;
  let wake: (() => void) | null = null;
  let isWrapping = false;
  let isPlain = true;
  const opening = createOpening();

  // In a namespace of tests the local address may be that of the peer: a connection to itself is none.
  if (plain.localPort === endpoint.port && plain.localAddress === endpoint.ip) close();
  listen(plain);
  signal.addEventListener('abort', close, { once: true });

  function listen(to: Socket): void {
    if (to !== plain) to.on('data', takeOwned);
    to.on('end', ended);
    to.on('close', ended);
    to.on('error', ended);
  }

  /** The bytes are READ's, and go with the next read of anybody. */
  function takeShared(bytes: Uint8Array): boolean {
    if (isPlain) takeOwned(bytes.slice(0, Math.max(0, BYTES_MOST - held)), bytes.length);
    return !isPlain || held < enough;
  }

  function takeOwned(chunk: Uint8Array, length = chunk.length): void {
    received += length;
    if (isPlain) opening.heard(chunk);
    if (held < BYTES_MOST) {
      chunks.push(chunk.subarray(0, BYTES_MOST - held));
      held += chunk.length;
    }
    // Nobody needs more than that to be recognised; whoever goes on for ever is cut off.
    if (received > 4 * BYTES_MOST) close();
    wake?.();
  }

  function ended(): void {
    if (!closed) endedAfter = performance.now() - opened;
    closed = true;
    wake?.();
  }

  function close(): void {
    closed = true;
    signal.removeEventListener('abort', close);
    // Node 24 dies of a segmentation fault where the socket under TLS is destroyed before it: TLS destroys its own, and
    // while a handshake is under way it is ended by the same signal.
    if (!isWrapping) socket.destroy();
    wake?.();
  }

  function gathered(): Uint8Array {
    return chunks.length === 0 ? NOTHING : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
  }

  /** Until something happens, or the time comes. */
  function next(until: number): Promise<void> {
    return new Promise((resolve) => {
      const limit = afterPeerTime(finish, Math.max(0, until - peerNow()));
      function finish(): void {
        limit.cancel();
        wake = null;
        resolve();
      }
      wake = finish;
    });
  }

  const connection: Connection = {
    endpoint,
    rttMs,
    get tls() {
      return tls;
    },
    get closed() {
      return closed;
    },
    get endedAfter() {
      return endedAfter;
    },
    get received() {
      return received;
    },
    send(bytes) {
      if (closed || !socket.writable) return;
      if (isPlain) opening.said(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
      socket.write(bytes);
    },
    async receive(first, done, most = BYTES_MOST) {
      enough = most;
      if (isPlain && held < enough) plain.resume();
      let until = Math.min(deadline, peerNow() + first);
      let seen = 0;
      while (!closed && held < most) {
        const now = peerNow();
        if (now >= until) break;
        if (held > seen) {
          seen = held;
          if (done?.(gathered())) break;
          // Who has begun is waited for: without `done` only until it is quiet.
          until = Math.min(deadline, now + (done === undefined ? budget.quiet : first));
        }
        await next(until);
      }
      const bytes = gathered();
      chunks = [];
      held = 0;
      return bytes;
    },
    async startTls(alpn, options = {}) {
      const { wrapInTls } = await import('./tls.ts');
      isPlain = false;
      const steps = opening.steps();
      plain.resume();
      const limit = Math.min(deadline, peerNow() + 2 * budget.patience + budget.connect);
      isWrapping = true;
      const wrapped = await wrapInTls(plain, { endpoint, alpn, limit, signal, ...options });
      isWrapping = false;
      tls = steps === null ? wrapped.facts : { ...wrapped.facts, opening: steps };
      if (wrapped.socket === null) {
        close();
        return false;
      }
      socket = wrapped.socket;
      listen(socket);
      if (signal.aborted) socket.destroy();
      return !signal.aborted;
    },
    close,
  };
  return [connection, takeShared];
}
