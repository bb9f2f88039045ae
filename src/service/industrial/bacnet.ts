// BACnet/IP: ASHRAE 135, annex J (BVLC), clause 6 (NPDU), clause 20 (APDU).
//
//   BVLC   81, function u8 (0a unicast, 04 forwarded: 6 bytes of address more), length u16
//   NPDU   version u8 1, control u8 (80 message of the network layer, 20 destination, 08 source), then
//          destination: network u16, length u8, address; source: the same; hop count u8 where there is a destination
//   APDU   30 complex answer, invoke u8, service u8, 0c object u32, 19 property u8, 3e value 3f;
//          50 error, invoke, service; 60 reject, invoke, reason; 70 or 71 abort, invoke, reason
//   value  tag u8: number << 4 | length (5: u8 follows); 7 text: character set u8 (0 UTF-8), 12 object u32: type << 22 | instance
import { ANY_INSTANCE, BACNET_INVOKE, bacnet as question, readProperty } from '../../probe/udp/industrial/bacnet.ts';
import { clean, u8, u16, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const READ_PROPERTY = 12;
const DEVICE = 8;
const TEXT = 7;
const OBJECT = 12;
/** Clause 21: what a device is asked for, and where it goes. */
const PROPERTIES = [
  [121, 'vendor'],
  [70, 'model'],
  [44, 'firmware'],
  [12, 'application'],
  [77, 'name'],
] as const;

export const bacnet = defineService({
  name: 'bacnet',
  title: 'BACnet/IP',
  specification: 'ASHRAE 135',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const at = apduOf(bytes);
    if (at < 0 || u8(bytes, at + 1) !== BACNET_INVOKE) return null;
    const kind = u8(bytes, at) >> 4;
    if (kind === 3 && u8(bytes, at + 2) === READ_PROPERTY) {
      const value = valueAt(bytes, at);
      const instance = typeof value === 'number' && value >>> 22 === DEVICE ? value & ANY_INSTANCE : undefined;
      return {
        confidence: 1,
        device: 'building controller',
        ...(instance === undefined ? {} : { info: `device ${instance}`, details: { instance } }),
      };
    }
    if (kind === 5 && u8(bytes, at + 2) === READ_PROPERTY) return { confidence: 0.95, info: 'refuses: error' };
    const isShort = (kind === 6 || kind === 7) && bytes.length === at + 3;
    return isShort ? { confidence: 0.9, info: kind === 6 ? 'refuses: reject' : 'refuses: abort' } : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const instance = verdict.details?.instance;
    if (typeof instance !== 'number') return verdict;
    const told: Partial<Record<(typeof PROPERTIES)[number][1], string>> = {};
    for (const [property, name] of PROPERTIES) {
      talk.send(readProperty(instance, property));
      const bytes = await talk.receive();
      const at = apduOf(bytes);
      if (at < 0) break;
      const value = u8(bytes, at) >> 4 === 3 && u8(bytes, at + 9) === property ? valueAt(bytes, at) : null;
      if (typeof value === 'string' && value !== '') told[name] = clean(value, 80);
    }
    const product = [told.vendor, told.model].filter(Boolean).join(' ');
    return {
      ...verdict,
      ...(product === '' ? {} : { product }),
      ...(told.firmware === undefined ? {} : { version: told.firmware }),
      info: [told.name, verdict.info].filter(Boolean).join('; '),
      details: { instance, ...told },
    };
  },
});

/** Where the APDU begins; -1: it is none. */
function apduOf(bytes: Uint8Array): number {
  const kind = u8(bytes, 1);
  if (u8(bytes, 0) !== 0x81 || (kind !== 0x0a && kind !== 0x04) || u16(bytes, 2) !== bytes.length) return -1;
  let at = kind === 0x04 ? 10 : 4;
  const control = u8(bytes, at + 1);
  if (u8(bytes, at) !== 1 || (control & 0x80) !== 0) return -1;
  at += 2;
  if ((control & 0x20) !== 0) at += 3 + u8(bytes, at + 2);
  if ((control & 0x08) !== 0) at += 3 + u8(bytes, at + 2);
  if ((control & 0x20) !== 0) at += 1;
  return at + 3 <= bytes.length ? at : -1;
}

/** The value of an answer to ReadProperty: a text, an object, or null. */
function valueAt(bytes: Uint8Array, apdu: number): string | number | null {
  if (u8(bytes, apdu + 3) !== 0x0c || u8(bytes, apdu + 8) !== 0x19 || u8(bytes, apdu + 10) !== 0x3e) return null;
  const tag = u8(bytes, apdu + 11);
  const isLong = (tag & 7) === 5;
  const length = isLong ? u8(bytes, apdu + 12) : tag & 7;
  const begin = apdu + (isLong ? 13 : 12);
  if (length === 0 || begin + length >= bytes.length || u8(bytes, begin + length) !== 0x3f) return null;
  if (tag >> 4 === OBJECT && length === 4) return u32(bytes, begin);
  if (tag >> 4 !== TEXT || u8(bytes, begin) !== 0) return null;
  return Buffer.from(bytes.subarray(begin + 1, begin + length)).toString('utf8');
}
