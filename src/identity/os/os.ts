// Which operating system a host has, by all that was said and seen together.
//
//  1. Families of one origin (families.ts) add up; the strongest wins, less what speaks for one that does not go with it.
//  2. Within it the finer one counts (Android, not only Linux) where it is likely by itself.
//  3. The name is the best of those that were said of this family; a distribution's rather than a kernel's. No name without words.
//  4. Where two that do not go together are both likely, that is a contradiction, and told.
import type { IdentityFact, OsFamily } from '../../finding/finding.ts';
import { OS_TITLES } from '../../finding/titles.ts';
import { compareText, contested, round, type Weighed, weigh } from '../weigh.ts';
import type { OsEvidence } from './evidence.ts';
import { STACK } from './evidence.ts';
import { goTogether, rootOf } from './families.ts';

export type Os = NonNullable<IdentityFact['os']>;

export interface OsVerdict {
  /** Null: nobody knows. */
  readonly os: Os | null;
  readonly contradictions: readonly string[];
}

const CLAIMED = 0.45;
const LIKELY = 0.5;
const BECAUSE_MOST = 8;
const OTHERS_MOST = 5;

export function osOf(evidence: readonly OsEvidence[]): OsVerdict {
  const roots = weigh(evidence.map((each) => ({ ...each, is: rootOf(each.is) })));
  const families = weigh(evidence);
  const [first] = roots;
  const contradictions = [...contradictionsOf(roots), ...portsThatDiffer(evidence)];
  if (first === undefined) return { os: null, contradictions };
  const against = roots.find(({ is }) => !goTogether(is, first.is))?.score ?? 0;
  const finer = families.find(({ is, score }) => is !== first.is && rootOf(is) === first.is && score >= LIKELY);
  const chosen = finer ?? first;
  const confidence = contested(chosen.score, against);
  if (confidence < CLAIMED) return { os: null, contradictions };
  const others = [...roots.filter(({ is }) => is !== first.is), ...siblings(families, chosen.is)]
    .map(({ is, score }) => ({ family: is, confidence: round(score) }))
    .slice(0, OTHERS_MOST);
  const told = [...new Set([...chosen.evidence, ...first.evidence].map((each) => each.told))].slice(0, BECAUSE_MOST);
  const os = { family: chosen.is, ...namesOf(evidence, chosen.is), confidence, because: told, others };
  return { os, contradictions };
}

/** Others that are finer than what they have in common. */
function siblings(families: readonly Weighed<OsFamily>[], chosen: OsFamily): readonly Weighed<OsFamily>[] {
  return families.filter(({ is }) => is !== chosen && is !== rootOf(chosen) && rootOf(is) === rootOf(chosen));
}

/** Rule 3. */
function namesOf(
  evidence: readonly OsEvidence[],
  family: OsFamily,
): { readonly name?: string; readonly version?: string } {
  const [best] = evidence
    .filter(({ is, name }) => name !== undefined && (is === family || rootOf(is) === rootOf(family)))
    .sort(
      (one, other) =>
        Number(isKernel(one)) - Number(isKernel(other)) ||
        Number(other.is === family) - Number(one.is === family) ||
        other.weight - one.weight ||
        compareText(one.name!, other.name!) ||
        compareText(one.version ?? '', other.version ?? ''),
    );
  const version = best?.version ?? evidence.find((each) => each.is === family && each.version !== undefined)?.version;
  return { ...(best === undefined ? {} : { name: best.name }), ...(version === undefined ? {} : { version }) };
}

const isKernel = ({ name, is }: OsEvidence): boolean =>
  /^(?:Linux|Darwin)\b/.test(name ?? '') || name === OS_TITLES[is];

/** Rule 4. */
function contradictionsOf(roots: readonly Weighed<OsFamily>[]): readonly string[] {
  const [first, ...rest] = roots.filter(({ score }) => score >= LIKELY);
  if (first === undefined) return [];
  return rest
    .filter(({ is }) => !goTogether(is, first.is))
    .map((other) => {
      const [one, two] = [first, other].map(({ evidence: [strongest] }) => strongest.told);
      return `${one}, but ${two}: ${whyBoth(first, other)}`;
    });
}

function whyBoth(one: Weighed<OsFamily>, other: Weighed<OsFamily>): string {
  const [first, second] = [one, other].map(({ evidence }) => evidence.some(({ origin }) => origin === STACK));
  if (first !== second) return 'something in between answers for it, or a program speaks as another system does';
  return 'a port is passed on to another machine, or somebody pretends';
}

/** The stack is asked at each open port: those of one machine look alike. */
function portsThatDiffer(evidence: readonly OsEvidence[]): readonly string[] {
  const seen = new Set(
    evidence.filter(({ origin, weight }) => origin === STACK && weight >= LIKELY).map(({ is }) => rootOf(is)),
  );
  seen.delete('embedded');
  if (seen.size < 2) return [];
  const names = [...seen].sort().map((family) => OS_TITLES[family]);
  return [
    `its ports answer with different TCP/IP stacks (${names.join(', ')}): something in between passes some of them on`,
  ];
}
