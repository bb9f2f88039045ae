// What speaks for which kind of device: what sources say outright, and the rules that words fulfil.
import type { Kind } from '../../finding/finding.ts';
import { KIND_TITLES } from '../../finding/titles.ts';
import { type Evidence, SURE_MOST } from '../weigh.ts';
import { because } from '../words/because.ts';
import type { About, Word } from '../words/word.ts';
import type { KindRule, Pattern } from './rule.ts';
import { RULES } from './rules.ts';

/** By the word of the vocabulary, and by what people call it. */
const KINDS_BY_NAME: ReadonlyMap<string, Kind> = new Map(
  (Object.entries(KIND_TITLES) as [Kind, string][]).flatMap(([kind, title]) => [
    [kind, kind],
    [title.toLowerCase(), kind],
  ]),
);

const BY_ABOUT: ReadonlyMap<About, readonly KindRule[]> = Map.groupBy(RULES, ([, , about]) => about);

export function evidenceOfKind(words: readonly Word[]): readonly Evidence<Kind>[] {
  const said = words.filter(({ about }) => about === 'kind').flatMap(saidOutright);
  return [...said, ...words.flatMap((word) => firedBy(word, words))];
}

function saidOutright(word: Word): Evidence<Kind>[] {
  const is = KINDS_BY_NAME.get(word.text.toLowerCase());
  if (is === undefined) return [];
  return [{ is, weight: Math.min(word.sure, SURE_MOST), origin: word.origin, told: because(word) }];
}

function firedBy(word: Word, words: readonly Word[]): Evidence<Kind>[] {
  return (BY_ABOUT.get(word.about) ?? []).flatMap(([is, weight, , pattern, , , and]): Evidence<Kind>[] => {
    if (!fits(word.text, pattern)) return [];
    const second = and === undefined ? word : words.find(({ about, text }) => about === and[0] && fits(text, and[1]));
    if (second === undefined) return [];
    const told = second === word ? because(word) : `${because(word)}, and ${because(second)}`;
    return [{ is, weight: weight * Math.min(word.sure, second.sure), origin: word.origin, told }];
  });
}

export function fits(text: string, pattern: Pattern): boolean {
  return typeof pattern === 'string' ? text === pattern : pattern.test(text);
}
