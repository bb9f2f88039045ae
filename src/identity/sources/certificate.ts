// The names for which a port's certificate was made. A wildcard names no host; what somebody made for everybody proves little.
import { type Clue, clueOf } from '../clue.ts';
import type { Source } from './source.ts';

const NAME = 'certificate';
const NAMES_MOST = 8;

export const certificate: Source = {
  name: NAME,
  of(fact) {
    if (fact.type !== 'certificate') return [];
    const { names, proto, port } = fact;
    return names
      .slice(0, NAMES_MOST)
      .flatMap((each) => /^DNS:(?<name>[^*\s]+)$/.exec(each)?.groups?.name ?? [])
      .flatMap((value): readonly Clue[] =>
        clueOf({ about: 'name', value, source: NAME, confidence: 0.6, proto, port }),
      );
  },
};
