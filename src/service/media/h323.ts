// H.323 call signalling: ITU-T H.225.0 over Q.931, framed by TPKT (RFC 1006). No call is set up; a STATUS ENQUIRY about a call
// that there is not is answered by STATUS or RELEASE COMPLETE, and rings nowhere.
//
//   TPKT    3, 0, length u16
//   Q.931   discriminator 8, length of call reference (2), call reference u16 (bit 15: from its receiver), message type
//           0x75 STATUS ENQUIRY, 0x7d STATUS, 0x5a RELEASE COMPLETE
import { hex, u8, u16 } from '../bytes.ts';
import { defineService } from '../service.ts';

const Q931 = 8;
const CALL = 0x5050;
const ANSWERS = new Set([0x7d, 0x5a]);

export const h323 = defineService({
  name: 'h323hostcall',
  title: 'H.323 call signalling',
  specification: 'ITU-T H.225.0',
  ports: [1720],
  hello: hex('0300 0009 08 02 5050 75'),
  ownPortsOnly: true,

  read({ bytes }) {
    const isFrame = u16(bytes, 0) === 0x0300 && u16(bytes, 2) >= 9 && u16(bytes, 2) <= 4096;
    if (!isFrame || u8(bytes, 4) !== Q931 || u8(bytes, 5) !== 2 || !ANSWERS.has(u8(bytes, 8))) return null;
    return (u16(bytes, 6) & 0x7fff) === CALL ? { confidence: 0.95 } : { confidence: 0.7 };
  },
});
