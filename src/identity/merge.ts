// All that is known about a host becomes one statement of who it is.
//
//   host, ports, services, clues ──► words (words/) ─┬─► operating system (os/) ─► family ─┐
//                                                    └──────────► kind of device (kinds/) ◄─┘
//
//  1. Nothing is lost: clues and facts stay what they are, and the statement says what it rests on.
//  2. What nobody said and nothing shows is not said. What does not go together is told.
//  3. The order in which things became known changes nothing.

import type { IdentityFact } from '../finding/finding.ts';
import { OS_TITLES } from '../finding/titles.ts';
import { evidenceOfKind } from './kinds/evidence.ts';
import { kindOf } from './kinds/kind.ts';
import { makerOf } from './makers.ts';
import { nameOf } from './names.ts';
import { evidenceOfOs } from './os/evidence.ts';
import { type Os, osOf } from './os/os.ts';
import { compareText } from './weigh.ts';
import type { KnownHost, Word } from './words/word.ts';
import { wordsOf } from './words/words.ts';

export type Identity = Omit<IdentityFact, 'type' | 'ip' | 'stage' | 'time'>;

const CONTRADICTIONS_MOST = 8;
const NAMES_NOTHING = /^(?:computer|device|network device|generic|unknown|default|none|n\/a|to be filled.*|0+)$/i;
/** Whose `model` Samba and Netatalk have Macs show an icon of (_device-info of mDNS). */
const OF_APPLE = /^(?:Xserve|RackMac|TimeCapsule|AirPort|MacSamba|Mac(?:Pro|mini)\d)/;
/** From here on a program's word about a MAC address counts against another. */
const SURE = 0.8;

/** Null where nothing is known. */
export function merge(host: KnownHost): Identity | null {
  const words = wordsOf(host);
  const { os, contradictions: ofOs } = osOf(evidenceOfOs(host, words));
  const { kind, contradictions: ofKind } = kindOf(evidenceOfKind([...words, ...familyOf(os)]));
  const contradictions = [...ofOs, ...ofKind, ...macsThatDiffer(host)].slice(0, CONTRADICTIONS_MOST);
  const vendor = makerOf(host);
  const known = {
    name: nameOf(host),
    vendor,
    model: surest(host, 'model', vendor === 'Apple' ? null : OF_APPLE),
    serial: surest(host, 'serial'),
    os: os ?? undefined,
    kind: kind ?? undefined,
    contradictions: contradictions.length === 0 ? undefined : contradictions,
  };
  const said = Object.entries(known).filter(([, value]) => value !== undefined);
  if (said.length === 0 || (said.length === 1 && isGiven(host, known.name))) return null;
  return Object.fromEntries(said);
}

/** Who asked for it by a name knows that it has it. */
function isGiven({ host }: KnownHost, name: string | undefined): boolean {
  return host?.names?.some((each) => each.name === name && each.source === 'target') === true;
}

/** What kinds make of the verdict on the system. */
function familyOf(os: Os | null): readonly Word[] {
  if (os === null) return [];
  const heard = { sure: os.confidence, origin: 'os', place: 'os' };
  return [{ about: 'family', text: os.family, shown: OS_TITLES[os.family], ...heard }];
}

function surest({ clues }: KnownHost, about: 'model' | 'serial', stranger: RegExp | null = null): string | undefined {
  return clues
    ?.about(about)
    .filter(({ value }) => !NAMES_NOTHING.test(value) && stranger?.test(value) !== true)
    .toSorted((one, other) => other.confidence - one.confidence || compareText(one.value, other.value))
    .at(0)?.value;
}

/** A program that tells another MAC address than the link shows. Of several interfaces each has its own. */
function macsThatDiffer({ host, clues }: KnownHost): readonly string[] {
  const mac = host?.mac;
  if (mac === undefined) return [];
  const others = (clues?.about('mac') ?? []).filter(({ value, confidence }) => value !== mac && confidence >= SURE);
  const [first] = others.toSorted((one, other) =>
    compareText(`${one.source}${one.value}`, `${other.source}${other.value}`),
  );
  if (first === undefined) return [];
  return [
    `ARP shows ${mac}, but ${first.source} says ${first.value}: several interfaces, or something in between answers for it`,
  ];
}
