// Names of addresses, from the name servers that the system uses: PTR (RFC 1035 section 3.5), thousands at once over few sockets.
//
//   names(ip) ─► cache ─► at the most AT_ONCE questions ─► one socket a server ─► by the number of the question ─► names
//
//  1. An answer counts that comes from the server that was asked, has a number that waits, and repeats the question.
//  2. Who does not answer in WAIT_MS is asked again, the next server each time, ATTEMPTS times in all. A server that cannot be reached,
//     or has answered nobody after SILENT_MOST questions, is asked no more: a scan does not wait for it.
//  3. Every answer is kept, that there is no name as well; what nobody answered is not.
//  4. The numbers of questions are random (RFC 5452), and no two that wait have the same.
//  5. Where this process was held up, answers may lie in the socket while their time runs out: it is given once more.
import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { be16, concat, hex } from '../../service/bytes.ts';
import { messageOf, nameAt, PTR, QR } from '../../service/directory/dns-message.ts';
import { reverseLabels, wireName } from '../../service/directory/mdns-heard.ts';
import { serverOf } from './server-address.ts';

/** A socket's buffer holds some 270 questions by default (net.core.rmem_default): a server that is busy for a moment loses what is above. */
const AT_ONCE = 256;
const WAIT_MS = 600;
const ATTEMPTS = 3;
/** A timer that comes later than that was held up. */
const LATE_MS = 20;
const SILENT_MOST = 6;
const CACHE_MOST = 65_536;
const NAMES_MOST = 4;
const RCODE = 0x000f;
const NXDOMAIN = 3;

export interface Resolver {
  /** Empty: it has none, or nobody knows. Never rejects. */
  names(ip: string, signal: AbortSignal): Promise<readonly string[]>;
  close(): void;
}

interface Server {
  readonly address: string;
  readonly port: number;
  socket: Promise<Socket | null> | null;
  silent: number;
  isDead: boolean;
  hasAnswered: boolean;
}

interface Pending {
  readonly server: Server;
  readonly question: string;
  answer(names: readonly string[] | null): void;
}

/** `servers`: `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:53`, as node:dns has them. */
export function createResolver(servers: readonly string[]): Resolver {
  const all: Server[] = servers.flatMap((text): Server[] => {
    const named = serverOf(text);
    return named === null ? [] : [{ ...named, socket: null, silent: 0, isDead: false, hasAnswered: false }];
  });
  const cache = new Map<string, readonly string[]>();
  const asking = new Map<string, Promise<readonly string[]>>();
  const pending = new Map<number, Pending>();
  const queue: (() => void)[] = [];
  let busy = 0;
  let isClosed = false;

  function end(server: Server): void {
    server.isDead = true;
    for (const each of [...pending.values()]) if (each.server === server) each.answer(null);
  }

  function open(server: Server): Promise<Socket | null> {
    server.socket ??= new Promise((resolve) => {
      const socket = createSocket(server.address.includes(':') ? 'udp6' : 'udp4');
      const fail = (): void => {
        end(server);
        resolve(null);
      };
      socket.on('error', fail);
      socket.on('message', (bytes) => take(server, bytes));
      // Without a way there it says so here.
      socket.connect(server.port, server.address, (error?: Error | null) => {
        socket.unref();
        if (error == null) resolve(socket);
        else fail();
      });
    });
    return server.socket;
  }

  /** Rule 1. */
  function take(server: Server, bytes: Uint8Array): void {
    const message = messageOf(bytes);
    const waits = message === null ? undefined : pending.get(message.id);
    if (message === null || waits === undefined || waits.server !== server || (message.flags & QR) === 0) return;
    if (message.questions.length !== 1 || message.questions[0].toLowerCase() !== waits.question) return;
    server.hasAnswered = true;
    const code = message.flags & RCODE;
    if (code !== 0 && code !== NXDOMAIN) {
      waits.answer(null);
      return;
    }
    // A zone of less than 256 addresses is another name, and the pointer stands there (RFC 2317): any counts.
    const names = message.records.filter(({ type }) => type === PTR).map(({ at }) => nameAt(bytes, at)[0]);
    waits.answer([...new Set(names.filter(Boolean))].slice(0, NAMES_MOST));
  }

  /** Null: this server says nothing. */
  async function ask(server: Server, ip: string): Promise<readonly string[] | null> {
    const socket = await open(server);
    if (socket === null || isClosed || server.isDead) return null;
    const labels = reverseLabels(ip);
    return new Promise((resolve) => {
      const id = freeNumber(pending);
      let timer: NodeJS.Timeout | undefined;
      const answer = (names: readonly string[] | null): void => {
        clearTimeout(timer);
        pending.delete(id);
        resolve(names);
      };
      /** Rules 2 and 5. */
      const wait = (mayBeLate: boolean): void => {
        const due = performance.now() + WAIT_MS;
        timer = setTimeout(() => {
          if (mayBeLate && performance.now() - due > LATE_MS) return wait(false);
          answer(null);
          server.silent++;
          if (!server.hasAnswered && server.silent >= SILENT_MOST) end(server);
        }, WAIT_MS);
      };
      wait(true);
      pending.set(id, { server, question: labels.join('.'), answer });
      const query = concat(be16(id), hex('0100 0001 0000 0000 0000'), wireName(labels), hex('000c 0001'));
      socket.send(query, (error) => {
        if (error !== null) end(server);
      });
    });
  }

  async function resolve(ip: string, signal: AbortSignal): Promise<readonly string[]> {
    if (busy >= AT_ONCE) await new Promise<void>((go) => queue.push(go));
    busy++;
    try {
      for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted && !isClosed; attempt++) {
        const alive = all.filter(({ isDead }) => !isDead);
        if (alive.length === 0) break;
        const names = await ask(alive[attempt % alive.length], ip);
        if (names === null) continue;
        if (cache.size < CACHE_MOST) cache.set(ip, names);
        return names;
      }
      return [];
    } finally {
      busy--;
      queue.shift()?.();
    }
  }

  return {
    async names(ip, signal) {
      const known = cache.get(ip);
      if (known !== undefined) return known;
      const same = asking.get(ip) ?? resolve(ip, signal).finally(() => asking.delete(ip));
      asking.set(ip, same);
      return same;
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      for (const server of all) {
        end(server);
        void server.socket?.then((socket) => socket?.close());
      }
    },
  };
}

/** Rule 4. */
function freeNumber(taken: ReadonlyMap<number, Pending>): number {
  for (;;) {
    const id = randomInt(0x1_0000);
    if (!taken.has(id)) return id;
  }
}
