// Multicast DNS, asked of one host, and of its link where it is near: which services it has, what they say, and the name of its address,
// which hosts tell that have no services at all.
//
//  1. Asked is for the kinds of services and for the name; then for what those kinds' instances say.
//  2. Who only answers what the whole link was asked is asked so for the rest, too.
//  3. What a host says counts for the address that it says it from.

import { learnMdns, mdns } from '../../service/directory/mdns.ts';
import { createMdnsHeard, type MdnsHeard, mdnsMessage, nameOfAddress } from '../../service/directory/mdns-heard.ts';
import type { Endpoint } from '../../service/endpoint.ts';
import { cluesAbout, type PartyFor, waitFor } from './ask-record.ts';
import type { Lookup, LookupOptions, Subject } from './lookup.ts';
import type { Hearing, Party } from './party.ts';

const PORT = 5353;
const ASKED = 2;
const KINDS_MOST = 12;
/** An answer to the link may wait this long (RFC 6762 section 6). */
const DELAYED_MS = 120;

export function mdnsLookup(partyFor: PartyFor): Lookup {
  return {
    name: mdns.name,
    async ask(subject, options) {
      if (subject.ip.includes(':')) return [];
      const heard = createMdnsHeard(subject.ip);
      const party = partyFor(subject);
      const hearing = party.listen(subject.ip);
      const endpoint: Endpoint = { ip: subject.ip, port: PORT, proto: 'udp' };
      try {
        const wait = waitFor(subject, options.budgetMs) + (subject.isNear ? DELAYED_MS : 0);
        await askKinds(subject, party, hearing, heard, wait, options);
        if (heard.kinds().length > 0) await askRest(endpoint, subject, party, hearing, heard, wait);
      } finally {
        hearing.close();
      }
      const verdict = heard.verdict();
      if (verdict === null) return [];
      return cluesAbout(endpoint, { service: mdns.name, verdict, tls: null, exchanges: [] }, options);
    },
  };
}

/** Rule 1. */
async function askKinds(
  { ip, isNear }: Subject,
  party: Party,
  hearing: Hearing,
  heard: MdnsHeard,
  wait: number,
  { signal }: LookupOptions,
): Promise<void> {
  const kinds = mdns.hello as Uint8Array;
  const name = mdnsMessage([nameOfAddress(ip)]);
  for (let asked = 0; asked < ASKED && !signal.aborted && heard.verdict() === null; asked++) {
    for (const each of [kinds, name]) party.send(ip, each);
    if (isNear) for (const each of [kinds, name]) party.call(each);
    await hearAll(hearing, heard, wait, () => heard.kinds().length > 0 && heard.verdict()?.hostname !== undefined);
  }
}

/** Rule 2: first the host alone, then its link. */
async function askRest(
  endpoint: Endpoint,
  subject: Subject,
  party: Party,
  hearing: Hearing,
  heard: MdnsHeard,
  wait: number,
): Promise<void> {
  const kinds = heard.kinds().slice(0, KINDS_MOST);
  const ways = [(bytes: Uint8Array) => party.send(subject.ip, bytes)];
  if (subject.isNear) ways.push((bytes) => party.call(bytes));
  for (const send of ways) {
    let came = 0;
    const receive = async (): Promise<Uint8Array> => {
      const bytes = (await hearing.next(wait)) ?? new Uint8Array(0);
      if (heard.take(bytes)) came++;
      return bytes;
    };
    await learnMdns({ endpoint, send, receive }, heard, kinds);
    if (came > 0) return;
  }
}

async function hearAll(hearing: Hearing, heard: MdnsHeard, wait: number, isEnough: () => boolean): Promise<void> {
  const until = performance.now() + wait;
  while (!isEnough()) {
    const bytes = await hearing.next(until - performance.now());
    if (bytes === null) return;
    heard.take(bytes);
  }
}
