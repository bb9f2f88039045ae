// The engine's process: the only one with rights. Takes jobs on stdin, gives what they found on stdout (border/messages.ts), takes
// descriptors on a socket beside them, and ends when stdin does: without a caller nobody reads.
import { closeSync } from 'node:fs';
import { receiveDescriptor } from '../native/descriptor-passing.ts';
import { exitNow } from '../native/exit.ts';
import { createDescriptors } from './border/descriptors.ts';
import { createHost } from './border/host.ts';
import { KINDS } from './border/kinds.ts';
import type { EngineMessage } from './border/messages.ts';
import { whenOver } from './input-end.ts';
import { createKeeping } from './keeping.ts';
import { hasOnlyPacketRights, keepOnlyPacketRights } from './own-rights.ts';

/** Where descriptors come (launch.ts). */
const DESCRIPTOR_SOCKET = 3;
/** What interrupted jobs may still take to give what they found, where nobody reads it any more. */
const ORPHAN_LIMIT_MS = 850;
const FLUSH_MS = 10;
const FLUSH_BYTES = 64 * 1024;
/** A line of a ping, about. */
const LINE_BYTES = 200;

// A Ctrl-C in a terminal, and the end of that terminal, reach the whole group of processes; the caller decides what they mean.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});
process.on('SIGTERM', () => host.stopAll());

let pending = '';
let flushIsDue = false;

function flush(): void {
  flushIsDue = false;
  if (pending === '') return;
  const lines = pending;
  pending = '';
  process.stdout.write(lines);
}

function put(line: string, now: boolean): void {
  pending += line;
  if (now || pending.length > FLUSH_BYTES) flush();
  else if (!flushIsDue) setTimeout(flush, FLUSH_MS);
  flushIsDue = pending !== '';
}

function say(message: EngineMessage): void {
  put(`!${JSON.stringify(message)}\n`, true);
}

process.stdout.on('error', () => exitNow(1)); // the caller is gone
say({ type: 'ready', job: 0 });

const keeping = createKeeping(() => host.running === 0);
const descriptors = createDescriptors(() => receiveDescriptor(DESCRIPTOR_SOCKET), closeSync);

const host = createHost({
  kinds: KINDS,
  session: {
    ...keeping.kept,
    waiting: () => (pending.length + process.stdout.writableLength) / LINE_BYTES,
  },
  found: (job, finding) => put(`${job} ${JSON.stringify(finding)}\n`, false),
  say,
  takeDescriptor: process.platform === 'linux' ? descriptors.take : () => null,
  closeDescriptor: closeSync,
  idle: keeping.idle,
});

// Threads have the rights of the one that starts them: so they start first only where there is nothing to give up.
const mayPrepare = process.platform !== 'linux' || hasOnlyPacketRights();
if (mayPrepare) prepareFor(process.argv[2]);
if (process.platform === 'linux') keepOnlyPacketRights();
if (!mayPrepare) prepareFor(process.argv[2]);

process.stdin.on('data', host.write);
whenOver(process.stdin, () => {
  if (host.running === 0) {
    flush();
    exitNow(0);
  }
  host.stopAll();
  setTimeout(() => exitNow(1), ORPHAN_LIMIT_MS).unref();
});

/** Loads what the first job needs while it is still on its way. */
function prepareFor(hint: string | undefined): void {
  if (hint === 'raw' || hint === 'kernel') keeping.threads.prepare(hint);
  if (hint === 'raw' || hint === 'kernel' || hint === 'hosts') void import('../scan/packet-engine.ts');
  else if (hint === 'connect') void import('../scan/connect/engine.ts');
  else if (hint === 'listen') void import('../link/listen/listen.ts');
  else if (hint === 'ping') {
    void import('../ping/ping.ts');
    void import('../ping/raw-run.ts');
  }
}
