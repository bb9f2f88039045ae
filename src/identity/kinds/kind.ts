// Which kind of device a host is.
//
//  1. What speaks for a kind adds up; the strongest wins, less what speaks for one that it cannot be as well.
//  2. What is finer counts before what it is one of, where it is likely by itself: a recorder shows all that a camera shows. So does
//     what a virtual machine is for.
//  3. Below CLAIMED nothing is said: unknown stays unknown.
//  4. Where two that do not go together are both likely, that is told.
import type { IdentityFact, Kind } from '../../finding/finding.ts';
import { KIND_TITLES } from '../../finding/titles.ts';
import { contested, type Evidence, round, type Weighed, weigh } from '../weigh.ts';

export type KindVerdict = {
  readonly kind: NonNullable<IdentityFact['kind']> | null;
  readonly contradictions: readonly string[];
};

const CLAIMED = 0.45;
const LIKELY = 0.75;
const BECAUSE_MOST = 8;
const OTHERS_MOST = 5;
/** Rule 2: the finer one first. */
const FINER: readonly (readonly [Kind, Kind])[] = [
  ['video-recorder', 'camera'],
  ['laptop', 'workstation'],
  ['tablet', 'phone'],
  ['hypervisor', 'server'],
  ['nas', 'server'],
  ['management-controller', 'server'],
];
const FINER_LIKELY = 0.55;
/** Those that say how it runs, and what a program can make of any computer. */
const FORMS: ReadonlySet<Kind> = new Set(['virtual-machine', 'container', 'single-board-computer']);
const PURPOSES: ReadonlySet<Kind> = new Set([
  'server',
  'workstation',
  'hypervisor',
  'nas',
  'router',
  'firewall',
  'load-balancer',
  'iot-hub',
  'media-player',
]);
/** One device is often both. */
const PAIRS: readonly (readonly [Kind, Kind])[] = [
  ['printer', 'scanner'],
  ['router', 'access-point'],
  ['router', 'modem'],
  ['router', 'firewall'],
  ['router', 'switch'],
  ['tv', 'media-player'],
  ['media-player', 'speaker'],
  ['media-player', 'game-console'],
  ['ups', 'power-distribution'],
];

export function kindOf(evidence: readonly Evidence<Kind>[]): KindVerdict {
  const weighed = weigh(evidence);
  const [strongest] = weighed;
  if (strongest === undefined) return { kind: null, contradictions: [] };
  const chosen = weighed.find(({ is, score }) => score >= FINER_LIKELY && isFiner(is, strongest.is)) ?? strongest;
  const rest = weighed.filter((each) => each !== chosen);
  const rivals = rest.filter(({ is }) => !goTogether(is, chosen.is));
  const contradictions = contradictionsOf(chosen, rivals);
  const confidence = contested(chosen.score, rivals[0]?.score ?? 0);
  if (confidence < CLAIMED) return { kind: null, contradictions };
  const because = chosen.evidence.slice(0, BECAUSE_MOST).map(({ told }) => told);
  const others = rest.slice(0, OTHERS_MOST).map(({ is, score }) => ({ is, confidence: round(score) }));
  return { kind: { is: chosen.is, confidence, because, others }, contradictions };
}

/** Rule 2. */
function isFiner(one: Kind, other: Kind): boolean {
  if (other === 'virtual-machine' && PURPOSES.has(one)) return true;
  return FINER.some(([finer, general]) => finer === one && general === other);
}

function goTogether(one: Kind, other: Kind): boolean {
  if (FORMS.has(one) && PURPOSES.has(other)) return true;
  if (FORMS.has(other) && PURPOSES.has(one)) return true;
  return [...PAIRS, ...FINER].some((pair) => pair.includes(one) && pair.includes(other));
}

/** Rule 4. */
function contradictionsOf(first: Weighed<Kind>, rivals: readonly Weighed<Kind>[]): readonly string[] {
  if (first.score < LIKELY) return [];
  return rivals
    .filter(({ score }) => score >= LIKELY)
    .map((other) => {
      const [one, two] = [first, other].map(
        ({ is, evidence: [strongest] }) => `${strongest.told} (${KIND_TITLES[is]})`,
      );
      return `${one}, but ${two}: several devices behind one address, or one that serves as both`;
    });
}
