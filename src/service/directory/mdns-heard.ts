// What a host has said by multicast DNS, over as many messages as it took: kinds of services, their instances, its names.
//
//  1. An answer has authority, the form of RFC 6762 section 18, and the number of our question (section 6.7).
//  2. The host is who the name of its own address says (section 4); else who most of its instances run on.
//  3. Whatever it says, so much is kept of it: strangers write it.
import { MDNS_ID as ID } from '../../probe/udp/directory/mdns.ts';
import { be16, concat, hex } from '../bytes.ts';
import type { Verdict } from '../service.ts';
import { type DnsMessage, messageOf, nameAt, PTR, QR, SRV, TXT, targetOf, textsOf } from './dns-message.ts';

export const SERVICES = '_services._dns-sd._udp.local';
/** Operation, recursion available and code are 0. */
const ANSWER = QR | 0x0400;
const ANSWER_MASK = QR | 0x7800 | 0x0400 | 0x0080 | 0x000f;
/** Rule 3. */
const KINDS_MOST = 40;
const INSTANCES_MOST = 32;
const TEXTS_MOST = 24;
const SHOWN_MOST = 6;
/** Of instances, how many are asked about each. */
const ASKED_MOST = 16;
const LABEL_MOST = 63;

export interface MdnsInstance {
  readonly name: string;
  port?: number;
  host?: string;
  texts?: readonly string[];
}

/** Labels, and what is asked of that name. */
export type MdnsQuestion = readonly [labels: readonly string[], type: number];

export interface MdnsHeard {
  /** Whether it is an answer to a question of ours that says anything new. */
  take(bytes: Uint8Array): boolean;
  /** Without `.local`. */
  kinds(): readonly string[];
  /** What the instances that were named have not yet told. */
  missing(): readonly MdnsQuestion[];
  /** Null where nothing was said. */
  verdict(): Verdict | null;
}

/** `ip`: the host's, whose name is read where it is told. `known`: kinds that it has named before. */
export function createMdnsHeard(ip: string, known: readonly string[] = []): MdnsHeard {
  const kinds = new Set<string>(known.slice(0, KINDS_MOST));
  const instances = new Map<string, MdnsInstance>();
  const models = new Set<string>();
  /** Instances whose texts have come, empty ones too. */
  const texted = new Set<string>();
  const own = reverseLabels(ip).join('.');
  let reverse = '';

  function instance(name: string): MdnsInstance | null {
    const known = instances.get(name);
    if (known !== undefined || instances.size >= INSTANCES_MOST) return known ?? null;
    const added: MdnsInstance = { name };
    instances.set(name, added);
    return added;
  }

  function pointer(name: string, target: string): void {
    if (target === '') return;
    if (name === SERVICES) {
      if (kinds.size < KINDS_MOST) kinds.add(withoutLocal(target));
    } else if (name === own) reverse = reverse === '' ? withoutLocal(target) : reverse;
    else if (name.endsWith('.local')) instance(target);
  }

  function read(bytes: Uint8Array, { records }: DnsMessage): void {
    for (const record of records) {
      const name = record.name.toLowerCase();
      if (record.type === PTR) pointer(name, nameAt(bytes, record.at)[0]);
      if (record.type === SRV) {
        const target = targetOf(bytes, record);
        const known = target === null ? null : instance(record.name);
        if (known !== null) [known.port, known.host] = target!;
      }
      if (record.type !== TXT) continue;
      const texts = textsOf(bytes, record).slice(0, TEXTS_MOST);
      const model = name.includes('_device-info.') ? texts.find((text) => text.startsWith('model=')) : undefined;
      if (model !== undefined) models.add(model.slice('model='.length));
      const known = instance(record.name);
      if (known === null) continue;
      texted.add(record.name);
      if (texts.length > 0) known.texts = texts;
    }
  }

  /** How much it has said. */
  function said(): number {
    const placed = [...instances.values()].filter(({ port }) => port !== undefined).length;
    return kinds.size + instances.size + placed + texted.size + models.size + (reverse === '' ? 0 : 1);
  }

  /** Rule 2. */
  function hostname(): string {
    if (reverse !== '') return reverse;
    const counts = new Map<string, number>();
    for (const { host = '' } of instances.values()) {
      if (host !== '') counts.set(host, (counts.get(host) ?? 0) + 1);
    }
    const [most] = [...counts].sort(([, one], [, other]) => other - one);
    return withoutLocal(most?.[0] ?? '');
  }

  return {
    take(bytes) {
      const message = answerOf(bytes);
      if (message === null) return false;
      const before = said();
      read(bytes, message);
      return said() > before;
    },
    kinds: () => [...kinds],
    missing: () => missingOf([...instances.values()], [...kinds], texted, models.size > 0),
    verdict() {
      if (kinds.size === 0 && instances.size === 0 && reverse === '') return null;
      const host = hostname();
      const [model] = models;
      return {
        confidence: 1,
        ...(host === '' ? {} : { hostname: host }),
        ...(model === undefined || model === '' ? {} : { device: model }),
        info: kinds.size === 0 ? host : shown([...kinds]),
        details: { services: [...kinds], ...(instances.size === 0 ? {} : { instances: [...instances.values()] }) },
      };
    },
  };
}

