// Modbus over UDP: Modbus Messaging on TCP/IP 1.0b section 3.1.3, Modbus Application Protocol 1.1b3 section 6.21.
//
//   MBAP      transaction u16, protocol u16 0, length u16 (of what follows), unit u8; then function u8
//   2b        0e, code u8, conformity u8, more u8, next u8, count u8, objects of id u8 (0 vendor, 1 product, 2 revision), length u8, text
//   ab        refused: exception u8
import { MODBUS_TRANSACTION, modbus as question } from '../../probe/udp/modbus.ts';
import { clean, textAt, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const IDENTIFY = 0x2b;
const DEVICE_ID = 0x0e;
const REFUSED = 0xab;
const FUNCTION = 7;
const OBJECTS = 14;
const OBJECTS_MOST = 8;

export const modbusUdp = defineService({
  name: 'mbap',
  title: 'Modbus over UDP',
  specification: 'Modbus Messaging on TCP/IP 1.0b',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes, endpoint }): Verdict | null {
    if (endpoint.proto !== 'udp' || u16(bytes, 0) !== MODBUS_TRANSACTION || u16(bytes, 2) !== 0) return null;
    if (bytes.length < 9 || bytes.length !== 6 + u16(bytes, 4)) return null;
    if (u8(bytes, FUNCTION) === REFUSED && bytes.length === 9) {
      return { confidence: 0.95, info: `does not identify itself (exception ${u8(bytes, 8)})` };
    }
    const isAnswer = u8(bytes, FUNCTION) === IDENTIFY && u8(bytes, 8) === DEVICE_ID && bytes.length >= OBJECTS;
    if (!isAnswer) return null;
    const [vendor, product, revision] = objectsOf(bytes);
    const named = [vendor, product].filter(Boolean).join(' ');
    return {
      confidence: 1,
      ...(named === '' ? {} : { product: named, device: 'controller' }),
      ...(revision ? { version: revision.replace(/^[vV](?=\d)/, '') } : {}),
      details: { unit: u8(bytes, 6), vendor, product, revision },
    };
  },
});

function objectsOf(bytes: Uint8Array): readonly string[] {
  const objects: string[] = ['', '', ''];
  let at = OBJECTS;
  for (let left = Math.min(u8(bytes, OBJECTS - 1), OBJECTS_MOST); left > 0 && at + 2 <= bytes.length; left--) {
    const [id, length] = [u8(bytes, at), u8(bytes, at + 1)];
    if (id < objects.length) objects[id] = clean(textAt(bytes, at + 2, length), 80);
    at += 2 + length;
  }
  return objects;
}
