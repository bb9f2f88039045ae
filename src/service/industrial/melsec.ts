// MELSEC communication protocol, 3E frame in binary code: SH-080008 sections 5 and 8.7 (reading the CPU's model name, 0101).
//
//   request    50 00, network u8, PC u8 ff, module u16le 03ff, station u8, length u16le, timer u16le, command u16le, subcommand u16le
//   answer     d0 00, network, PC, module, station as they were, length u16le, end code u16le, model 16 characters, model code u16le
import { clean, hex, stands, textAt, u16le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const ROUTE = hex('00 ff ff03 00');
const HEADER = 9;
const MODEL = 16;

export const melsec = defineService({
  name: 'melsec',
  title: 'Mitsubishi MELSEC',
  specification: 'SH-080008: MELSEC communication protocol',
  ports: [5006, 5007],
  hello: hex('5000 00 ff ff03 00 0600 1000 0101 0000'),
  ownPortsOnly: true,

  read({ bytes, to }): Verdict | null {
    const length = u16le(bytes, 7);
    if (to !== 'melsec' || !stands(bytes, hex('d000')) || !stands(bytes, ROUTE, 2) || length < 2 || length > 64)
      return null;
    if (bytes.length < HEADER + length) return { confidence: 0.9, more: true };
    const end = u16le(bytes, HEADER);
    if (end !== 0) return { confidence: 0.95, info: `error ${end.toString(16).padStart(4, '0')}` };
    const model = clean(textAt(bytes, HEADER + 2, MODEL).replace(/[\0 ]+$/, ''), 20);
    if (length !== 2 + MODEL + 2 || !/^[\w./-]{2,16}$/.test(model)) return null;
    return {
      confidence: 1,
      product: `Mitsubishi ${model}`,
      device: 'controller',
      details: { modelCode: u16le(bytes, HEADER + 2 + MODEL) },
    };
  },
});
