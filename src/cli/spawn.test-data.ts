// Starts a script of this folder, from the sources or as built, whichever runs now.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Started = ChildProcessByStdio<null, Readable, Readable>;

/** `name` without ending: `main`. */
export function scriptPath(name: string): string {
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./${name}.${suffix}`, import.meta.url));
}

/**
 * PORTOLAN_ variables of the caller are left out; scans have one stage, unless a test asks for more; nothing is written into the
 * inventory of whoever runs the tests.
 */
export function start(name: string, args: readonly string[], environment: Record<string, string> = {}): Started {
  return startFile(scriptPath(name), args, environment, name.startsWith('scan/') || args[0] === 'scan');
}

export function startFile(
  path: string,
  args: readonly string[],
  environment: Record<string, string>,
  isScan = args[0] === 'scan',
): Started {
  const inherited = Object.entries(process.env).filter(([key]) => !/^(PORTOLAN_|SUDO_|NODE_TEST_CONTEXT)/.test(key));
  return spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...Object.fromEntries(inherited),
      PORTOLAN_NO_DB: '1',
      ...(isScan ? { PORTOLAN_UDP: 'none' } : {}),
      ...environment,
    },
  });
}

/** Everything it wrote, and how it ended. */
export async function ended(child: Started): Promise<Ended> {
  const exit = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('exit', (code, signal) => resolve([code, signal]));
  });
  const [stdout, stderr, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { code, signal, stdout, stderr };
}

export function run(name: string, args: readonly string[], environment?: Record<string, string>): Promise<Ended> {
  return ended(start(name, args, environment));
}

/** A script anywhere. */
export function runFile(
  path: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ended> {
  return ended(startFile(path, args, environment));
}
