// CDP: what switches, routers and telephones, most of them Cisco's, say to the other end of the cable.

import { readU16, readU32 } from '../../wire/bytes.ts';
import * as cdp from '../../wire/cdp.ts';
import { type Clue, clueOf } from '../clue.ts';
import { type HeardFrame, neighbourSays, type Statement, vlansHere } from './heard.ts';
import { familyIn } from './os-words.ts';

const SOURCE = 'cdp';
const { TYPE, CAPABILITY } = cdp;
const VERSION = /\bVersion (\d[\w.()]{0,40})/;

export function heardCdp({ mac, bytes }: HeardFrame): readonly Statement[] {
  const fields = cdp.parse(bytes, 0, bytes.length)?.fields ?? [];
  if (fields.length === 0) return [];
  const value = (type: number): Uint8Array => fields.find((field) => field.type === type)?.value ?? new Uint8Array(0);
  const text = (type: number): string => Buffer.from(value(type)).toString('utf8');
  const capabilities = value(TYPE.capabilities).length < 4 ? 0 : readU32(value(TYPE.capabilities), 0);
  const software = text(TYPE.version);
  const family = familyIn(software);
  const version = VERSION.exec(software)?.[1];
  const say = (clue: Omit<Clue, 'source'>): readonly Clue[] => clueOf({ ...clue, source: SOURCE });
  const { name, serial } = nameOfCdp(text(TYPE.device));
  return [
    ...vlansOf(value(TYPE.nativeVlan), value(TYPE.voiceVlan)),
    ...neighbourSays(mac, cdp.ipv4In(value(TYPE.addresses))[0] ?? null, [
      ...say({ about: 'name', value: name, confidence: 0.95 }),
      ...say({ about: 'serial', value: serial, confidence: 0.7 }),
      ...say({ about: 'model', value: text(TYPE.platform), confidence: 0.95 }),
      ...(family === null
        ? []
        : say({
            about: 'os',
            value: software.split('\n', 1)[0],
            family,
            ...(version === undefined ? {} : { version }),
            confidence: 0.95,
            text: software,
          })),
      ...kindOfCdp(capabilities).flatMap((kind) => say({ about: 'kind', value: kind, confidence: 0.8 })),
      ...say({ about: 'role', value: 'link-neighbour', confidence: 0.9, text: `port ${text(TYPE.port)}` }),
    ]),
  ];
}

/** A telephone's name is often its MAC address, and a switch's has its serial number behind: SW1.example.org(FOC1234X0YZ). */
export function nameOfCdp(device: string): { readonly name: string; readonly serial: string } {
  const [, name = '', serial = ''] = /^([^()]*)(?:\(([\w-]{4,40})\))?/.exec(device) ?? [];
  return { name, serial };
}

/** What goes without a tag on this cable, and what is for telephones. */
function vlansOf(native: Uint8Array, voice: Uint8Array): readonly Statement[] {
  const vlans = [
    ...(native.length < 2 ? [] : [{ id: readU16(native, 0), use: 'untagged' } as const]),
    ...(voice.length < 3 ? [] : [{ id: readU16(voice, 1), use: 'voice' } as const]),
  ];
  return vlansHere(SOURCE, vlans);
}

export function kindOfCdp(capabilities: number): readonly string[] {
  const does = (bit: number): boolean => (capabilities & bit) !== 0;
  if (does(CAPABILITY.telephone)) return ['voip-phone'];
  if (does(CAPABILITY.switch)) return ['switch'];
  if (does(CAPABILITY.router)) return ['router'];
  return does(CAPABILITY.bridge) ? ['access-point'] : [];
}
