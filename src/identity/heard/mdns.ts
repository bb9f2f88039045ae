// Multicast DNS (RFC 6762), as hosts announce themselves and answer others: names, services (RFC 6763), what some services tell of their device.
//
//  1. Answers alone are read. A question says only that somebody is there; what is in it is what others are known for.
//  2. A name is the sender's where an address record of it has the sender's address: repeaters pass on the words of others.
//  3. A service is the sender's where it is on a host of such a name, or where no host is told and the sender's name is known.
import { u32 } from '../../service/bytes.ts';
import {
  type DnsRecord,
  messageOf,
  PTR,
  QR,
  SRV,
  TXT,
  targetOf,
  textsOf,
} from '../../service/directory/dns-message.ts';
import { type Clue, clueOf } from '../clue.ts';
import { clueAbout, type HeardDatagram, type Statement, senderOf } from './heard.ts';
import { SERVICE_KINDS, type ServiceKind } from './mdns-services.data.ts';

const SOURCE = 'mdns';
const ADDRESS = 1;
const ADDRESS6 = 28;
/** `Study._ipp._tcp.local`, `_ipp._tcp.local` */
const INSTANCE = /(?:^|\.)(?<kind>_[\w-]{1,15}\._(?:tcp|udp))\.local$/i;

export function heardMdns(heard: HeardDatagram): readonly Statement[] {
  const { bytes } = heard;
  const message = messageOf(bytes);
  if (message === null || (message.flags & QR) === 0) return [];
  const names = new Set(message.records.filter((record) => isSenders(heard, record)).map(({ name }) => fold(name)));
  const hostOf = hostsOf(bytes, message.records);
  const isOwn = (instance: string): boolean => {
    const host = hostOf.get(fold(instance));
    return host === undefined ? names.size > 0 : names.has(host);
  };
  const services = message.records.filter(({ name, type }) => type !== PTR && INSTANCE.test(name) && isOwn(name));
  return clueAbout(senderOf(heard), [
    ...message.records.filter(({ name }) => names.has(fold(name))).flatMap(({ name }) => nameClue(name)),
    ...services.flatMap((record) => serviceClues(bytes, record)),
  ]);
}

function isSenders({ bytes, ip, ipv6 }: HeardDatagram, { type, at, length }: DnsRecord): boolean {
  if (type === ADDRESS && length === 4) return ip !== null && u32(bytes, at) === ip;
  if (type !== ADDRESS6 || length !== 16 || ipv6 === null) return false;
  return ipv6.every((byte, k) => byte === bytes[at + k]);
}

/** By instance, the host it is on. */
function hostsOf(bytes: Uint8Array, records: readonly DnsRecord[]): ReadonlyMap<string, string> {
  const hosts = new Map<string, string>();
  for (const record of records) {
    const target = record.type === SRV ? targetOf(bytes, record) : null;
    if (target !== null) hosts.set(fold(record.name), fold(target[1]));
  }
  return hosts;
}

function nameClue(name: string): readonly Clue[] {
  return clueOf({ about: 'name', value: name.replace(/\.local$/i, ''), source: SOURCE, confidence: 0.95 });
}

function serviceClues(bytes: Uint8Array, record: DnsRecord): readonly Clue[] {
  const kind = INSTANCE.exec(record.name)?.groups?.kind.toLowerCase() ?? '';
  const known: ServiceKind | undefined = SERVICE_KINDS[kind];
  if (known === undefined) return [];
  const texts = new Map(
    (record.type === TXT ? textsOf(bytes, record) : []).map((text) => {
      const [key, ...value] = text.split('=');
      return [key.toLowerCase(), value.join('=')] as const;
    }),
  );
  const say = (clue: Omit<Clue, 'source' | 'text'>): readonly Clue[] =>
    clueOf({ ...clue, source: SOURCE, text: record.name });
  return [
    ...(known.kind === undefined ? [] : say({ about: 'kind', value: known.kind[0], confidence: known.kind[1] })),
    ...(known.os === undefined
      ? []
      : say({ about: 'os', value: known.os[0], family: known.os[0], confidence: known.os[1] })),
    ...(known.texts ?? []).flatMap(([key, about]) => say({ about, value: texts.get(key) ?? '', confidence: 0.9 })),
  ];
}

const fold = (name: string): string => name.toLowerCase();
