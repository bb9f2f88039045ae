// Lookups that ask what a record of src/service asks, of many hosts over one socket, and read the answer as it reads it. What it comes to
// is a fact like any other: the sources say what that tells of the host.
//
//  1. The host is asked twice, WAIT_MS and some round-trip times apart, and its link is called where it is near. Where the protocol lets
//     those who are called wait before they answer, they are given that time.
//  2. The first answer that the record takes counts. Who has more to tell is asked on by the record itself.
//  3. All of it ends with the budget.
import { factsOf } from '../../service/facts.ts';
import { judge, replyOf } from '../../service/recognise/judge.ts';
import { recogniseDatagram } from '../../service/recognise/recognise-datagram.ts';
import type { Recognised } from '../../service/recognise/recognised.ts';
import { type Endpoint, type Service, SURE } from '../../service/service.ts';
import type { Clue } from '../clue.ts';
import { cluesOf } from '../sources/sources.ts';
import type { Lookup, LookupOptions, Subject } from './lookup.ts';
import type { Hearing, Party } from './party.ts';

const ASKED = 2;
const WAIT_MS = 300;
const RTTS = 4;
const DATAGRAMS_MOST = 24;

/** The party that asks this subject. */
export type PartyFor = (subject: Subject) => Party;

export interface Asked {
  readonly words: readonly Uint8Array[];
  /** Said to the link too. */
  readonly isCalled: boolean;
  /** How long who is called may wait. */
  readonly delayMs?: number;
}

/** How long an answer is waited for, each of ASKED times. */
export function waits(subject: Subject, budgetMs: number, delayMs = 0): readonly number[] {
  const wait = waitFor(subject, budgetMs);
  return [wait, Math.max(wait, subject.isNear ? Math.min(delayMs, budgetMs / 2) : 0)];
}

/** How long an answer is waited for. */
export const waitFor = ({ rttMs = 20 }: Subject, budgetMs: number): number =>
  Math.min(WAIT_MS + RTTS * rttMs, budgetMs / (ASKED + 1));

interface RecordOptions {
  readonly port: number;
  /** The link is called too. */
  readonly calls?: boolean;
}

export function recordLookup(record: Service, partyFor: PartyFor, { port, calls = false }: RecordOptions): Lookup {
  return {
    name: record.name,
    // No scan calls the link.
    ...(calls ? {} : { udpPort: port }),
    async ask(subject, options) {
      if (subject.ip.includes(':')) return [];
      const endpoint: Endpoint = { ip: subject.ip, port, proto: 'udp', rttMs: subject.rttMs };
      const hello = typeof record.hello === 'function' ? record.hello(endpoint) : record.hello!;
      const words = [hello, ...(record.udpBeside ?? [])];
      const isAnswer = (bytes: Uint8Array): boolean =>
        (judge([record], replyOf(endpoint, bytes, hello, record.name, false))?.verdict.confidence ?? 0) >= SURE;
      const response = await firstAnswer(subject, partyFor(subject), { words, isCalled: calls }, options, isAnswer);
      if (response === null) return [];
      const registry = [record];
      const { signal } = options;
      const known = await recogniseDatagram(
        { ...endpoint, response, question: hello },
        { registry, signal, intensity: 0 },
      );
      return cluesAbout(endpoint, known, options);
    },
  };
}

/** Rules 1 and 2. */
export async function firstAnswer(
  subject: Subject,
  party: Party,
  { words, isCalled, delayMs }: Asked,
  { signal, budgetMs }: LookupOptions,
  isAnswer: (bytes: Uint8Array) => boolean,
): Promise<Uint8Array | null> {
  const hearing = party.listen(subject.ip);
  try {
    for (const wait of waits(subject, budgetMs, delayMs)) {
      if (signal.aborted) return null;
      for (const each of words) {
        party.send(subject.ip, each);
        if (isCalled && subject.isNear) party.call(each);
      }
      const answer = await nextOf(hearing, wait, isAnswer);
      if (answer !== null) return answer;
    }
    return null;
  } finally {
    hearing.close();
  }
}

/** The next datagram that is an answer; of others a few are passed over. */
export async function nextOf(
  hearing: Hearing,
  withinMs: number,
  isAnswer: (bytes: Uint8Array) => boolean,
): Promise<Uint8Array | null> {
  const until = performance.now() + withinMs;
  for (let heard = 0; heard < DATAGRAMS_MOST; heard++) {
    const bytes = await hearing.next(until - performance.now());
    if (bytes === null || isAnswer(bytes)) return bytes;
  }
  return null;
}

/** What a recognised port says of its host; who asked is told of the port. */
export function cluesAbout(
  endpoint: Endpoint,
  recognised: Recognised,
  { answered }: Pick<LookupOptions, 'answered'>,
): readonly Clue[] {
  const facts = factsOf({ endpoint, recognised }, false);
  answered?.(facts);
  return facts.flatMap((fact) => cluesOf(fact));
}
