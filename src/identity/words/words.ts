// All that is known of a host as words. Strangers wrote most of it: of its link, ports, services and clues there are WORDS_MOST each at the
// most, each word of TEXT_MOST characters, and what is not text is passed over.
import type { ClueFact, ServiceFact } from '../../finding/finding.ts';
import type { KnownPort } from '../../finding/port-set.ts';
import type { About, KnownHost, Word } from './word.ts';

const WORDS_MOST = 256;
const TEXT_MOST = 256;
/** Of a list that one port tells. */
const ITEMS_MOST = 64;
/** Protocols that are their own witness, whoever heard them. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  '137/udp': 'netbios',
  '161/udp': 'snmp',
  '1900/udp': 'upnp',
  '3702/udp': 'ws-discovery',
  '5353/udp': 'mdns',
  '5355/udp': 'llmnr',
  ssdp: 'upnp',
  wsd: 'ws-discovery',
};

const BY_CLUE: Readonly<Partial<Record<ClueFact['about'], About>>> = {
  name: 'name',
  vendor: 'maker',
  model: 'model',
  os: 'os',
  role: 'role',
  kind: 'kind',
};

const BY_SOURCE: readonly (readonly [RegExp, About])[] = [
  [/^mdns/, 'mdns'],
  [/^(?:upnp|ssdp)/, 'upnp'],
  [/^ws/, 'wsd'],
  [/^snmp/, 'snmp'],
  [/^(?:netbios|nbns)/, 'netbios'],
  [/^dhcp/, 'dhcp'],
];

/** Tables of SNMP agents: what is written beside says where the host is in them, not what it is. */
const OF_TABLES = /^snmp-/;

/** What a device has one of, it tells in every protocol that it speaks. */
const ONE_WITNESS: ReadonlySet<About> = new Set(['name', 'model', 'maker']);

/** Which keys of a service's details say what; strings, lists of strings, or lists of `{ name, texts }`. */
const BY_DETAIL: readonly (readonly [service: RegExp, key: string, About])[] = [
  [/^mdns$/, 'services', 'mdns'],
  [/^mdns$/, 'instances', 'mdns'],
  [/^ssdp$/, 'server', 'upnp'],
  [/^ssdp$/, 'usn', 'upnp'],
  [/^ws-discovery$/, 'types', 'wsd'],
  [/^ws-discovery$/, 'scopes', 'wsd'],
  [/^snmp$/, 'sysObjectId', 'snmp'],
  [/^netbios-ns$/, 'names', 'netbios'],
  [/./, 'sysDescr', 'says'],
  [/./, 'server', 'says'],
  [/./, 'title', 'says'],
  [/./, 'www-authenticate', 'says'],
  [/./, 'agent', 'says'],
];

export function wordsOf(host: KnownHost): readonly Word[] {
  const [link, ports, services, clues] = [listOf(), listOf(), listOf(), listOf()];
  const { mac, vendor, names } = host.host ?? {};
  link.add('mac', mac, 1, MAC);
  link.add('vendor', vendor, 1, MAC);
  for (const { name, source } of names ?? []) link.add('name', name, 1, { origin: 'name', place: source });
  for (const port of openPorts(host)) {
    const heard = heardOf({ source: '', ...port }, host);
    ports.add(port.proto, String(port.port), 1, heard);
    const service = host.services?.service(port);
    if (service !== undefined && service.service !== 'unknown') addService(service, heard, services.add);
  }
  for (const clue of host.clues?.all() ?? []) addClue(clue, heardOf(clue, host), clues.add);
  return [link, ports, services, clues].flatMap(({ words }) => words);
}

/** Who talks much of one thing takes no room from the others. */
function listOf(): { readonly words: readonly Word[]; readonly add: Add } {
  const words: Word[] = [];
  return {
    words,
    add(about, text, sure, heard) {
      if (typeof text !== 'string' || text === '' || words.length >= WORDS_MOST) return;
      words.push({ about, text: text.slice(0, TEXT_MOST), sure, ...heard });
    },
  };
}

type Heard = Pick<Word, 'origin' | 'place'>;
type Add = (about: About, text: unknown, sure: number, heard: Heard) => void;

const MAC: Heard = { origin: 'mac', place: 'mac' };

/** A program that has several ports says on all of them the same. */
export function heardOf(
  { source, proto, port }: Pick<ClueFact, 'source' | 'proto' | 'port'>,
  { services }: Pick<KnownHost, 'services'>,
): Heard {
  if (proto === undefined || port === undefined) {
    const protocol = PROTOCOLS[source] ?? source;
    return { origin: protocol, place: protocol };
  }
  const place = `${port}/${proto}`;
  const protocol = PROTOCOLS[place];
  if (protocol !== undefined) return { origin: protocol, place: protocol };
  return { origin: services?.service({ proto, port })?.product ?? place, place };
}

/** Where every port answers, none of them says anything. */
function* openPorts({ ports, ends = [] }: KnownHost): Generator<KnownPort, void, undefined> {
  const answersAll = ends.filter((end) => end.answersAll).map(({ stage }) => stage);
  for (const port of ports?.all() ?? []) {
    if (port.state !== 'open') continue;
    if (port.stage === undefined ? answersAll.length > 0 : answersAll.includes(port.stage)) continue;
    yield port;
  }
}

/** Its names, its system and its kind are clues (src/identity/sources/). */
function addService(fact: ServiceFact, heard: Heard, add: Add): void {
  const { service, product, device, info, confidence, details = {} } = fact;
  add('service', service, confidence, heard);
  add('product', product, confidence, heard);
  add('device', device, confidence, heard);
  add('says', info, confidence, heard);
  for (const [protocol, key, about] of BY_DETAIL) {
    if (!protocol.test(service)) continue;
    for (const text of textsIn(details[key])) add(about, text, confidence, heard);
  }
  if (typeof details.enterprise === 'number') add('snmp', `1.3.6.1.4.1.${details.enterprise}.`, confidence, heard);
}

function addClue({ about, value, text, source, confidence }: ClueFact, heard: Heard, add: Add): void {
  const known = source === 'mac' && about === 'vendor' ? undefined : BY_CLUE[about];
  // What the stack alone says of its family is weighed as such (src/identity/os/).
  if (known !== undefined && source !== 'tcp-stack') {
    add(known, value, confidence, ONE_WITNESS.has(known) ? { ...heard, origin: known } : heard);
  }
  if (OF_TABLES.test(source)) return;
  const protocol = BY_SOURCE.find(([pattern]) => pattern.test(heard.origin))?.[1];
  if (protocol === undefined) {
    add('says', text, confidence, heard);
    return;
  }
  add(protocol, value, confidence, heard);
  add(protocol, text, confidence, heard);
}

function* textsIn(value: unknown): Generator<string, void, undefined> {
  if (typeof value === 'string') yield value;
  if (!Array.isArray(value)) return;
  for (const each of value.slice(0, ITEMS_MOST) as unknown[]) {
    if (typeof each === 'string') yield each;
    if (typeof each !== 'object' || each === null) continue;
    const { name, kind, texts } = each as Readonly<Record<string, unknown>>;
    const parts = [name, kind, ...(Array.isArray(texts) ? texts.slice(0, ITEMS_MOST) : [])];
    yield* parts.filter((part) => typeof part === 'string');
  }
}
