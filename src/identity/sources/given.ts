// The names by which the user asked for a host: whoever types them knows.
import { type Clue, clueOf } from '../clue.ts';
import { nameOf } from './service-source.ts';
import type { Source } from './source.ts';

const NAMES_MOST = 8;

export const given: Source = {
  name: 'target',
  of(fact) {
    if (fact.type !== 'host') return [];
    return (fact.names ?? [])
      .slice(0, NAMES_MOST)
      .flatMap(({ name, source }): readonly Clue[] =>
        clueOf({ about: 'name', value: nameOf(name), source, confidence: 0.9 }),
      );
  },
};
