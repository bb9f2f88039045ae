// The names for which a port's certificate was made, and what makers of devices write into the ones that their devices make.
//
//  1. A wildcard names no host; what somebody made for everybody proves little.
//  2. What a maker wrote counts where the device signed it itself, or the maker did: it need not be true elsewhere.
import { type Clue, clueOf } from '../clue.ts';
import { osOf } from './os-words.ts';
import { macOf, nameOf } from './service-source.ts';
import type { Source } from './source.ts';
import { SUBJECTS } from './tables/certificate.data.ts';

const NAME = 'certificate';
const NAMES_MOST = 8;
const SUBJECT_MOST = 300;

export const certificate: Source = {
  name: NAME,
  of(fact) {
    if (fact.type !== 'certificate') return [];
    const { names, proto, port, subject, issuer } = fact;
    const put = (about: Clue['about'], value: string | undefined, confidence: number, more = {}): readonly Clue[] =>
      value === undefined ? [] : clueOf({ about, value, source: NAME, confidence, proto, port, ...more });
    const named = names
      .slice(0, NAMES_MOST)
      .flatMap((each) => /^DNS:(?<name>[^*\s]+)$/.exec(each)?.groups?.name ?? [])
      .flatMap((value) => put('name', nameOf(value), 0.6));
    const text = subject.slice(0, SUBJECT_MOST);
    const common = /(?:^|, |\n)CN=(?<name>[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})(?:,|\n|$)/.exec(text)?.groups?.name;
    const made = SUBJECTS.find(({ pattern }) => pattern.test(text) || pattern.test(issuer.slice(0, SUBJECT_MOST)));
    const { serial, mac = '', mac2 = '' } = made?.pattern.exec(text)?.groups ?? {};
    const os = made?.os === undefined ? null : osOf(made.os);
    return [
      ...named,
      ...(named.length === 0 ? put('name', nameOf(common), 0.5) : []),
      ...put('vendor', made?.vendor, 0.8, { text }),
      ...put('kind', made?.kind, 0.75, { text }),
      ...put('serial', serial, 0.8, { text }),
      ...put('mac', macOf(mac + mac2) || undefined, 0.8, { text }),
      ...(os === null
        ? []
        : put('os', os.name, 0.75, { text, ...(os.family === undefined ? {} : { family: os.family }) })),
    ];
  },
};
