// Moxa device servers: M. Davidsaver, "Moxa UDP Protocol", 2023.
//
//   81 (1 and the bit of answers), status u8, length u16 24, transaction u32 (ours), APID u32, model u16le, MAC 6 bytes, address 4 bytes
import { MOXA_TRANSACTION, moxa as question } from '../../probe/udp/discovery/moxa.ts';
import { clean, concat, cString, stands, u8, u16, u16le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const DISCOVERED = 0x81;
const NAME = 0x10;
const NAMED = 0x90;
const LENGTH = 24;
const DEVICE = 8;
const DEVICE_LENGTH = 12;
const TRANSACTION = Uint8Array.from(MOXA_TRANSACTION);

export const moxa = defineService({
  name: 'moxa',
  title: 'Moxa device server',
  specification: 'Moxa UDP Protocol',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (u8(bytes, 0) !== DISCOVERED || u16(bytes, 2) !== bytes.length || bytes.length < LENGTH) return null;
    if (!stands(bytes, TRANSACTION, 4)) return null;
    const device = bytes.subarray(DEVICE, DEVICE + DEVICE_LENGTH);
    const mac = Buffer.from(device.subarray(6)).toString('hex').match(/../g)!.join(':');
    const address = bytes.subarray(LENGTH - 4, LENGTH).join('.');
    const model = u16le(device, 4).toString(16);
    return {
      confidence: 0.95,
      product: 'Moxa device server',
      device: 'serial device server',
      info: `model 0x${model}`,
      details: { model, mac, address },
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    talk.send(question.bytes);
    const found = await talk.receive();
    if (u8(found, 0) !== DISCOVERED || found.length < LENGTH) return verdict;
    const device = found.subarray(DEVICE, DEVICE + DEVICE_LENGTH);
    talk.send(concat(Uint8Array.of(NAME, 0, 0, DEVICE + DEVICE_LENGTH), TRANSACTION, device));
    const bytes = await talk.receive();
    if (u8(bytes, 0) !== NAMED || !stands(bytes, TRANSACTION, 4)) return verdict;
    const name = clean(cString(bytes, DEVICE + DEVICE_LENGTH, 40), 40);
    return name === '' ? verdict : { ...verdict, info: `${name}; ${verdict.info}` };
  },
});
