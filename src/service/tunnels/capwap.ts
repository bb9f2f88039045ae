// CAPWAP: RFC 5415 sections 4.3, 4.5.1 and 5.2 (Discovery Response).
//
//   00, header length in words 5 bits, ...; behind it: kind u32 (2), number u8 (ours), length u16, flags u8; elements: kind u16, length u16, value
//   1 AC Descriptor: stations u16, most u16, WTPs u16, most u16, security u8, radio MAC u8, 0, DTLS u8, then vendor u32, kind u16, length u16, text
//     (4 hardware, 5 software); 4 AC Name
import { CAPWAP_SEQUENCE, capwap as question } from '../../probe/udp/tunnels/capwap.ts';
import { clean, textAt, u8, u16, u32 } from '../bytes.ts';
import { fieldsOf } from '../discovery/fields.ts';
import { defineService, type Verdict } from '../service.ts';

const DISCOVERY_RESPONSE = 2;
const AC_DESCRIPTOR = 1;
const AC_NAME = 4;
const CONTROL_HEADER = 8;
const SOFTWARE = 5;
/** IANA, private enterprise numbers. */
const VENDORS: Readonly<Record<number, string>> = {
  9: 'Cisco',
  2011: 'Huawei',
  12356: 'Fortinet',
  14179: 'Cisco',
  14823: 'Aruba',
  25053: 'Ruckus',
  25506: 'H3C',
  4881: 'Ruijie',
};

export const capwap = defineService({
  name: 'capwap-control',
  title: 'CAPWAP access controller',
  specification: 'RFC 5415',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const at = 4 * (u8(bytes, 1) >> 3);
    if (u8(bytes, 0) !== 0 || at < 8 || u32(bytes, at) !== DISCOVERY_RESPONSE || u8(bytes, at + 4) !== CAPWAP_SEQUENCE)
      return null;
    const end = at + 5 + u16(bytes, at + 5);
    if (end > bytes.length || end < at + CONTROL_HEADER) return null;
    const elements = fieldsOf(bytes.subarray(0, end), at + CONTROL_HEADER, 2);
    const descriptor = elements?.get(AC_DESCRIPTOR);
    if (elements === null || descriptor === undefined || descriptor.length < 12) return null;
    const name = clean(Buffer.from(elements.get(AC_NAME) ?? []).toString('utf8'), 64);
    const { vendor, software } = versionsOf(descriptor);
    const maker = VENDORS[vendor];
    return {
      confidence: 1,
      ...(maker === undefined ? {} : { product: `${maker} wireless controller` }),
      ...(/^[\w.-]{1,30}$/.test(software) ? { version: software } : {}),
      ...(name === '' ? {} : { hostname: name }),
      info: `${u16(descriptor, 4)} of ${u16(descriptor, 6)} access points`,
      device: 'wireless controller',
      details: { stations: u16(descriptor, 0), vendor, software: clean(software) },
    };
  },
});

function versionsOf(descriptor: Uint8Array): { readonly vendor: number; readonly software: string } {
  let software = '';
  for (let at = 12; at + 8 <= descriptor.length; at += 8 + u16(descriptor, at + 6)) {
    const length = u16(descriptor, at + 6);
    if (u16(descriptor, at + 4) === SOFTWARE) software = textAt(descriptor, at + 8, length).replace(/\0/g, '');
  }
  return { vendor: u32(descriptor, 12), software };
}
