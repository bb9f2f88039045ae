// Modbus over TCP and UDP: Modbus Messaging on TCP/IP Implementation Guide 1.0b section 3.1.3, Modbus Application Protocol 1.1b3 section 6.21.
//
//   MBAP      transaction u16, protocol u16 0, length u16 (of what follows), unit u8; then function u8
//   2b 0e     Read Device Identification: code u8 (1 basic), object u8; answer: 0e, code, conformity u8, more u8, next u8, count u8,
//             objects of id u8 (0 vendor, 1 product, 2 revision), length u8, text
//   ab        the same refused: exception u8
//
// Only its identification is asked for: nothing is read of what it controls, and nothing is ever written.
import { MODBUS_TRANSACTION, modbus as question } from '../../probe/udp/industrial/modbus.ts';
import { clean, textAt, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const IDENTIFY = 0x2b;
const DEVICE_ID = 0x0e;
const REFUSED = 0xab;
const HEADER = 7;
/** Where the objects begin. */
const OBJECTS = HEADER + 7;
const OBJECTS_MOST = 8;
const NAMES = ['vendor', 'product', 'revision'] as const;
const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: 'identifies itself to nobody',
  10: 'gateway without a path',
  11: 'gateway, device does not answer',
};

export const modbus = defineService({
  name: 'mbap',
  title: 'Modbus/TCP',
  specification: 'Modbus Messaging on TCP/IP 1.0b',
  ports: [502],
  tlsPorts: [802],
  udpPorts: question.ports,
  hello: question.bytes,
  ownPortsOnly: true,
  nobodyElse: true,

  read({ bytes, to, endpoint: { proto } }): Verdict | null {
    const length = u16(bytes, 4);
    if (u16(bytes, 0) !== MODBUS_TRANSACTION || u16(bytes, 2) !== 0 || length < 3 || length > 254) return null;
    // A datagram is whole; a stream may be anybody's who says our bytes back.
    if (proto === 'udp' ? bytes.length !== 6 + length : to !== 'mbap') return null;
    const code = u8(bytes, HEADER);
    if (code === REFUSED && length === 3 && bytes.length >= 9) {
      const exception = u8(bytes, 8);
      return { confidence: 0.95, info: EXCEPTIONS[exception] ?? `exception ${exception}` };
    }
    if (code !== IDENTIFY || u8(bytes, 8) !== DEVICE_ID) return null;
    if (bytes.length < 6 + length) return { confidence: 0.9, more: true };
    if (proto === 'udp' && bytes.length < OBJECTS) return null;
    const { vendor, product, revision } = objectsOf(bytes.subarray(0, 6 + length));
    const named = [vendor, product].filter(Boolean).join(' ');
    return {
      confidence: 1,
      ...(named === '' ? {} : { product: named, device: 'controller' }),
      ...(revision ? { version: revision.replace(/^[vV](?=\d)/, '') } : {}),
      details: { unit: u8(bytes, 6), vendor, product, revision },
    };
  },
});

function objectsOf(bytes: Uint8Array): Partial<Record<(typeof NAMES)[number], string>> {
  const objects: Partial<Record<(typeof NAMES)[number], string>> = {};
  let at = OBJECTS;
  for (let left = Math.min(u8(bytes, OBJECTS - 1), OBJECTS_MOST); left > 0 && at + 2 <= bytes.length; left--) {
    const name = NAMES[u8(bytes, at)];
    const length = u8(bytes, at + 1);
    if (name !== undefined) objects[name] = clean(textAt(bytes, at + 2, length), 80);
    at += 2 + length;
  }
  return objects;
}
