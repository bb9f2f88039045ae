// An SNMP agent that lets itself be read is asked for its tables of neighbours (tables.ts), by one socket of its own.
//
//   communities ─► the first one that is answered ─► table after table (walk.ts) ─► rows
//
//  1. Nobody else is heard: the socket is connected to the agent, and an answer has our number, which is another one each time, and the
//     community that was asked with.
//  2. A question is put ATTEMPTS times; an agent that is silent then is asked no further.
//  3. All of it together is bounded: REQUESTS_MOST questions, BYTES_MOST of answers, WALK_MS of waiting for the agent. What has come by then
//     counts. A datagram costs DATAGRAM_LEAST bytes, however short it is.
//  4. Every question waits for its turn, and that wait is not the agent's: whoever gives turns keeps the pace, and may end it.
import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { isSame } from '../../service/bytes.ts';
import {
  emitRequest,
  parseResponse,
  type SnmpRequest,
  type SnmpResponse,
  V1,
  type Version,
} from '../../service/monitoring/message.ts';
import { type AgentTables, readTables } from './tables.ts';
import { walkTable } from './walk.ts';

export interface Agent {
  readonly ip: string;
  readonly port: number;
  /** The one that it answers to. */
  readonly version: Version;
}

export interface AskAgentOptions {
  readonly signal: AbortSignal;
  /** Resolves when a datagram may be sent; false: no more of them. */
  turn(): Promise<boolean>;
  /** Default: WALK_MS. */
  readonly walkMs?: number | undefined;
}

export const REQUESTS_MOST = 2000;
export const BYTES_MOST = 2_097_152;
export const WALK_MS = 10_000;
const DATAGRAM_LEAST = 512;
const ATTEMPTS = 2;
const WAIT_MS = 700;
/** So that it is written in four bytes, and above 0. */
const [FIRST_ID, LAST_ID] = [0x0100_0000, 0x7fff_ffff];

/** What it has come to within its bounds; null where no community is answered. Never rejects. */
export async function askAgent(
  agent: Agent,
  communities: readonly Uint8Array[],
  { signal, turn, walkMs = WALK_MS }: AskAgentOptions,
): Promise<AgentTables | null> {
  let until = performance.now() + walkMs;
  const { ip, port, version } = agent;
  const kind = version === V1 ? 'get-next' : 'get-bulk';
  const line = await openLine(ip, port, signal);
  let known: readonly Uint8Array[] = communities;
  let hasAnswered = false;
  let left = REQUESTS_MOST;

  async function ask(request: Pick<SnmpRequest, 'objects' | 'repetitions'>): Promise<SnmpResponse | null> {
    for (let attempt = 0; attempt < ATTEMPTS && left > 0; attempt++) {
      const requestId = randomInt(FIRST_ID, LAST_ID);
      for (const community of known) {
        const waits = performance.now();
        if (!(await turn())) return end();
        until += performance.now() - waits;
        if (performance.now() > until) return end();
        line.send(emitRequest({ version, community, requestId, kind, ...request }));
        left--;
      }
      const wait = Math.min(performance.now() + WAIT_MS, until);
      for (;;) {
        const bytes = await line.next(wait);
        if (bytes === null) break;
        const response = parseResponse(bytes);
        const community = known.find((each) => response !== null && isSame(each, response.community));
        if (response?.requestId !== requestId || community === undefined) continue;
        known = [community];
        hasAnswered = true;
        return response;
      }
    }
    return end();
  }

  function end(): null {
    left = 0;
    return null;
  }

  try {
    const tables = await readTables((table) => walkTable(table, ask));
    return hasAnswered ? tables : null;
  } finally {
    line.close();
  }
}

interface Line {
  send(bytes: Uint8Array): void;
  /** Null where nothing comes by then (`performance.now()`), and when it is over. */
  next(until: number): Promise<Uint8Array | null>;
  close(): void;
}

/** Whatever the system refuses is silence. */
async function openLine(ip: string, port: number, signal: AbortSignal): Promise<Line> {
  const socket = createSocket('udp4');
  const heard: Uint8Array[] = [];
  let bytesLeft = BYTES_MOST;
  let wake = (): void => {};
  let isOver = !(await connected(socket, ip, port));
  const over = (): void => {
    isOver = true;
    wake();
  };
  socket.on('error', over);
  signal.addEventListener('abort', over, { once: true });
  if (signal.aborted) over();
  socket.on('message', (bytes) => {
    bytesLeft -= Math.max(bytes.length, DATAGRAM_LEAST);
    if (bytesLeft < 0) over();
    else heard.push(bytes);
    wake();
  });
  return {
    send: (bytes) => {
      if (!isOver) socket.send(bytes, () => {});
    },
    async next(until) {
      while (heard.length === 0 && !isOver) {
        const left = until - performance.now();
        if (left <= 0) return null;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return isOver ? null : heard.shift()!;
    },
    close() {
      signal.removeEventListener('abort', over);
      isOver = true;
      socket.close();
    },
  };
}

function connected(socket: Socket, ip: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    // The types have it without: no route, where an interface went away.
    socket.connect(port, ip, (error?: Error) => resolve(!error));
  });
}
