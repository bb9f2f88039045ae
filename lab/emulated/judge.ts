// Holds what was said of emulated hosts against what they are.
//
//  1. Right is what they are, or what they are a kind of where nothing more can be told from outside (Android is Linux).
//  2. Wrong is neither that nor a family it was made from; confidently wrong is wrong with at least SURE.
//  3. Of what cannot be told (null) nothing is asked, and no answer is wrong.
//  4. A name counts where it came from the source that publishes it; case and `.local` do not matter.
import type { EmulatedHost, Place, PublishedName } from './host.ts';
import { hostNamed } from './hosts/hosts.ts';

export const SURE = 0.8;

/** What a scan's lines say of a host; the fields are looked at, not believed. */
export interface SaidLine {
  readonly type: string;
  readonly ip?: string;
  readonly [field: string]: unknown;
}

/** Rule 1. */
const AS_GOOD: Readonly<Record<string, readonly string[]>> = {
  android: ['linux'],
  macos: ['apple'],
  ios: ['apple'],
  apple: ['macos', 'ios'],
  lwip: ['freertos'],
  laptop: ['workstation'],
};
/** Rule 2: not enough, but not wrong. */
const MADE_FROM: Readonly<Record<string, readonly string[]>> = {
  routeros: ['linux'],
  playstation: ['freebsd'],
  hypervisor: ['server'],
  nas: ['server'],
  'single-board-computer': ['server', 'workstation'],
  'media-player': ['tv'],
};

export type Mark = 'right' | 'none' | 'weak' | 'wrong' | 'surely-wrong' | 'unasked';

export interface Verdict {
  readonly place: Place;
  readonly host: EmulatedHost;
  readonly os: Mark;
  readonly osSaid: string;
  readonly kind: Mark;
  readonly kindSaid: string;
  readonly namesMissing: readonly string[];
}

function mark(truth: string | null, said: string | undefined, confidence: number): Mark {
  if (truth === null) return 'unasked';
  if (said === undefined) return 'none';
  if (said === truth || AS_GOOD[truth]?.includes(said) === true) return 'right';
  if (MADE_FROM[truth]?.includes(said) === true) return 'weak';
  return confidence >= SURE ? 'surely-wrong' : 'wrong';
}

interface Claim {
  readonly family?: string | undefined;
  readonly is?: string | undefined;
  readonly confidence?: number;
}

interface Claims {
  readonly os?: Claim;
  readonly kind?: Claim;
}

const bare = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/\.local$/, '');
const shown = (value: string | undefined, confidence: number | undefined): string =>
  value === undefined ? '-' : `${value} ${(confidence ?? 0).toFixed(2)}`;

/** What is claimed of one host, names aside. */
export function judgeClaims(place: Place, { os = {}, kind = {} }: Claims): Verdict {
  const host = hostNamed(place.host);
  return {
    place,
    host,
    os: mark(host.truth.family, os.family, os.confidence ?? 0),
    osSaid: shown(os.family, os.confidence),
    kind: mark(host.truth.kind, kind.is, kind.confidence ?? 0),
    kindSaid: shown(kind.is, kind.confidence),
    namesMissing: [],
  };
}

/** One verdict for each place, in their order. */
export function judge(lines: readonly SaidLine[], places: readonly Place[]): Verdict[] {
  return places.map((place) => {
    const own = lines.filter(({ ip }) => ip === place.address);
    const identity = own.findLast(({ type }) => type === 'identity') as (SaidLine & Claims) | undefined;
    const names = own.filter(({ type, about }) => type === 'clue' && about === 'name');
    // A computer's name may be told with its domain behind it.
    const isNamed = (said: string, name: string): boolean => said === name || said.startsWith(`${name}.`);
    const isFound = ({ source, name }: PublishedName): boolean =>
      names.some((clue) => clue.source === source && isNamed(bare(String(clue.value)), bare(name)));
    const missing = (hostNamed(place.host).truth.names ?? []).filter((each) => !isFound(each));
    return {
      ...judgeClaims(place, identity ?? {}),
      namesMissing: missing.map(({ source, name }) => `${source} ${name}`),
    };
  });
}

export interface Score {
  readonly right: number;
  readonly asked: number;
  readonly surelyWrong: readonly string[];
}

export function scoreOf(verdicts: readonly Verdict[], what: 'os' | 'kind'): Score {
  const asked = verdicts.filter((verdict) => verdict[what] !== 'unasked');
  return {
    right: asked.filter((verdict) => verdict[what] === 'right').length,
    asked: asked.length,
    surelyWrong: asked
      .filter((verdict) => verdict[what] === 'surely-wrong')
      .map(({ place, osSaid, kindSaid }) => `${place.host}: ${what === 'os' ? osSaid : kindSaid}`),
  };
}

export const share = ({ right, asked }: Pick<Score, 'right' | 'asked'>): number => (asked === 0 ? 1 : right / asked);

/** A line for each host that is not wholly right. */
export function complaints(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ place, host, os, osSaid, kind, kindSaid, namesMissing }) => {
    const parts = [
      ...(os === 'right' || os === 'unasked' ? [] : [`${host.truth.family}, said ${osSaid}`]),
      ...(kind === 'right' || kind === 'unasked' ? [] : [`${host.truth.kind}, said ${kindSaid}`]),
      ...namesMissing.map((name) => `no name from ${name}`),
    ];
    return parts.length === 0 ? [] : [`${place.host.padEnd(22)} ${parts.join('; ')}`];
  });
}