/** Rule 1. */
function answerOf(bytes: Uint8Array): DnsMessage | null {
  if (bytes.length < 12 || bytes[0] * 256 + bytes[1] !== ID) return null;
  const message = messageOf(bytes);
  return message !== null && (message.flags & ANSWER_MASK) === ANSWER ? message : null;
}

function missingOf(
  instances: readonly MdnsInstance[],
  kinds: readonly string[],
  texted: ReadonlySet<string>,
  hasModel: boolean,
): readonly MdnsQuestion[] {
  const asked: MdnsQuestion[] = [];
  const firsts = new Set<string>();
  for (const { name, port } of instances) {
    const kind = kinds.find((each) => name.endsWith(`.${each}.local`));
    if (kind === undefined || asked.length >= ASKED_MOST) continue;
    const first = name.slice(0, -`.${kind}.local`.length);
    const labels = [first, ...kind.split('.'), 'local'];
    firsts.add(first);
    if (port === undefined) asked.push([labels, SRV]);
    if (!texted.has(name)) asked.push([labels, TXT]);
  }
  // Apple's machines tell their model under the name of any of their instances, and list it nowhere.
  const [first] = hasModel ? [] : firsts;
  return first === undefined ? asked : [...asked, [[first, '_device-info', '_tcp', 'local'], TXT]];
}

/** One message; answers by unicast are asked for (RFC 6762 section 5.4). */
export function mdnsMessage(questions: readonly MdnsQuestion[]): Uint8Array {
  return concat(
    be16(ID),
    hex('0000'),
    be16(questions.length),
    hex('0000 0000 0000'),
    ...questions.map(([labels, type]) => concat(wireName(labels), be16(type), hex('8001'))),
  );
}

/** Questions for the instances of kinds. */
export const instancesOf = (kinds: readonly string[]): readonly MdnsQuestion[] =>
  kinds.map((kind) => [[...kind.split('.'), 'local'], PTR]);

/** The question for the name of an address. */
export const nameOfAddress = (ip: string): MdnsQuestion => [reverseLabels(ip), PTR];

/** RFC 1035 section 3.5. */
export function reverseLabels(ip: string): readonly string[] {
  return [...ip.split('.').reverse(), 'in-addr', 'arpa'];
}

/** RFC 1035 section 3.1. Labels of more than 63 bytes are cut. */
export function wireName(labels: readonly string[]): Uint8Array {
  const parts = labels.map((label) => Buffer.from(label).subarray(0, LABEL_MOST)).filter(({ length }) => length > 0);
  return concat(...parts.flatMap((part) => [Uint8Array.of(part.length), part]), Uint8Array.of(0));
}

const withoutLocal = (name: string): string => name.replace(/\.local$/i, '');

function shown(services: readonly string[]): string {
  const names = services.slice(0, SHOWN_MOST).join(', ');
  return services.length > SHOWN_MOST ? `${names} and ${services.length - SHOWN_MOST} more` : names;
}
