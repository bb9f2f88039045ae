// Starts the engine's process before anything else is loaded, on a guess from the bare words of the command line, and then gives
// up what rights this process has: whatever it reads, resolves and prints from then on, it does as the person who called it.
//
// Loading the options' code takes as long as the engine needs to start. A wrong guess costs one idle process, which ends by
// itself.
import type { Keeper } from '../engine/keeper.ts';
import { type StartedEngine, startEngine } from '../engine/process.ts';
import { permittedCapabilities, setOf } from '../native/rights.ts';
import { type EngineName, engineNamed } from '../scan/engine-name.ts';
import type { Environment } from './command-line.ts';
import { giveUpRights } from './privileges.ts';

export interface EarlyEngine {
  /** For a session (src/engine/session.ts); null where it was guessed that nothing will be sent. */
  readonly started: StartedEngine | null;
  /** Whether this process had the right to packets of its own (CAP_NET_RAW), and the engine has it now. */
  readonly packets: boolean;
}

/** With these only a text is printed. */
const PRINTS_A_TEXT = /^(-h|--help|--json-schema)$/;
/** With these nothing is sent either. */
const SENDS_NOTHING = /^(-h|--help|--json-schema|--dry-run|--explain-bpf|--list|-sL)$/;
const NONE: EarlyEngine = { started: null, packets: false };

const NAMED: Readonly<Record<string, EngineName>> = {
  '-sT': 'connect',
  '--unprivileged': 'connect',
  '-sS': 'raw',
  '--privileged': 'raw',
};

/** Null where none will be needed. `packets`: this process may open raw sockets. */
export function guessEngine(words: readonly string[], environment: Environment, packets: boolean): EngineName | null {
  if (words.some((word) => SENDS_NOTHING.test(word))) return null;
  let wanted = engineNamed(environment.PORTOLAN_ENGINE) ?? 'auto';
  words.forEach((word, index) => {
    const value = word === '--engine' ? words[index + 1] : word.startsWith('--engine=') ? word.slice(9) : undefined;
    wanted = (Object.hasOwn(NAMED, word) ? NAMED[word] : undefined) ?? engineNamed(value) ?? wanted;
  });
  if (wanted === 'connect' && packets && asksByPackets(words, environment)) return 'raw';
  return wanted === 'auto' && !packets ? 'connect' : wanted;
}

/** Full connections are of TCP alone: what is asked beside it takes packets (`-sT -sU`). */
function asksByPackets(words: readonly string[], { PORTOLAN_PROBE = '' }: Environment): boolean {
  const names = [PORTOLAN_PROBE, ...words.filter((_, at) => words[at - 1] === '--probe')];
  return names.some((name) => /udp/.test(name)) || words.some((word) => /^-s[A-Z]*U|^--probe=.*udp/.test(word));
}

/** For `portolan scan`. */
export function startForScan(words: readonly string[], environment: Environment): EarlyEngine {
  if (words.some((word) => PRINTS_A_TEXT.test(word))) return NONE;
  const packets = mayOpenRaw();
  const name = guessEngine(words, environment, packets);
  const hint = name === 'auto' ? 'raw' : name; // most scans are the raw engine's
  return start(packets, hint === 'raw' && looksForHostsAlone(words) ? 'hosts' : hint);
}

/** `portolan discover`, too: it is told `--probe discover`. */
export function looksForHostsAlone(words: readonly string[]): boolean {
  return words.some((word, at) => word === '-sn' || (word === 'discover' && words[at - 1] === '--probe'));
}

/** For `portolan ping`; full connections are made by the command itself. */
export function startForPing(words: readonly string[]): EarlyEngine {
  if (words.some((word) => PRINTS_A_TEXT.test(word))) return NONE;
  const packets = mayOpenRaw();
  const needed = packets && !words.some((word) => SENDS_NOTHING.test(word) || word === '--connect');
  return start(packets, needed ? 'ping' : null);
}

/** For `portolan listen`. */
export function startForListen(words: readonly string[]): EarlyEngine {
  if (words.some((word) => PRINTS_A_TEXT.test(word))) return NONE;
  const packets = mayOpenRaw();
  return start(packets, packets ? 'listen' : null);
}

export interface EarlyKeeper {
  /** Who starts engines for as long as this process lives; null where there is no right that it could keep. */
  readonly keeper: Keeper | null;
  readonly packets: boolean;
}

/** For commands that live long (`portolan serve`): they give up their rights, and an engine that died is started again all the same. */
export async function startKeeper(words: readonly string[]): Promise<EarlyKeeper> {
  const packets = !words.some((word) => PRINTS_A_TEXT.test(word)) && mayOpenRaw();
  const keeper = packets ? (await import('../engine/keeper.ts')).openKeeper() : null;
  giveUpRights();
  return { keeper, packets };
}

function mayOpenRaw(): boolean {
  return process.platform === 'linux' && (permittedCapabilities() & setOf('netRaw')) !== 0n;
}

function start(packets: boolean, hint: string | null): EarlyEngine {
  if (hint === null || hint === 'connect') giveUpRights();
  if (hint === null) return { started: null, packets };
  const started = startEngine({ hint, giveUp: true, packets: hint !== 'connect' });
  giveUpRights();
  return { started, packets };
}
