// What speaks for which operating system.
//
//  1. Clues about it, with the family that their source names; else words, by the rows of systems.ts.
//  2. Where a clue comes of what a port said, the port's own words about the system are not counted again: one witness.
//  3. A name is what something said. What the stack alone says has none.
import type { ClueFact, OsFamily } from '../../finding/finding.ts';
import { OS_TITLES } from '../../finding/titles.ts';
import type { Evidence } from '../weigh.ts';
import { because, placeOf } from '../words/because.ts';
import type { About, KnownHost, Word } from '../words/word.ts';
import { heardOf } from '../words/words.ts';
import type { SystemRow } from './system.ts';
import { SYSTEMS } from './systems.ts';

export interface OsEvidence extends Evidence<OsFamily> {
  readonly name?: string;
  readonly version?: string;
}

export const STACK = 'tcp-stack';
/** A kernel that several have. */
const NAMES_NOTHING = /^(?:Darwin|Linux)$/;

const BY_ABOUT: ReadonlyMap<About, readonly SystemRow[]> = Map.groupBy(SYSTEMS, ([, , about]) => about);

export function evidenceOfOs(host: KnownHost, words: readonly Word[]): readonly OsEvidence[] {
  const clues = host.clues?.about('os') ?? [];
  return [...clues.flatMap((clue) => evidenceOfClue(clue, host)), ...words.flatMap(evidenceOfWord)];
}

function evidenceOfClue(clue: ClueFact, host: KnownHost): OsEvidence[] {
  const { value, family, version, source, confidence } = clue;
  if (family === undefined) return [];
  if (source === STACK) {
    const told = `its TCP/IP stack looks like that of ${OS_TITLES[family]}`;
    return [{ is: family, weight: confidence, origin: STACK, told }];
  }
  const { origin, place } = heardOf(clue, host);
  const whole = version === undefined || value.includes(version) ? value : `${value} ${version}`;
  return [
    {
      is: family,
      weight: confidence,
      origin,
      told: `${placeOf(place)} says it runs ${whole}`,
      ...(NAMES_NOTHING.test(value) || value === OS_TITLES[family] || value === family ? {} : { name: value }),
      ...(version === undefined ? {} : { version }),
    },
  ];
}

function evidenceOfWord(word: Word): OsEvidence[] {
  return (BY_ABOUT.get(word.about) ?? []).flatMap(([is, weight, , pattern, , , called]): OsEvidence[] => {
    const found = pattern.exec(word.text);
    if (found === null) return [];
    const name = called === true ? (word.about === 'os' ? word.text : found[0].replace('/', ' ')) : called;
    return [
      {
        is,
        weight: weight * word.sure,
        origin: word.origin,
        told: because(word),
        ...(name === undefined || name === OS_TITLES[is] ? {} : { name }),
      },
    ];
  });
}
