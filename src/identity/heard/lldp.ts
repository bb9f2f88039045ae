// LLDP (IEEE 802.1AB) and its inventory for telephones and the like (ANSI/TIA-1057): the device at the other end of the cable, and the port
// there.
import { formatIpv4, formatMac } from '../../wire/address.ts';
import { readU16 } from '../../wire/bytes.ts';
import * as lldp from '../../wire/lldp.ts';
import { type Clue, clueOf } from '../clue.ts';
import { type HeardFrame, neighbourSays, type Statement } from './heard.ts';
import { familyIn } from './os-words.ts';

const SOURCE = 'lldp';
const { TYPE, CAPABILITY } = lldp;
const MAC_LENGTH = 6;
/** An organization's field: 00-12-bb is TIA's, its kinds 8 to 10 are serial number, maker and model. */
const TIA = 0x0012;
const TIA_LAST = 0xbb;
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
  return neighbourSays(mac, address, [
    ...say({ about: 'name', value: name, confidence: 0.95 }),
    ...(family === null ? [] : say({ about: 'os', value: description, family, confidence: 0.9 })),
    ...kindOf(capabilities.length < 4 ? 0 : readU16(capabilities, 2)).flatMap((value) =>
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
  ]);
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
function kindOf(capabilities: number): readonly string[] {
  const does = (bit: number): boolean => (capabilities & bit) !== 0;
  if (does(CAPABILITY.telephone)) return ['voip-phone'];
  if (does(CAPABILITY.accessPoint)) return ['access-point'];
  if (does(CAPABILITY.router)) return ['router'];
  return does(CAPABILITY.bridge) ? ['switch'] : [];
}

function inventory(value: Uint8Array): Omit<Clue, 'source'>[] {
  if (value.length < 5 || readU16(value, 0) !== TIA || value[2] !== TIA_LAST) return [];
  const about = INVENTORY[value[3]];
  return about === undefined ? [] : [{ about, value: textOf(value.subarray(4)), confidence: 0.9 }];
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').replace(/\0+$/, '');
}
