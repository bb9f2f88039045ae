// nanomsg and nng: RFC "SP TCP mapping" (nanomsg.org, sp-tcp-mapping-01). Both sides greet with 8 bytes.
//
//   0, `SP`, version u8 (0), type of the socket u16, 0 u16
import { hex, stands, u16 } from '../bytes.ts';
import { defineService } from '../service.ts';

const MARK = hex('00 53 50 00');
const TYPES: Readonly<Record<number, string>> = {
  16: 'PAIR',
  17: 'PAIR1',
  32: 'PUB',
  33: 'SUB',
  48: 'REQ',
  49: 'REP',
  80: 'PUSH',
  81: 'PULL',
  98: 'SURVEYOR',
  99: 'RESPONDENT',
  112: 'BUS',
};

export const nanomsg = defineService({
  name: 'nanomsg',
  title: 'nanomsg, nng (SP)',
  specification: 'SP TCP mapping',
  ports: [],

  read({ bytes }) {
    if (bytes.length < 8 || !stands(bytes, MARK) || u16(bytes, 6) !== 0) return null;
    const type = TYPES[u16(bytes, 4)];
    return type === undefined ? null : { confidence: 0.9, product: 'nanomsg', info: type, details: { socket: type } };
  },
});
