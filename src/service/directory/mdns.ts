// Multicast DNS, asked directly: RFC 6762; kinds of services and their instances: RFC 6763. Asked is which kinds there are, then for
// the instances of the first of them, and the name of the host's own address; then what they have left out.
import { mdns as question } from '../../probe/udp/directory/mdns.ts';
import { defineService, type Endpoint, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import {
  createMdnsHeard,
  instancesOf,
  type MdnsHeard,
  type MdnsQuestion,
  mdnsMessage,
  nameOfAddress,
} from './mdns-heard.ts';

const ASKED_MOST = 12;
/** Avahi's answer to one message is 512 bytes at the most (RFC 6762 section 6.7). */
const TOGETHER = 3;
const HEARD_MOST = 32;

export const mdns = defineService({
  name: 'mdns',
  title: 'Multicast DNS',
  specification: 'RFC 6762',
  ports: [],
  udpPorts: [5353],
  udpYield: 10,
  hello: question.bytes,

  read({ bytes, endpoint }): Verdict | null {
    const heard = createMdnsHeard(endpoint.ip);
    // Who has no kinds stays silent; a name server says so.
    return heard.take(bytes) && heard.kinds().length > 0 ? heard.verdict() : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const kinds = (verdict.details?.services ?? []) as readonly string[];
    const heard = createMdnsHeard(talk.endpoint.ip, kinds);
    await learnMdns(talk, heard, kinds);
    return heard.verdict() ?? verdict;
  },
});

/** So much of a conversation as it takes. */
export interface MdnsTalk {
  readonly endpoint: Pick<Endpoint, 'ip'>;
  send(bytes: Uint8Array): void;
  receive(): Promise<Uint8Array>;
}

/** Asks for instances of these kinds and for the host's name, then for what they have left out. */
export async function learnMdns(talk: MdnsTalk, heard: MdnsHeard, kinds: readonly string[]): Promise<void> {
  await askAll(talk, heard, [...instancesOf(kinds.slice(0, ASKED_MOST)), nameOfAddress(talk.endpoint.ip)]);
  await askAll(talk, heard, heard.missing());
}

async function askAll(talk: MdnsTalk, heard: MdnsHeard, questions: readonly MdnsQuestion[]): Promise<void> {
  for (let at = 0; at < questions.length; at += TOGETHER) {
    talk.send(mdnsMessage(questions.slice(at, at + TOGETHER)));
  }
  // What was said before may come again, and counts for none of them.
  for (let left = Math.ceil(questions.length / TOGETHER), heardIn = 0; left > 0 && heardIn < HEARD_MOST; heardIn++) {
    const bytes = await talk.receive();
    if (bytes.length === 0) return;
    if (heard.take(bytes)) left--;
  }
}
