// What a host says by multicast DNS: which services it has (RFC 6763), the texts beside them, its model.
//
//  1. A type of service tells a kind where only one kind has it. A print server shares what others print: its queues tell none.
//  2. A proxy speaks for others (RFC 6762 section 17): only what runs on the host itself is read.
//  3. Texts are `key=value`; the keys of a type are its own, and what they mean stands in the table below.
import type { Clue } from '../clue.ts';
import { macOf, nameOf, type Saying, serviceSource, textOf, textsOf } from './service-source.ts';
import { HOMEKIT, MODELS, SERVICE_TYPES } from './tables/mdns.data.ts';

const TYPES_MOST = 40;
const INSTANCES_MOST = 32;

type About = Exclude<Clue['about'], 'kind' | 'os'>;
/** Rule 3: key, what it is about, how sure. */
type Key = readonly [key: string, about: About, confidence: number];

const PRINTERS: readonly Key[] = [
  ['usb_mfg', 'vendor', 0.95],
  ['usb_mdl', 'model', 0.9],
  ['ty', 'model', 0.85],
  ['mac', 'mac', 0.8],
];
const KEYS: Readonly<Record<string, readonly Key[]>> = {
  _ipp: PRINTERS,
  _ipps: PRINTERS,
  _printer: PRINTERS,
  '_pdl-datastream': PRINTERS,
  _scanner: PRINTERS,
  _uscan: PRINTERS,
  _googlecast: [
    ['md', 'model', 0.95],
    ['fn', 'name', 0.5],
  ],
  // Synology writes what it is beside its web page.
  _http: [
    ['vendor', 'vendor', 0.9],
    ['model', 'model', 0.9],
    ['serial', 'serial', 0.95],
    ['mac_address', 'mac', 0.9],
  ],
  _airplay: [
    ['model', 'model', 0.9],
    ['serialnumber', 'serial', 0.95],
    ['deviceid', 'mac', 0.8],
    ['manufacturer', 'vendor', 0.9],
  ],
  _raop: [['am', 'model', 0.9]],
  '_companion-link': [['rpmd', 'model', 0.9]],
  _hap: [['md', 'model', 0.9]],
  _hue: [['modelid', 'model', 0.9]],
  _qdiscover: [['model', 'model', 0.9]],
  _esphomelib: [
    ['mac', 'mac', 0.95],
    ['board', 'model', 0.8],
    ['friendly_name', 'name', 0.5],
  ],
  _shelly: [['app', 'model', 0.9]],
  '_axis-video': [['macaddress', 'mac', 0.95]],
  _sonos: [['hhid', 'domain', 0]],
};
/** Darwin's number is the release of macOS: 20 is 11, and so on; from macOS 26 on Darwin 25. */
const DARWIN_11 = 20;

export const mdns = serviceSource({
  name: 'mdns',
  services: ['mdns'],
  of({ hostname, device = '' }, saying, { services, instances }) {
    sayModel(saying, device, 0.9);
    const own = instancesOn(instances, hostname);
    const shared = own.some(({ texts }) => /^printers\//.test(texts.get('rp') ?? ''));
    for (const service of textsOf(services, TYPES_MOST)) sayType(saying, typeOf(service), shared);
    for (const { name, texts } of own) {
      const type = typeOf(name);
      if (!shared || !PRINTERS_TYPES.has(type)) sayTexts(saying, type, texts);
      if (type === '_hap') saying.is(HOMEKIT[texts.get('ci') ?? ''], 0.9, `HomeKit category ${texts.get('ci')}`);
      if (type === '_googlecast') sayModel(saying, texts.get('md') ?? '', 0.9);
      const darwin = Number(/^\d{2}$/.exec(texts.get('osxvers') ?? '')?.[0] ?? 0);
      if (type === '_device-info' && darwin >= DARWIN_11) {
        saying.runs(darwin < 25 ? `macOS ${darwin - 9}` : `macOS ${darwin + 1}`, 0.9, undefined, `osxvers=${darwin}`);
      }
      // `labnas [b6:ba:a6:0a:79:72]._workstation._tcp.local`, as Avahi writes it.
      if (type === '_workstation') saying.say('mac', macOf(/ \[([0-9a-f:]{17})\]\./i.exec(name)?.[1]), 0.95);
    }
    if (shared) saying.say('role', 'print server', 0.8);
  },
});

const PRINTERS_TYPES: ReadonlySet<string> = new Set(['_ipp', '_ipps', '_printer', '_pdl-datastream']);

interface Instance {
  readonly name: string;
  readonly texts: ReadonlyMap<string, string>;
}

/** Rule 2. */
function instancesOn(instances: unknown, hostname: unknown): Instance[] {
  if (!Array.isArray(instances)) return [];
  return instances.slice(0, INSTANCES_MOST).flatMap((each): Instance[] => {
    if (typeof each !== 'object' || each === null) return [];
    const { name, host, texts } = each as Readonly<Record<string, unknown>>;
    const runsOn = textOf(host).replace(/\.local$/i, '');
    const isOther = runsOn !== '' && textOf(hostname) !== '' && runsOn.toLowerCase() !== textOf(hostname).toLowerCase();
    return isOther ? [] : [{ name: textOf(name), texts: keysOf(textsOf(texts, 24)) }];
  });
}

/** RFC 6763 section 6.4: keys know no case, and the first counts. */
function keysOf(texts: readonly string[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const text of texts) {
    const [key, value] = text.split(/=(.*)/s, 2);
    if (value !== undefined && !keys.has(key.toLowerCase())) keys.set(key.toLowerCase(), value);
  }
  return keys;
}

/** `_ipp` of `_ipp._tcp`, and of `Office._ipp._tcp.local`. */
const typeOf = (name: string): string => /(?:^|\.)(_[\w-]{1,30})\._(?:tcp|udp)\b/.exec(name)?.[1]?.toLowerCase() ?? '';

/** Rule 1. */
function sayType(saying: Saying, type: string, shared: boolean): void {
  const known = Object.hasOwn(SERVICE_TYPES, type) ? SERVICE_TYPES[type] : undefined;
  if (known === undefined || (shared && PRINTERS_TYPES.has(type))) return;
  const { kind, vendor, role, family, confidence } = known;
  saying.is(kind, confidence, type);
  saying.say('vendor', vendor, confidence, { text: type });
  saying.say('role', role, confidence, { text: type });
  if (family !== undefined)
    saying.runs(family === 'apple' ? 'Darwin' : family === 'ios' ? 'iOS' : family, confidence, undefined, type);
}

function sayTexts(saying: Saying, type: string, texts: ReadonlyMap<string, string>): void {
  for (const [key, about, confidence] of Object.hasOwn(KEYS, type) ? KEYS[type] : []) {
    const value = texts.get(key);
    saying.say(about, about === 'mac' ? macOf(value) : about === 'name' ? nameOf(value) : value, confidence, {
      text: type,
    });
  }
}

function sayModel(saying: Saying, model: string, confidence: number): void {
  const known = MODELS.find(([pattern]) => pattern.test(model))?.[1];
  if (known === undefined) return;
  saying.is(known.kind, confidence, model);
  saying.say('vendor', known.vendor, confidence, { text: model });
  if (known.family !== undefined) {
    const names = { macos: 'macOS', ios: 'iOS' } as Partial<Record<string, string>>;
    saying.runs(names[known.family] ?? 'Darwin', confidence, undefined, model);
  }
}
