// LLDP (IEEE 802.1AB) and its inventory for telephones and the like (ANSI/TIA-1057): the device at the other end of the cable, and the port
// there; and the VLANs of that port (IEEE 802.1Q annex D).
import { formatIpv4, formatMac } from '../../wire/address.ts';
import { readU16 } from '../../wire/bytes.ts';
import * as lldp from '../../wire/lldp.ts';
import { type Clue, clueOf } from '../clue.ts';
import type { NetworkSaid } from '../network/networks.ts';
import { type HeardFrame, neighbourSays, type Statement, vlansHere } from './heard.ts';
import { familyIn } from './os-words.ts';

type Vlan = NonNullable<NetworkSaid['vlans']>[number];

const SOURCE = 'lldp';
const { TYPE, CAPABILITY } = lldp;
const MAC_LENGTH = 6;
/** An organization's field: 00-12-bb is TIA's, its kinds 8 to 10 are serial number, maker and model, 2 what VLAN an application is to use. */
const TIA = 0x0012bb;
const POLICY = 2;
const VOICE = 1;
/** 00-80-c2 is that of IEEE 802.1: the VLAN of what has no tag, and names of VLANs. */
const IEEE_802_1 = 0x0080c2;
const PORT_VLAN = 1;
const VLAN_NAME = 3;
const INVENTORY: Readonly<Record<number, Clue['about']>> = { 8: 'serial', 9: 'vendor', 10: 'model' };

export function heardLldp({ mac, bytes }: HeardFrame): readonly Statement[] {
  const fields = lldp.parse(bytes, 0, bytes.length);
  if (fields === null) return [];
  const values = (type: number): Uint8Array[] =>
    fields.filter((field) => field.type === type).map(({ value }) => value);
  const text = (type: number): string => textOf(values(type)[0] ?? new Uint8Array(0));
  const [name, description] = [text(TYPE.systemName), text(TYPE.systemDescription)];
  const address = addressOf(values(TYPE.managementAddress), values(TYPE.chassis)[0]);
  const capabilities = values(TYPE.capabilities)[0] ?? new Uint8Array(0);
  const family = familyIn(description);
  const port = portName(values(TYPE.port)[0], text(TYPE.portDescription));
  const say = (clue: Omit<Clue, 'source'>): readonly Clue[] => clueOf({ ...clue, source: SOURCE });
  return [
    ...vlansOf(values(TYPE.organization)),
    ...neighbourSays(mac, address, [
      ...say({ about: 'name', value: name, confidence: 0.95 }),
      ...(family === null ? [] : say({ about: 'os', value: description, family, confidence: 0.9 })),
      ...kindOfLldp(capabilities.length < 4 ? 0 : readU16(capabilities, 2)).flatMap((value) =>
        say({ about: 'kind', value, confidence: 0.8, text: description }),
      ),
      ...say({
        about: 'role',
        value: 'link-neighbour',
        confidence: 0.9,
        text: [port === '' ? '' : `port ${port}`, description].filter(Boolean).join('; '),
      }),
      ...say({ about: 'mac', value: chassisMac(values(TYPE.chassis)[0]), confidence: 0.9 }),
      ...values(TYPE.organization).flatMap((value) => inventory(value).flatMap(say)),
    ]),
  ];
}

/** IPv4 as it is written, for management: of the fields the first. */
function addressOf(management: readonly Uint8Array[], chassis: Uint8Array | undefined): number | null {
  for (const value of management) {
    // Length of family and address, family, address.
    const found = value[0] === 5 ? lldp.ipv4In(value, 1) : null;
    if (found !== null) return found;
  }
  return chassis?.[0] === lldp.CHASSIS_ADDRESS ? lldp.ipv4In(chassis, 1) : null;
}

function chassisMac(chassis: Uint8Array | undefined): string {
  return chassis?.[0] === lldp.CHASSIS_MAC && chassis.length === 1 + MAC_LENGTH ? formatMac(chassis, 1) : '';
}

function portName(port: Uint8Array | undefined, description: string): string {
  if (port === undefined || port.length < 2) return description;
  if (port[0] === lldp.PORT_MAC) return description || (port.length === 1 + MAC_LENGTH ? formatMac(port, 1) : '');
  const address = port[0] === 4 ? lldp.ipv4In(port, 1) : null;
  return address === null ? textOf(port.subarray(1)) : formatIpv4(address);
}

/** What it does tells what it is, where it does one thing. */
export function kindOfLldp(capabilities: number): readonly string[] {
  const does = (bit: number): boolean => (capabilities & bit) !== 0;
  if (does(CAPABILITY.telephone)) return ['voip-phone'];
  if (does(CAPABILITY.accessPoint)) return ['access-point'];
  if (does(CAPABILITY.router)) return ['router'];
  return does(CAPABILITY.bridge) ? ['switch'] : [];
}

function inventory(value: Uint8Array): Omit<Clue, 'source'>[] {
  const about = isOf(value, TIA) ? INVENTORY[value[3]] : undefined;
  return about === undefined ? [] : [{ about, value: textOf(value.subarray(4)), confidence: 0.9 }];
}

function isOf(value: Uint8Array, organization: number): boolean {
  return value.length >= 5 && ((readU16(value, 0) << 8) | value[2]) === organization;
}

function vlansOf(fields: readonly Uint8Array[]): readonly Statement[] {
  const all = fields.flatMap(vlanOf);
  const untagged = all.find(({ use }) => use === 'untagged')?.id;
  const names = new Map(all.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name] as const])));
  const vlans = all
    // What goes without a tag is named as the others are, and told once.
    .filter(({ id, use }) => use !== 'tagged' || id !== untagged)
    .map((vlan): Vlan => (names.has(vlan.id) ? { ...vlan, name: names.get(vlan.id) } : vlan));
  return vlansHere(SOURCE, vlans);
}

function vlanOf(value: Uint8Array): readonly Vlan[] {
  if (isOf(value, IEEE_802_1) && value.length >= 6) {
    const id = readU16(value, 4);
    if (value[3] === PORT_VLAN) return [{ id, use: 'untagged' }];
    if (value[3] === VLAN_NAME) return [{ id, use: 'tagged', name: textOf(value.subarray(7, 7 + value[6])) }];
  }
  // Type 8 bits; flags 3 bits, VLAN 12 bits, priority 3 bits, DSCP 6 bits (ANSI/TIA-1057 section 10.2.3).
  const isVoice = isOf(value, TIA) && value.length >= 8 && value[3] === POLICY && value[4] === VOICE;
  return isVoice ? [{ id: (readU16(value, 5) >> 1) & 0xfff, use: 'voice' }] : [];
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').replace(/\0+$/, '');
}
