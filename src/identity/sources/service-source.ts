// Sources that read what ports said of their host: facts `service`, of some protocols or of all.
//
//  1. What a port says is as sure as the fact that it is this protocol, and half as sure where something speaks against that.
//  2. Details are whatever a stranger sent: what is neither a text nor a number is not read.
import type { Kind } from '../../finding/finding.ts';
import { type Clue, clueOf } from '../clue.ts';
import { osOf } from './os-words.ts';
import type { Seen, Source } from './source.ts';

/** One port may say so much of its host. */
const CLUES_MOST = 48;
/** From here on a fact counts in full. */
const CERTAIN = 0.9;

export type SeenService = Extract<Seen, { type: 'service' }>;
type More = Partial<Pick<Clue, 'family' | 'version' | 'text'>>;

/** What one fact says; where a value says nothing (empty, no text), nothing is said. */
export interface Saying {
  say(about: Exclude<Clue['about'], 'kind' | 'os'>, value: unknown, confidence: number, more?: More): void;
  is(kind: Kind | undefined, confidence: number, text?: string): void;
  /** An operating system as it was written: `Debian 12`; its family where the word is known. */
  runs(os: unknown, confidence: number, version?: string, text?: string): void;
}

export type Details = Readonly<Record<string, unknown>>;

interface ServiceSource {
  readonly name: string | ((fact: SeenService) => string);
  /** As facts have them; none: all. */
  readonly services?: readonly string[];
  of(fact: SeenService, saying: Saying, details: Details): void;
}

export function serviceSource({ name, services, of }: ServiceSource): Source {
  return {
    name: typeof name === 'string' ? name : 'service',
    of(fact) {
      if (fact.type !== 'service' || services?.includes(fact.service) === false) return [];
      const clues: Clue[] = [];
      const source = typeof name === 'string' ? name : name(fact);
      of(fact, sayingOf(fact, source, clues), fact.details ?? {});
      return clues;
    },
  };
}

function sayingOf(
  { proto, port, confidence: sure, contradiction }: SeenService,
  source: string,
  clues: Clue[],
): Saying {
  const share = (sure >= CERTAIN ? 1 : sure) * (contradiction === undefined ? 1 : 0.5);

  function put(about: Clue['about'], value: unknown, confidence: number, more: More = {}): void {
    const text = textOf(value);
    if (text === '' || clues.length >= CLUES_MOST) return;
    const rounded = Math.round(confidence * share * 100) / 100;
    if (rounded > 0) clues.push(...clueOf({ about, value: text, source, confidence: rounded, proto, port, ...more }));
  }

  return {
    say: put,
    is(kind, confidence, text) {
      if (kind !== undefined) put('kind', kind, confidence, text === undefined ? {} : { text });
    },
    runs(os, confidence, version, text) {
      const known = osOf(textOf(os));
      if (known === null) return;
      const told = version ?? known.version;
      put('os', known.name, confidence, {
        ...(known.family === undefined ? {} : { family: known.family }),
        ...(told === undefined ? {} : { version: told.slice(0, 60) }),
        ...(text === undefined ? {} : { text }),
      });
    },
  };
}

/** Rule 2. */
export function textOf(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  return typeof value === 'string' ? value : '';
}

/** Texts of a list, `most` of them; none where it is no list. */
export function textsOf(value: unknown, most: number): readonly string[] {
  return Array.isArray(value) ? value.slice(0, most).filter((each) => typeof each === 'string') : [];
}

/** A MAC address in the form of facts; '' where it is none, or nobody's (all zeros, all ones, of a group). */
export function macOf(value: unknown): string {
  const digits = textOf(value).slice(0, 24).replace(/[-:.]/g, '').toLowerCase();
  if (!/^[0-9a-f]{12}$/.test(digits) || /^(?:0{12}|f{12})$/.test(digits)) return '';
  return (Number.parseInt(digits.slice(0, 2), 16) & 1) === 1 ? '' : digits.match(/../g)!.join(':');
}

/** What a host calls itself, without what every host may be called; '' where nothing is left. */
export function nameOf(value: unknown): string {
  const name = textOf(value).replace(/\.$/, '');
  return /^(?:localhost(?:\.localdomain)?|\(none\)|unknown|none|null|default|[\d.]{7,15})$/i.test(name) ? '' : name;
}
