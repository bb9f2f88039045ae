// The keeper's process: it stays where its caller gives up its rights, and can do one thing, start the engine again.
//
// Rules:
//  1. It takes three sockets and a line "start HINT", and starts an engine between them (launch.ts). It takes nothing else.
//  2. It keeps the capabilities that an engine has and those that it takes to become another user. It cannot be traced, and it
//     ends when its caller does.
import { closeSync } from 'node:fs';
import { receiveDescriptor } from '../native/descriptor-passing.ts';
import {
  inheritableCapabilities,
  noNewPrivileges,
  notDumpable,
  PACKET_RIGHTS,
  permittedCapabilities,
  setCapabilities,
  setOf,
} from '../native/rights.ts';
import { createLineReader } from './border/lines.ts';
import { whenOver } from './input-end.ts';
import { HINTS, type Hint, KEPT_PIPES } from './keeper.ts';
import { launchEngine } from './launch.ts';

const DESCRIPTOR_SOCKET = 3;
const LINE_MOST = 64;

for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => {});

notDumpable();
noNewPrivileges();
const kept = permittedCapabilities() & (PACKET_RIGHTS | setOf('setuid', 'setgid', 'setpcap'));
setCapabilities({ permitted: kept, effective: kept, inheritable: inheritableCapabilities() & kept });

const reader = createLineReader(LINE_MOST, take, () => process.exit(1));
process.stdin.on('data', reader.write);
whenOver(process.stdin, () => process.exit(0));

function take(line: string): number {
  const hint = HINTS.find((each) => line === `start ${each}`);
  const pipes = KEPT_PIPES.map(() => receiveDescriptor(DESCRIPTOR_SOCKET)?.descriptor ?? -1);
  if (hint !== undefined && pipes.every((pipe) => pipe >= 0)) start(hint, pipes as [number, number, number]);
  for (const pipe of pipes) if (pipe >= 0) closeSync(pipe);
  return 0;
}

/** Where it cannot be started its sockets close, and whoever holds the other ends is told by that. */
function start(hint: Hint, pipes: readonly [number, number, number]): void {
  try {
    launchEngine({ hint, giveUp: false, packets: true, pipes }).on('error', () => {});
  } catch {
    // As above.
  }
}
