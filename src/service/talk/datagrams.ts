// Datagrams to and from one UDP port, by an ordinary socket (udp(7)); IPv4.
//
// 1. Only the port that was asked is heard, or, where the protocol answers from another one (RFC 1350: TFTP), only that host.
//    Some answer to a port that the protocol names (RFC 2131: DHCP), some of them by a broadcast or to a group: ears.ts. There
//    strangers can write too, under whatever address: where the protocol has a number that an answer repeats, each conversation
//    has one of its own by chance, and hears no answer without it.
// 2. A port unreachable ends it: our kernel tells a connected socket of the ICMP error.
// 3. A datagram is at most 65,507 bytes; of those that come no more than DATAGRAMS_MOST are kept, and BYTES_MOST of all.
// 4. Nobody is asked by a broadcast, so that one answer is one host's.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { Endpoint } from '../endpoint.ts';
import { BYTES_MOST } from './budget.ts';
import { type Line, listenAt, type Waiting } from './ears.ts';
import { afterPeerTime, peerNow } from './peer-clock.ts';

const DATAGRAMS_MOST = 64;
const TOKEN_BYTES = 4;
/** Nothing is sent to it (RFC 863). */
const ANY_PORT = 9;

export interface Datagrams {
  send(bytes: Uint8Array): void;
  /** The next datagram: null where none comes in time, or none can come any more. */
  receive(withinMs: number): Promise<Uint8Array | null>;
  /** Why none can come: nobody listens there, or our own system refused. */
  readonly failure: string | null;
  close(): void;
}

/** Where answers come to, if not to the port that asked. */
export interface AnswersTo {
  /** Of ours; questions are sent from it. */
  readonly port: number;
  /** Where our address stands in the question: the answer goes there. */
  readonly addressAt?: number;
  /** Where a number of TOKEN_BYTES stands, in the question as in its answer. */
  readonly tokenAt?: number;
  /** The group that answers go to. */
  readonly group?: string;
}

export interface DatagramOptions {
  readonly signal: AbortSignal;
  /** On the clock of `peerNow`: by then all of it ends. */
  readonly deadline: number;
  /** Answers may come from any port of the host. */
  readonly fromElsewhere?: boolean;
  readonly from?: AnswersTo;
}

/** Resolves when the socket is there; what goes wrong is its `failure`. */
export async function openDatagrams(
  { ip, port }: Endpoint,
  { signal, deadline, fromElsewhere = false, from }: DatagramOptions,
): Promise<Datagrams> {
  const waiting: Uint8Array[] = [];
  let taken = 0;
  let bytesTaken = 0;
  let failure: string | null = signal.aborted ? 'aborted' : null;
  let isClosed = false;
  let wake: (() => void) | null = null;
  const tokenAt = from?.tokenAt;
  const token = randomBytes(TOKEN_BYTES);

  const fail = (why: string): void => {
    failure ??= why;
    wake?.();
  };
  const take = (bytes: Uint8Array): void => {
    if (tokenAt !== undefined && !token.equals(bytes.subarray(tokenAt, tokenAt + TOKEN_BYTES))) return;
    if (taken === DATAGRAMS_MOST || bytesTaken + bytes.length > BYTES_MOST) return;
    taken++;
    bytesTaken += bytes.length;
    waiting.push(bytes);
    wake?.();
  };
  const onAbort = (): void => fail('aborted');
  signal.addEventListener('abort', onAbort, { once: true });
  const ours = from === undefined ? '' : await addressTowards(ip, port);
  const line = failure === null ? await lineTo(ip, port, { take, fail }, ours, fromElsewhere, from) : null;

  return {
    send(bytes) {
      if (isClosed || failure !== null) return;
      const asked = from === undefined ? bytes : bytes.slice();
      if (from?.addressAt !== undefined && ours !== '') asked.set(ours.split('.').map(Number), from.addressAt);
      if (tokenAt !== undefined) asked.set(token, tokenAt);
      line!.send(asked, port, ip, (error) => {
        if (error !== null) fail((error as NodeJS.ErrnoException).code ?? error.message);
      });
    },
    async receive(withinMs) {
      const until = Math.min(deadline, peerNow() + withinMs);
      while (waiting.length === 0 && failure === null && !isClosed) {
        const left = until - peerNow();
        if (left <= 0) return null;
        let timer: { cancel(): void } | undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = afterPeerTime(resolve, left);
        });
        timer?.cancel();
        wake = null;
      }
      return waiting.shift() ?? null;
    },
    get failure() {
      return failure;
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      signal.removeEventListener('abort', onAbort);
      wake?.();
      line?.close();
    },
  };
}

/** Rule 1. */
async function lineTo(
  ip: string,
  port: number,
  who: Waiting,
  ours: string,
  fromElsewhere: boolean,
  from: AnswersTo | undefined,
): Promise<Line> {
  if (from !== undefined) return listenAt(from.port, ip, who, { group: from.group, ours });
  const socket = createSocket('udp4');
  socket.on('message', (bytes, sender) => {
    if (sender.address === ip) who.take(bytes);
  });
  await new Promise<void>((resolve) => {
    const failed = ({ code, message }: NodeJS.ErrnoException): void => {
      who.fail(code ?? message);
      resolve();
    };
    socket.on('error', failed);
    if (fromElsewhere) socket.bind(0, resolve);
    // The types have it without: no route, where an interface went away.
    else socket.connect(port, ip, (error?: NodeJS.ErrnoException) => (error ? failed(error) : resolve()));
  });
  return {
    send(bytes, to, address, sent) {
      if (fromElsewhere) socket.send(bytes, to, address, sent);
      else socket.send(bytes, sent);
    },
    close: () => socket.close(),
  };
}

/** Whether it is this machine that would be asked. */
export async function isThisMachine(ip: string): Promise<boolean> {
  return ip.startsWith('127.') || (await addressTowards(ip, ANY_PORT)) === ip;
}

/** Which address of ours the system would send from; a connected datagram socket knows, and nothing is sent for it. */
async function addressTowards(ip: string, port: number): Promise<string> {
  const socket = createSocket('udp4');
  try {
    return await new Promise((resolve) => {
      socket.on('error', () => resolve(''));
      socket.connect(port, ip, (error?: Error) => resolve(error ? '' : socket.address().address));
    });
  } finally {
    socket.close();
  }
}
