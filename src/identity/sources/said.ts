// What any service says of its host in the fields that all have: name, operating system, kind of device, product.
//
//  1. It is told by the protocol's own word: `smb`, `snmp`, `ssh`. How sure it is depends on who asks whom there: a greeting's
//     name may be of a whole cluster, a banner's system that of the package's builder.
//  2. A product tells the maker of the host only where he builds the device (tables/makers.data.ts).
//  3. `device` is a kind, its model behind a colon (`router: FRITZ!Box 7590`), or a kind behind its maker.
import type { Kind } from '../../finding/finding.ts';
import { nameOf, type Saying, type SeenService, serviceSource } from './service-source.ts';
import { KIND_WORDS } from './tables/kind-words.data.ts';
import { MAKERS } from './tables/makers.data.ts';

/** Rule 1. Name and system: how sure. */
interface Trust {
  readonly source?: string;
  readonly name: number;
  readonly os: number;
}

const TRUST: Readonly<Record<string, Trust>> = {
  'microsoft-ds': { source: 'smb', name: 1, os: 1 },
  'netbios-ssn': { source: 'smb', name: 1, os: 1 },
  'netbios-ns': { source: 'netbios', name: 0.95, os: 0.9 },
  'ms-wbt-server': { source: 'rdp', name: 1, os: 1 },
  dhcps: { source: 'dhcp', name: 0.6, os: 0.6 },
  mdns: { name: 0.95, os: 0.9 },
  llmnr: { name: 0.95, os: 0.8 },
  snmp: { name: 0.95, os: 1 },
  ldap: { name: 0.95, os: 0.9 },
  mndp: { name: 1, os: 1 },
  'ubiquiti-discovery': { name: 1, os: 1 },
  ssh: { name: 0.5, os: 0.85 },
  telnet: { name: 0.8, os: 0.8 },
  ntp: { name: 0.5, os: 0.9 },
  ssdp: { name: 0.5, os: 0.6 },
  adb: { name: 0.5, os: 1 },
  'ms-sql-s': { name: 0.8, os: 0.8 },
  smtp: { name: 0.7, os: 0.6 },
  lmtp: { name: 0.7, os: 0.6 },
  ftp: { name: 0.6, os: 0.6 },
  http: { name: 0.4, os: 0.6 },
  domain: { name: 0.7, os: 0.6 },
};
const OTHERS: Trust = { name: 0.6, os: 0.6 };
/** These name themselves by their model, or say of every host the same. */
const NO_NAMES: ReadonlySet<string> = new Set(['xdmcp', 'irc', 'xmpp-client', 'xmpp-server', 'steam-discovery']);
const MODELS: ReadonlySet<string> = new Set(['mdns', 'adb']);
/** `Debian/6.1.0`: what UPnP programs put behind the distribution is the kernel's. */
const KERNEL = /^(?<system>Debian|Ubuntu|Raspbian|Fedora|CentOS|OpenWrt)[ /].*$/i;
/** What a protocol without a device of its own is for. */
const PLUGS = /^(?:Shelly|Tasmota)/;

/** As clues have it. */
export function sourceOf({ service }: Pick<SeenService, 'service'>): string {
  const named = TRUST[service]?.source ?? service.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return /^[a-z]/.test(named) ? named.slice(0, 40) : `service-${named}`.slice(0, 40);
}

export const said = serviceSource({
  name: sourceOf,
  of(fact, saying) {
    const { service, hostname, os, device, product = '', info } = fact;
    if (service === 'unknown') return;
    const trust = TRUST[service] ?? OTHERS;
    if (!NO_NAMES.has(service)) saying.say('name', nameOf(hostname), trust.name);
    // The builds of NTLM say it with their numbers (ntlm.ts).
    saying.runs(service === 'ssdp' ? os?.replace(KERNEL, '$<system>') : os, trust.os, undefined, product);
    const maker = MAKERS.find(([pattern]) => pattern.test(product))?.[1];
    saying.say('vendor', maker, 0.8, { text: product });
    if (device !== undefined) sayDevice(saying, service, device, product);
    if (maker !== undefined && device !== undefined) saying.say('model', modelIn(product, info, maker, service), 0.6);
  },
});

/** Rule 3. */
function sayDevice(saying: Saying, service: string, device: string, product: string): void {
  const [word, model] = device.split(/: (.*)/s, 2);
  if (MODELS.has(service) && kindOf(device) === undefined) saying.say('model', device, 0.9);
  else saying.say('model', model, 0.85, { text: product });
  const kind = PLUGS.test(product) ? 'smart-plug' : kindOf(word);
  saying.is(kind, 0.85, product === '' ? device : product);
}

function kindOf(word: string): Kind | undefined {
  const low = word.toLowerCase().slice(0, 80);
  if (Object.hasOwn(KIND_WORDS, low)) return KIND_WORDS[low];
  const last = low.split(' ').slice(-2).join(' ');
  return Object.hasOwn(KIND_WORDS, last) ? KIND_WORDS[last] : undefined;
}

/** `Siemens CPU 1214C`: behind the maker stands the model, where the record puts it so. */
const NAMES_MODELS =
  /^(?:s7comm|mbap|omniorb|ethernet-ip-2|omron-fins|fins|bacnet|knxnet-ip|sadp|dahua-discovery|ubiquiti-discovery|gvcp|addp|crestron-discovery)$/;

function modelIn(product: string, info: string | undefined, maker: string, service: string): string {
  if (service === 'mndp') return info ?? '';
  if (!NAMES_MODELS.test(service)) return '';
  return product.toLowerCase().startsWith(maker.toLowerCase()) ? product.slice(maker.length).trim() : '';
}
