// What a host is called: the best of all names.
//
//  1. DNS names what people mean; then what the host's agents and announcements call it; a certificate may be of anybody.
//  2. A name that only repeats the address, one that nobody chose, and one that every host has, is worth little or nothing.
import { compareText } from './weigh.ts';
import type { KnownHost } from './words/word.ts';

const RANKS: Readonly<Record<string, number>> = {
  target: 1,
  'reverse-dns': 0.95,
  dns: 0.95,
  snmp: 0.9,
  mdns: 0.88,
  smb: 0.86,
  rdp: 0.85,
  netbios: 0.8,
  llmnr: 0.78,
  dhcp: 0.75,
  ldap: 0.7,
  upnp: 0.5,
  ssdp: 0.5,
  certificate: 0.3,
};
const OTHERS = 0.4;
const CHOSEN_BY_NOBODY = 0.3;
const UUID = /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}(?:\.|$)/i;
const EVERYBODYS = /^(?:localhost|unknown|none|default|workgroup|_gateway|ip6-localhost)(?:\.|$)|^[\d.:]+$|^\(none\)$/i;
const NAME_MOST = 253;

interface Named {
  readonly name: string;
  readonly worth: number;
}

export function nameOf({ ip, host, clues }: KnownHost): string | undefined {
  const given = (host?.names ?? []).map(({ name, source }) => worthOf(name, source, 1, ip));
  const said = (clues?.about('name') ?? []).map(({ value, source, confidence }) =>
    worthOf(value, source, confidence, ip),
  );
  return [...given, ...said]
    .filter(({ worth }) => worth > 0)
    .sort((one, other) => other.worth - one.worth || compareText(one.name, other.name))
    .at(0)?.name;
}

function worthOf(text: string, source: string, confidence: number, ip: string): Named {
  const name = text.replace(/\.$/, '');
  if (name === '' || name.length > NAME_MOST || EVERYBODYS.test(name)) return { name, worth: 0 };
  const worth = (RANKS[source] ?? OTHERS) * confidence;
  return { name, worth: UUID.test(name) || repeats(name, ip) ? worth * CHOSEN_BY_NOBODY : worth };
}

/** `198-18-0-1.pool.example`: all four numbers, in this order or the other, and nothing that a person chose. */
function repeats(name: string, ip: string): boolean {
  const numbers = ip.split('.');
  const inName = (name.match(/\d+/g) ?? []).map((each) => String(Number(each)));
  return [numbers, numbers.toReversed()].some((order) => ` ${inName.join(' ')} `.includes(` ${order.join(' ')} `));
}
