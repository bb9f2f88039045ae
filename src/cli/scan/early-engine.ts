// Starts the engine's process before anything else is loaded, on a guess from the bare words of the command line: loading
// the options' code takes as long as the process needs to start. A wrong guess costs one idle process, which ends by
// itself.
import { type PreparedEngine, prepareEngine } from '../../engine/scan.ts';
import { type EngineName, engineNamed } from '../../scan/engine-name.ts';
import type { Environment } from '../command-line.ts';

/** With these nothing is sent. */
const SENDS_NOTHING = /^(-h|--help|--dry-run|--explain-bpf|--json-schema)$/;
const NAMED: Readonly<Record<string, EngineName>> = {
  '-sT': 'connect',
  '--unprivileged': 'connect',
  '-sS': 'raw',
  '--privileged': 'raw',
};

/** Null where none will be needed. `privileged`: this process may open raw sockets, as far as one can see. */
export function guessEngine(
  words: readonly string[],
  environment: Environment,
  privileged: boolean,
): EngineName | null {
  if (words.some((word) => SENDS_NOTHING.test(word))) return null;
  let wanted = engineNamed(environment.PORTOLAN_ENGINE) ?? 'auto';
  words.forEach((word, index) => {
    const value = word === '--engine' ? words[index + 1] : word.startsWith('--engine=') ? word.slice(9) : undefined;
    wanted = (Object.hasOwn(NAMED, word) ? NAMED[word] : undefined) ?? engineNamed(value) ?? wanted;
  });
  return wanted === 'auto' && !privileged ? 'connect' : wanted;
}

export function startEarly(words: readonly string[], environment: Environment): PreparedEngine | undefined {
  const privileged = process.platform === 'linux' && process.geteuid?.() === 0;
  const engine = guessEngine(words, environment, privileged);
  return engine === null ? undefined : prepareEngine(engine);
}
