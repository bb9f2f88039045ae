// A keeper for callers that live long, such as a server: they give up their rights for good, and an engine that died can be started
// again all the same. It is opened before the rights are given up.
//
//   caller ──► keeper (keeper-main.ts): three sockets (SCM_RIGHTS), "start raw\n"
//     └──────► engine, by the other ends of the sockets ◄── keeper starts it
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { sendDescriptor } from '../native/descriptor-passing.ts';
import { openSocketPair } from '../native/socket-pair.ts';
import { ScanError } from '../scan/scan-error.ts';
import { descriptorOf, type StartedEngine } from './process.ts';

/** What an engine may load before its first job. */
export const HINTS = ['raw', 'kernel', 'connect', 'ping'] as const;
export type Hint = (typeof HINTS)[number];

/** In this order. */
export const KEPT_PIPES = ['stdin', 'stdout', 'descriptors'] as const;

export interface Keeper {
  /** A new engine; `hint`: one of HINTS. */
  start(hint: string): StartedEngine;
  /** Engines that run go on. */
  close(): void;
}

/** Linux. Throws what spawn(2) does. The keeper lives as long as this process, and does not keep it alive. */
export function openKeeper(): Keeper {
  const built = import.meta.url.endsWith('.js');
  const main = fileURLToPath(new URL(built ? './keeper-main.js' : './keeper-main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--v8-pool-size=1', main], {
    stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
    cwd: '/',
  });
  child.on('error', () => {}); // an engine that does not start is told by its sockets
  const stdin = child.stdin as Writable;
  stdin.on('error', () => {});
  for (const handle of [child, ...child.stdio] as unknown as ({ unref?(): void } | null)[]) handle?.unref?.();

  return {
    start(hint) {
      const pairs = KEPT_PIPES.map(() => openSocketPair());
      try {
        const keeper = descriptorOf(child, 3);
        for (const [index, [, theirs]] of pairs.entries()) sendDescriptor(keeper, theirs, index + 1);
        stdin.write(`start ${HINTS.find((each) => each === hint) ?? 'raw'}\n`);
      } finally {
        for (const [, theirs] of pairs) closeSync(theirs);
      }
      return engineBehind(pairs.map(([ours]) => ours));
    },
    close: () => stdin.destroy(),
  };
}

/** An engine that is known by our ends of its sockets alone. */
function engineBehind([input, output, descriptors]: readonly number[]): StartedEngine {
  const stdin = new Socket({ fd: input, readable: false, writable: true });
  const stdout = new Socket({ fd: output, readable: true, writable: false });
  stdin.on('error', () => {});
  stdout.on('error', () => {});
  // It ends by itself when its input closes (engine-main.ts).
  const kill = (): void => {
    stdin.destroy();
    stdout.destroy();
  };
  const gone = new Promise<ScanError>((resolve) => {
    stdout.once('close', () => {
      stdin.destroy();
      closeSync(descriptors);
      resolve(new ScanError('E_ENGINE_DIED', 'the packet engine ended before it was done'));
    });
  });
  const hold = (held: boolean): void => {
    for (const socket of [stdin, stdout]) {
      if (held) socket.ref();
      else socket.unref();
    }
  };
  hold(false);
  const handOver = async (descriptor: number, job: number): Promise<void> =>
    sendDescriptor(descriptors, descriptor, job);
  return { process: { stdin, stdout, ended: gone.then(() => {}), kill, hold, handOver }, gone };
}
