// Multicast DNS, asked directly: RFC 6762; kinds of services and their instances: RFC 6763. Asked is which kinds there are,
// then for the instances of the first of them.
//
//   header   id u16, flags u16 (8000 an answer), counts u16: questions, answers, authorities, more (RFC 1035 section 4.1.1)
import { MDNS_ID as ID, mdns as question } from '../../probe/udp/directory/mdns.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { type DnsMessage, messageOf, nameAt, PTR, QR, SRV, TXT, targetOf, textsOf } from './dns-message.ts';

const SERVICES = '_services._dns-sd._udp.local';
/** RFC 6762 section 18: an answer has authority; operation, recursion available and code are 0. */
const ANSWER = QR | 0x0400;
const ANSWER_MASK = QR | 0x7800 | 0x0400 | 0x0080 | 0x000f;
const KINDS_MOST = 40;
const ASKED_MOST = 10;
const SHOWN_MOST = 6;

export const mdns = defineService({
  name: 'mdns',
  title: 'Multicast DNS',
  specification: 'RFC 6762',
  ports: [],
  udpPorts: [5353],
  udpYield: 10,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const message = ours(bytes);
    if (message === null) return null;
    const kinds = message.records
      .filter(({ type, name }) => type === PTR && name.toLowerCase() === SERVICES)
      .map(({ at }) => nameAt(bytes, at)[0])
      .filter((name) => name !== '');
    // Who has none stays silent; a name server says so.
    if (kinds.length === 0) return null;
    const services = [...new Set(kinds)].slice(0, KINDS_MOST).map((name) => name.replace(/\.local$/, ''));
    return { confidence: 1, info: shown(services), details: { services } };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const kinds = ((verdict.details?.services ?? []) as string[]).slice(0, ASKED_MOST);
    if (kinds.length === 0) return verdict;
    talk.send(instancesOf(kinds));
    const bytes = await talk.receive();
    const message = ours(bytes);
    return message === null ? verdict : { ...verdict, ...factsOf(bytes, message, verdict) };
  },
});

/** An answer to a question of ours. */
function ours(bytes: Uint8Array): DnsMessage | null {
  if (bytes.length < 12 || bytes[0] * 256 + bytes[1] !== ID) return null;
  const message = messageOf(bytes);
  return message !== null && (message.flags & ANSWER_MASK) === ANSWER ? message : null;
}

/** One question for each kind: PTR, class IN, by unicast (RFC 6762 section 5.4). */
function instancesOf(kinds: readonly string[]): Uint8Array {
  const questions = kinds.map((kind) => {
    const labels = [...kind.split('.'), 'local'].map((label) => Buffer.from(label).subarray(0, 63));
    const name = concat(...labels.flatMap((label) => [Uint8Array.of(label.length), label]));
    return concat(name, hex('00 000c 8001'));
  });
  return concat(question.bytes.subarray(0, 4), Uint8Array.of(0, kinds.length), ascii('\0'.repeat(6)), ...questions);
}

function factsOf(bytes: Uint8Array, { records }: DnsMessage, verdict: Verdict): Partial<Verdict> {
  const instances: Record<string, unknown>[] = [];
  let host: string | undefined;
  let model: string | undefined;
  for (const record of records) {
    if (record.type === SRV) {
      const target = targetOf(bytes, record);
      if (target === null) continue;
      host ??= target[1].replace(/\.local$/, '');
      instances.push({ name: record.name, port: target[0], host: target[1] });
    }
    if (record.type === TXT && record.name.includes('_device-info.')) model = modelIn(textsOf(bytes, record)) ?? model;
    if (record.type === TXT) addTexts(instances, record.name, textsOf(bytes, record));
  }
  return {
    ...(host === undefined || host === '' ? {} : { hostname: host }),
    ...(model === undefined ? {} : { device: model }),
    details: { ...verdict.details, instances: instances.slice(0, 16) },
  };
}

function addTexts(instances: Record<string, unknown>[], name: string, texts: string[]): void {
  if (texts.length === 0) return;
  const known = instances.find((each) => each.name === name);
  if (known === undefined) instances.push({ name, texts: texts.slice(0, 12) });
  else known.texts = texts.slice(0, 12);
}

const modelIn = (texts: readonly string[]): string | undefined =>
  texts.find((text) => text.startsWith('model='))?.slice(6);

function shown(services: readonly string[]): string {
  const names = services.slice(0, SHOWN_MOST).join(', ');
  return services.length > SHOWN_MOST ? `${names} and ${services.length - SHOWN_MOST} more` : names;
}
