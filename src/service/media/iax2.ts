// IAX2: RFC 5456 section 8.1.1 (full frames).
//
//   our side 1 bit (1: full frame), source call 15 bits, again 1 bit, destination call 15 bits (ours), time u32, numbers u8 u8, kind u8 (6 IAX),
//   message u8: 03 PONG, 04 ACK, 06 REJECT, 0a INVAL, 20 UNSUPPORT
import { IAX_CALL, iax2 as question } from '../../probe/udp/media/iax2.ts';
import { u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const IAX = 6;
const PONG = 3;
const OTHERS: Readonly<Record<number, string>> = { 4: 'ACK', 6: 'REJECT', 10: 'INVAL', 32: 'UNSUPPORT' };
const HEADER = 12;

export const iax2 = defineService({
  name: 'iax',
  title: 'Inter-Asterisk eXchange',
  specification: 'RFC 5456',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const isFrame = bytes.length >= HEADER && (u8(bytes, 0) & 0x80) !== 0 && u8(bytes, 10) === IAX;
    if (!isFrame || (u16(bytes, 2) & 0x7fff) !== IAX_CALL) return null;
    const message = u8(bytes, 11);
    if (message === PONG) return { confidence: 1 };
    const other = OTHERS[message];
    return other === undefined ? null : { confidence: 0.9, info: other };
  },
});
