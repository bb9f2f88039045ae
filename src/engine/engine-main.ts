// The engine's process: the only one with privileges. Takes one scan specification on stdin (spec-stream.ts), gives
// findings as lines of JSON on stdout, and ends when stdin says "stop" or closes: without a command nobody reads them.

import type { Finding } from '../finding/finding.ts';
import { ScanError } from '../scan/scan-error.ts';
import type { ScanSpec } from '../scan/spec.ts';
import { resourceText } from './resource-error.ts';
import { createSpecReader } from './spec-stream.ts';

/** What an interrupted scan may still take to give what it found, of millions of hosts; the command ends it sooner if it is silent. */
const STOP_LIMIT_MS = 120_000;
/** The same where nobody reads it any more. */
const ORPHAN_LIMIT_MS = 850;
const FLUSH_MS = 10;
const FLUSH_BYTES = 64 * 1024;

/** Lines between the engine and the command that are not findings. */
export type EngineMessage =
  /** The process runs. */
  | { readonly type: 'ready' }
  /** It holds its sockets. */
  | { readonly type: 'started' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

// A Ctrl-C in a terminal, and the end of that terminal, reach the whole group of processes; the command decides what
// they mean.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});
process.on('SIGTERM', () => stop.abort());

const stop = new AbortController();
// Nobody else may be able to end this process: the command has dropped its privileges.
stop.signal.addEventListener('abort', () => setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref());
let pending = '';
const timer = setInterval(flush, FLUSH_MS);

function flush(): void {
  if (pending === '') return;
  const lines = pending;
  pending = '';
  process.stdout.write(lines);
}

function put(message: Finding | EngineMessage): void {
  pending += `${JSON.stringify(message)}\n`;
  if (pending.length > FLUSH_BYTES || message.type === 'started' || message.type === 'end') flush();
}

process.stdout.on('error', () => process.exit(1)); // the command is gone
process.stdout.write(`${JSON.stringify({ type: 'ready' } satisfies EngineMessage)}\n`);

type Run = (spec: ScanSpec, signal: AbortSignal, started: () => void) => Promise<void>;

/** Loads the engine that is named on the command line while the specification is still on its way. */
async function loadEngine(name: string | undefined): Promise<Run> {
  if (name === 'connect') {
    const { runConnectScan } = await import('../scan/connect/engine.ts');
    return (spec, signal, started) => {
      started();
      return runConnectScan(spec, put, signal);
    };
  }
  const { launchThreads } = await import('../scan/threads.ts');
  const early = launchThreads(name === 'kernel' ? 'kernel' : 'raw'); // most scans are the raw engine's
  const { runPacketScan } = await import('../scan/packet-engine.ts');
  return (spec, signal, started) => runPacketScan(spec, put, signal, started, early);
}

const engine = loadEngine(process.argv[2]);
engine.catch(() => {}); // told when it is asked for

async function run(spec: ScanSpec): Promise<void> {
  await (await engine)(spec, stop.signal, () => put({ type: 'started' }));
}

let running = false;

function begin(spec: ScanSpec): void {
  running = true;
  run(spec)
    .catch((error: unknown) => put(describe(error)))
    .finally(end);
}

function end(): void {
  clearInterval(timer);
  flush();
  process.stdout.write('', () => process.exit(0));
}

const reader = createSpecReader(begin, () => stop.abort());
process.stdin.on('data', (piece: Buffer) => {
  try {
    reader.write(piece);
  } catch (error) {
    put(describe(error));
    end();
  }
});
process.stdin.on('close', () => {
  if (!running) process.exit(0);
  stop.abort();
  setTimeout(() => process.exit(1), ORPHAN_LIMIT_MS).unref();
});

function describe(error: unknown): EngineMessage {
  if (error instanceof ScanError) return { type: 'failed', code: error.code, message: error.message };
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'EPERM' || code === 'EACCES') {
    return {
      type: 'failed',
      code: 'E_NO_PERMISSION',
      message: `raw sockets are refused (${message}): run as root, or give CAP_NET_RAW`,
    };
  }
  if (code?.startsWith('E_')) return { type: 'failed', code, message };
  const resource = resourceText(error);
  if (resource !== null) {
    return { type: 'failed', code: 'E_RESOURCES', message: `the packet engine cannot go on: ${resource}` };
  }
  return { type: 'failed', code: 'E_ENGINE', message: process.env.PORTOLAN_DEBUG ? String(stack) : message };
}
