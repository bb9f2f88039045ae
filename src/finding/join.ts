// How two facts about the same thing become one.
//
// 1. A host is up: the newer fact lies over the older one, and what only the older one has stays.
// 2. Of a port, an answer of its own (open, closed) beats a router's refusal, which beats silence. Of two answers the
//    newer counts; of the same time, open.
// 3. What belongs to an answer (TTL, window) is not mixed with that of an answer of another kind.
// 4. Round-trip times: the shortest. Names and evidence add up, each once, up to a bound.
// 5. Of two facts about a service the surer counts, then the newer; what only the other has stays where both name the same.
// So facts that do not contradict each other may come in any order, and as often as they like.
import type { AnswerFact, HostFact, PortFact, ServiceFact } from './finding.ts';

/** What stands behind a fact: what was asked, what came back, by which stage, and when that was first told. */
export type Evidence = Pick<AnswerFact, 'probe' | 'reason' | 'stage' | 'time'>;

/** A fact as far as it is known. `evidence` is all there is, where it is more than the fact's own. */
export type Joined<T extends AnswerFact> = T & { readonly evidence?: readonly Evidence[] };

/** Who repeats himself with ever new names or answers fills no memory. */
export const EVIDENCE_MOST = 8;
export const NAMES_MOST = 64;

/** The first fact about a host. */
export function firstHost(fact: HostFact): HostFact {
  return fact.names === undefined ? fact : { ...fact, names: distinct(fact.names) };
}

export function joinHosts(one: Joined<HostFact>, other: Joined<HostFact>): Joined<HostFact> {
  const [older, newer] = isOlder(one, other) ? [one, other] : [other, one];
  const names = [...(older.names ?? []), ...(newer.names ?? [])];
  return {
    ...older,
    ...newer,
    ...shorterTime(older, newer),
    ...(names.length > 0 ? { names: distinct(names) } : {}),
    ...joinEvidence(older, newer),
  };
}

export function joinPorts(one: Joined<PortFact>, other: Joined<PortFact>): Joined<PortFact> {
  const [loser, winner] = isWeaker(one, other) ? [one, other] : [other, one];
  if (loser.state !== winner.state) return { ...winner, ...joinEvidence(loser, winner) };
  return { ...loser, ...winner, ...shorterTime(loser, winner), ...joinEvidence(loser, winner) };
}

export function joinServices(one: ServiceFact, other: ServiceFact): ServiceFact {
  const [loser, winner] = isLessSure(one, other) ? [one, other] : [other, one];
  const isSame = loser.service === winner.service && loser.product === winner.product && loser.tls === winner.tls;
  return isSame ? { ...loser, ...winner } : winner;
}

function isLessSure(one: ServiceFact, other: ServiceFact): boolean {
  if (one.confidence !== other.confidence) return one.confidence < other.confidence;
  if (one.time !== other.time) return one.time < other.time;
  return JSON.stringify(one) < JSON.stringify(other);
}

/** All that stands behind a fact; its own where it came once. */
export function evidenceOf(fact: Joined<AnswerFact>): readonly Evidence[] {
  if (fact.evidence !== undefined) return fact.evidence;
  const { probe, reason, stage, time } = fact;
  return [probe === undefined ? { reason, stage, time } : { probe, reason, stage, time }];
}

function isWeaker(one: PortFact, other: PortFact): boolean {
  const certainty = certaintyOf(one) - certaintyOf(other);
  if (certainty !== 0) return certainty < 0;
  if (one.time !== other.time || one.state === other.state) return isOlder(one, other);
  return other.state === 'open';
}

/** Rule 2: 2 of the port's own answer, 1 of a router's refusal, 0 of silence. */
export function certaintyOf({ state, reason }: PortFact): number {
  if (state === 'open' || state === 'closed') return 2;
  return reason === 'no-response' ? 0 : 1;
}

/** Times of one form sort as text. Of the same time any order will do that is always the same. */
function isOlder(one: AnswerFact, other: AnswerFact): boolean {
  if (one.time !== other.time) return one.time < other.time;
  return one.reason === other.reason ? one.stage < other.stage : one.reason < other.reason;
}

function shorterTime({ rttMs: one }: AnswerFact, { rttMs: other }: AnswerFact): { readonly rttMs?: number } {
  if (one === undefined || other === undefined) return {};
  return { rttMs: Math.min(one, other) };
}

type Names = NonNullable<HostFact['names']>;

/** Each once, the first ones. */
function distinct(names: Names): Names {
  const first: Names[number][] = [];
  for (const each of names) {
    if (first.length === NAMES_MOST) break;
    if (!first.some(({ name, source }) => name === each.name && source === each.source)) first.push(each);
  }
  return first;
}

/** `winner`: the fact that stays; nothing is kept where it says it all. */
function joinEvidence(
  loser: Joined<AnswerFact>,
  winner: Joined<AnswerFact>,
): { readonly evidence?: readonly Evidence[] } {
  const all = [...evidenceOf(loser)];
  for (const each of evidenceOf(winner)) {
    const at = all.findIndex(
      ({ probe, reason, stage }) => probe === each.probe && reason === each.reason && stage === each.stage,
    );
    if (at < 0) all.push(each);
    else if (each.time < all[at].time) all[at] = each;
  }
  if (all.length === 1 && all[0].time === winner.time) return {};
  return { evidence: all.slice(0, EVIDENCE_MOST) };
}
