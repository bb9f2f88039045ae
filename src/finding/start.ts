// The first line of every stream.
import type { StartLine } from './finding.ts';

/** So many arguments, and so many targets, are listed; of more it is said how many there are. */
export const LISTED_MOST = 256;
/** Characters of one of them. */
const WORD_MOST = 1024;

type Given =
  | 'version'
  | 'argv'
  | 'stages'
  | 'seed'
  | 'engine'
  | 'ports'
  | 'discoverBy'
  | 'maxRetries'
  | 'shard'
  | 'time';

export interface Beginning extends Pick<StartLine, Given> {
  /** The first of them as words; only the first 256 are taken. */
  readonly targets: Iterable<string>;
  /** How many there are. */
  readonly targetCount: number;
}

export function startLine(beginning: Beginning): StartLine {
  const { version, argv, targets, targetCount, stages, seed, engine, ports, discoverBy, maxRetries, shard, time } =
    beginning;
  const listed = firstOf(targets);
  const moreTargets = targetCount - listed.length;
  const moreArguments = argv.length - LISTED_MOST;
  return {
    type: 'start',
    version,
    argv: firstOf(argv),
    ...(moreArguments > 0 ? { argvUnlisted: moreArguments } : {}),
    targets: listed,
    ...(moreTargets > 0 ? { targetsUnlisted: moreTargets } : {}),
    ...(ports === undefined ? {} : { ports }),
    stages,
    seed,
    engine,
    ...(discoverBy === undefined ? {} : { discoverBy }),
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(shard === undefined ? {} : { shard }),
    time,
  };
}

/** The same of other targets. */
export function withTargets(start: StartLine, targets: Iterable<string>, targetCount: number): StartLine {
  const { targetsUnlisted: _, ...rest } = start;
  const listed = firstOf(targets);
  const more = targetCount - listed.length;
  return { ...rest, targets: listed, ...(more > 0 ? { targetsUnlisted: more } : {}) };
}

function firstOf(words: Iterable<string>): string[] {
  const first: string[] = [];
  for (const word of words) {
    if (first.length === LISTED_MOST) break;
    first.push(word.length > WORD_MOST ? `${word.slice(0, WORD_MOST)}…` : word);
  }
  return first;
}
