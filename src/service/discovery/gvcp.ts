// GigE Vision cameras: GigE Vision 2.0, section 16.1 (DISCOVERY_ACK).
//
//   0  status u16, answer u16 (0003), length u16 (248), id u16 (ours)
//   8  version u16 u16, mode u32, MAC u16 (0) and 6 bytes at 18, ...; 80 maker 32, model 32, version of the device 32, of whom 48, serial 16, name 16
import { GVCP_ID, gvcp as question } from '../../probe/udp/discovery/gvcp.ts';
import { clean, cString, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const DISCOVERY_ACK = 3;
const LENGTH = 248;
const HEADER = 8;
const MAC = 18;
const MAKER = 80;
const MODEL = 112;
const VERSION = 144;
const SERIAL = 224;
const NAME = 240;

export const gvcp = defineService({
  name: 'gvcp',
  title: 'GigE Vision control',
  specification: 'GigE Vision 2.0',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const isAnswer = u16(bytes, 0) === 0 && u16(bytes, 2) === DISCOVERY_ACK && u16(bytes, 6) === GVCP_ID;
    if (!isAnswer || u16(bytes, 4) !== LENGTH || bytes.length !== HEADER + LENGTH) return null;
    const text = (at: number, most: number): string => clean(cString(bytes, at, most), most);
    const version = text(VERSION, 32);
    const product = [text(MAKER, 32), text(MODEL, 32)].filter(Boolean).join(' ');
    const name = text(NAME, 16);
    return {
      confidence: 1,
      ...(product === '' ? {} : { product }),
      ...(version === '' ? {} : { version }),
      ...(name === '' ? {} : { info: name }),
      device: 'camera',
      details: {
        mac: Buffer.from(bytes.subarray(MAC, MAC + 6))
          .toString('hex')
          .match(/../g)!
          .join(':'),
        serial: text(SERIAL, 16),
      },
    };
  },
});
