// How evidence adds up.
//
//  1. Of one witness only the strongest word counts: who repeats himself is no surer.
//  2. Witnesses that agree are independent: what remains of the doubt is the product of each one's doubt. So more of them
//     never make it less sure, and their order does not matter.
//  3. Nothing is certain: SURE_MOST.
//  4. What speaks for something else takes away up to half: a weak doubt little, a strong one much.

export const SURE_MOST = 0.99;

export interface Evidence<T> {
  readonly is: T;
  /** 0 to 1. */
  readonly weight: number;
  /** The witness. */
  readonly origin: string;
  /** In words. */
  readonly told: string;
}

export interface Weighed<T> {
  readonly is: T;
  /** 0 to 1. */
  readonly score: number;
  /** The strongest of each witness, strongest first. */
  readonly evidence: readonly Evidence<T>[];
}

/** All that anything speaks for, the likeliest first. */
export function weigh<T extends string>(all: readonly Evidence<T>[]): readonly Weighed<T>[] {
  const byClaim = new Map<T, Map<string, Evidence<T>>>();
  for (const each of all) {
    let witnesses = byClaim.get(each.is);
    if (witnesses === undefined) {
      witnesses = new Map();
      byClaim.set(each.is, witnesses);
    }
    const before = witnesses.get(each.origin);
    if (before === undefined || compare(each, before) < 0) witnesses.set(each.origin, each);
  }
  return [...byClaim]
    .map(([is, witnesses]) => {
      const evidence = [...witnesses.values()].sort(compare);
      return { is, evidence, score: togetherOf(evidence) };
    })
    .sort((one, other) => other.score - one.score || compareText(one.is, other.is));
}

/** Rules 2 and 3; `evidence` in a fixed order, as products of fractions depend on it. */
export function togetherOf(evidence: readonly Evidence<string>[]): number {
  const doubt = evidence.reduce((product, { weight }) => product * (1 - Math.min(weight, SURE_MOST)), 1);
  return Math.min(SURE_MOST, 1 - doubt);
}

/** Rule 4. */
export function contested(score: number, against: number): number {
  return round(score * (1 - (against * against) / 2));
}

/** As people and programs are told it. */
export function round(share: number): number {
  return Math.round(share * 100) / 100;
}

function compare(one: Evidence<string>, other: Evidence<string>): number {
  return other.weight - one.weight || compareText(one.told, other.told) || compareText(one.origin, other.origin);
}

export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
