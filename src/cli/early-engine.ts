// Starts the engine's process before anything else is loaded, on a guess from the bare words of the command line: loading
// the options' code takes as long as the process needs to start. A wrong guess costs one idle process, which ends by
// itself.
import { type PreparedEngine, prepareEngine } from '../scan/scan.ts';
import type { ScanSpec } from '../scan/spec.ts';
import type { Environment } from './command-line.ts';

type Engine = ScanSpec['engine'];

/** With these nothing is sent. */
const SENDS_NOTHING = /^(-h|--help|--dry-run|--explain-bpf|--json-schema)$/;
const NAMED: Readonly<Record<string, Engine>> = {
  '-sT': 'connect',
  '--unprivileged': 'connect',
  '-sS': 'ring',
  '--privileged': 'ring',
};

/** Null where none will be needed. `privileged`: this process may open raw sockets, as far as one can see. */
export function guessEngine(words: readonly string[], environment: Environment, privileged: boolean): Engine | null {
  if (words.some((word) => SENDS_NOTHING.test(word))) return null;
  let wanted = asEngine(environment.PORTOLAN_ENGINE) ?? 'auto';
  words.forEach((word, index) => {
    const value = word === '--engine' ? words[index + 1] : word.startsWith('--engine=') ? word.slice(9) : undefined;
    wanted = (Object.hasOwn(NAMED, word) ? NAMED[word] : undefined) ?? asEngine(value) ?? wanted;
  });
  return wanted === 'auto' && !privileged ? 'connect' : wanted;
}

function asEngine(text: string | undefined): Engine | undefined {
  return text === 'auto' || text === 'xdp' || text === 'ring' || text === 'connect' ? text : undefined;
}

export function startEarly(words: readonly string[], environment: Environment): PreparedEngine | undefined {
  const privileged = process.platform === 'linux' && process.geteuid?.() === 0;
  const engine = guessEngine(words, environment, privileged);
  return engine === null ? undefined : prepareEngine(engine);
}
