// What the answers of a host's TCP/IP stack say about it, as clues.
//
//  1. The family alone is claimed, and only where nothing else is likely (CLAIM_LEAST), one that nobody has described among the
//     rest: else nothing is said.
//  2. How sure that is at the most depends on how much was seen (ceiling): traits depend on each other, and anybody can put on
//     another stack's.
//  3. Ports whose SYN-ACKs differ in what one stack has for all (options, TTL, fragment bit) are different stacks: something in
//     between passes connections on. Then each is judged by its own SYN-ACKs, and believed less: whose RST and echo these are
//     nobody knows. How many routers a TTL went by tells that only where the host itself is behind none: else each
//     connection may go another way.
//  4. Without a SYN-ACK there are a RST and the echo reply alone: they are believed least. Where they came over another number of routers,
//     something in between refuses connections, and its RST is none of the host's.
import { OS_TITLES } from '../../finding/titles.ts';
import { type Clue, clueOf } from '../clue.ts';
import type { EchoReply, Reset, SynAck } from './answers.ts';
import { notationOf } from './notation.ts';
import { type Ranked, rank } from './score.ts';
import { initialTtl, type StackAnswers, type Traits, traitsOf } from './traits.ts';

/** As clues have it. */
export const SOURCE = 'tcp-stack';

export interface HostAnswers {
  /** By port, in the order in which they came. */
  readonly ports: ReadonlyMap<number, readonly SynAck[]>;
  readonly reset: Reset | null;
  readonly echoes: readonly EchoReply[];
}

/** Rule 1. */
const CLAIM_LEAST = 0.7;
/** Rule 2: of a SYN-ACK, and more for what is seen beside it. */
const CEILING = 0.55;
const CEILING_SERIES = 0.1;
const CEILING_RESET = 0.1;
const CEILING_ECHO = 0.1;
/** Less for one whose options are none, or the MSS alone: what is written in them is most of what a stack is known by. */
const CEILING_BARE = -0.2;
/** Rule 4: of a RST or an echo reply alone, and of both. */
const CEILING_BARE_ONE = 0.25;
const CEILING_BARE_BOTH = 0.4;
/** Rule 3. */
const BEHIND_ANOTHER = 0.6;
const DIFFER_CONFIDENCE = 0.7;
const RUNNERS_UP_MOST = 3;
const RUNNER_UP_LEAST = 0.01;
const PORTS_NAMED_MOST = 8;

export function stackClues({ ports, reset, echoes }: HostAnswers): readonly Clue[] {
  const isNear = [...ports.values()].some(([{ ttl }]) => ttl === initialTtl(ttl));
  const inOrder = [...ports].sort(([one], [other]) => one - other);
  const groups = [...Map.groupBy(inOrder, ([, [first]]) => shapeOf(first, isNear)).values()];
  if (groups.length === 0) return bareClues({ reset, echoes });
  if (groups.length === 1) {
    const synAcks = longest(groups[0]);
    return osClue({ synAcks, reset, echoes }, 1, null);
  }
  const each = groups.flatMap((group) => {
    const answers = { synAcks: longest(group), reset: null, echoes: [] };
    return osClue(answers, BEHIND_ANOTHER, group[0][0]);
  });
  return [...firstOfEach(each), ...differClue(groups)];
}

/** Rule 4. */
function bareClues({ reset, echoes }: Pick<HostAnswers, 'reset' | 'echoes'>): readonly Clue[] {
  const [echo] = echoes;
  const isOthers = reset !== null && echo !== undefined && routersOf(reset) !== routersOf(echo);
  const known = osClue({ synAcks: [], reset: isOthers ? null : reset, echoes }, 1, null);
  if (!isOthers) return known;
  const text = `a RST over ${routersOf(reset)} routers, an echo reply over ${routersOf(echo)}: something in between refuses`;
  const between = { about: 'role', value: 'refused by something in between', source: SOURCE } as const;
  return [...known, ...clueOf({ ...between, confidence: DIFFER_CONFIDENCE, text })];
}

function routersOf({ ttl }: Reset | EchoReply): number {
  return initialTtl(ttl) - ttl;
}

/** Of two stacks of one family it is said once. */
function firstOfEach(clues: readonly Clue[]): readonly Clue[] {
  return [...Map.groupBy(clues, ({ family }) => family).values()].map(([first]) => first);
}

type Group = readonly (readonly [port: number, synAcks: readonly SynAck[]])[];

/** Rule 3. */
function shapeOf({ layout, ttl, dontFragment }: SynAck, isNear: boolean): string {
  return `${layout} ${isNear ? ttl : initialTtl(ttl)} ${dontFragment}`;
}

/** The port that answered most often tells most. */
function longest(group: Group): readonly SynAck[] {
  return group.reduce<readonly SynAck[]>((most, [, synAcks]) => (synAcks.length > most.length ? synAcks : most), []);
}

function osClue(answers: StackAnswers, share: number, port: number | null): readonly Clue[] {
  const traits = traitsOf(answers);
  const [best, ...others] = rank(traits);
  if (best === undefined || best.probability < CLAIM_LEAST) return [];
  const { family, probability } = best;
  const seen = notationOf(answers, traits);
  return clueOf({
    about: 'os',
    value: OS_TITLES[family],
    family,
    source: SOURCE,
    confidence: Math.round(probability * ceiling(answers, traits) * share * 100) / 100,
    text: `${seen}; next: ${runnersUp(best, others)}`,
    ...(port === null ? {} : { proto: 'tcp', port }),
  });
}

/** Rule 2. */
function ceiling({ synAcks, reset, echoes }: StackAnswers, { layout, id, clock }: Traits): number {
  if (synAcks.length === 0) return reset === null || echoes.length === 0 ? CEILING_BARE_ONE : CEILING_BARE_BOTH;
  return (
    CEILING +
    (layout.some((letters) => letters.length > 1) ? 0 : CEILING_BARE) +
    (id.length + clock.length > 0 ? CEILING_SERIES : 0) +
    (reset === null ? 0 : CEILING_RESET) +
    (echoes.length === 0 ? 0 : CEILING_ECHO)
  );
}

function runnersUp(best: Ranked, others: readonly Ranked[]): string {
  const likely = others.filter(({ probability }) => probability >= RUNNER_UP_LEAST).slice(0, RUNNERS_UP_MOST);
  const nobody = 1 - others.reduce((sum, { probability }) => sum + probability, best.probability);
  const words = likely.map(({ family, probability }) => `${family} ${percent(probability)}`);
  if (nobody >= RUNNER_UP_LEAST) words.push(`none of these ${percent(nobody)}`);
  return words.length === 0 ? 'none above 1 %' : words.join(', ');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function differClue(groups: readonly Group[]): readonly Clue[] {
  const told = groups.map((group) => {
    const ports = group.slice(0, PORTS_NAMED_MOST).map(([port]) => port);
    const answers = { synAcks: longest(group), reset: null, echoes: [] };
    return `${ports.join(',')}: ${notationOf(answers, traitsOf(answers))}`;
  });
  return clueOf({
    about: 'role',
    value: 'passes connections on',
    source: SOURCE,
    confidence: DIFFER_CONFIDENCE,
    text: `its ports are different stacks: ${told.join('; ')}`,
  });
}
