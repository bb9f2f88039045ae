// SSDP (UPnP Device Architecture 2.0 section 1): devices announce themselves, and programs search. What describes a device is not fetched:
// listening sends nothing.
import { clean, latin1 } from '../../service/bytes.ts';
import { fieldsOf } from '../../service/web/response.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { type Clue, clueOf } from '../clue.ts';
import { clueAbout, type HeardDatagram, type Statement, senderOf } from './heard.ts';
import { familyIn } from './os-words.ts';
import { DEVICE_TYPES } from './upnp-devices.data.ts';

const SOURCE = 'ssdp';
const START = /^(?<what>NOTIFY \* HTTP\/1\.[01]|M-SEARCH \* HTTP\/1\.[01]|HTTP\/1\.[01] 200\b[^\r\n]*)\r?\n/;
const DEVICE = /urn:[\w.-]{1,64}:device:(?<type>[\w.-]{1,64}):\d/i;
const HOST = /^https?:\/\/(?<host>[^/:\s]{1,255})/i;

export function heardSsdp(heard: HeardDatagram): readonly Statement[] {
  const text = latin1(heard.bytes);
  const start = START.exec(text);
  if (start === null) return [];
  const fields = fieldsOf(text.slice(start[0].length));
  const of = senderOf(heard);
  if (start.groups?.what.startsWith('M-SEARCH')) return clueAbout(of, ofProgram(fields.get('user-agent') ?? ''));
  if (/byebye/i.test(fields.get('nts') ?? '') || !describesSender(heard, fields.get('location') ?? '')) return [];
  const type = DEVICE.exec(`${fields.get('nt') ?? ''} ${fields.get('st') ?? ''} ${fields.get('usn') ?? ''}`)?.groups
    ?.type;
  const kind = type === undefined ? undefined : DEVICE_TYPES[type.toLowerCase()];
  const said = clean(fields.get('server') ?? '', 200);
  return clueAbout(of, [
    ...ofProgram(said),
    ...(kind === undefined
      ? []
      : clueOf({ about: 'kind', value: kind, source: SOURCE, confidence: 0.7, text: `${type}; ${said}` })),
    ...(type?.toLowerCase() === 'internetgatewaydevice'
      ? clueOf({ about: 'role', value: 'gateway', source: SOURCE, confidence: 0.7, text: said })
      : []),
  ]);
}

/** Repeaters pass on the words of others. */
function describesSender({ ip }: HeardDatagram, location: string): boolean {
  const host = HOST.exec(location)?.groups?.host;
  return host === undefined || ip === null || host === formatIpv4(ip);
}

/** A system, as programs have it before a slash and its version. */
const SYSTEM = /\b(?<name>[A-Za-z][A-Za-z ]{1,20})\/(?<version>\d[\d.]{0,20})/;

/** `Linux/5.10 UPnP/1.0 MiniDLNA/1.3.0` */
function ofProgram(said: string): readonly Clue[] {
  const { name = '', version } = SYSTEM.exec(said)?.groups ?? {};
  const family = familyIn(name) ?? familyIn(said);
  if (family === null) return [];
  const isNamed = familyIn(name) !== null && version !== undefined;
  return clueOf({
    about: 'os',
    value: isNamed ? `${name} ${version}` : family,
    family,
    ...(isNamed ? { version } : {}),
    source: SOURCE,
    confidence: 0.6,
    text: said,
  });
}
