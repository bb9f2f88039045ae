// Aerospike: its info protocol (aerospike.com documentation, "Wire Protocol"; client sources): names asked for, lines told.
//
//   header   version u8 (2), type u8 (1 info, 3 message), length 48 bits; then lines `name\tvalue\n`
import { ascii, clean, concat, hex, textAt, u8, u16, u32 } from '../bytes.ts';
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const ASKED = 'build\nedition\n';
const LINES = /^[a-z]{4,10}\t[^\0]{0,4000}$/;

export const aerospike = defineService({
  name: 'aerospike',
  title: 'Aerospike',
  specification: 'Aerospike wire protocol',
  ports: [3000],
  hello: concat(hex('02 01 000000000000').with(7, ASKED.length), ascii(ASKED)),

  read({ bytes, to }) {
    const length = u32(bytes, 4);
    if (u8(bytes, 0) !== 2 || u8(bytes, 1) !== 1 || u16(bytes, 2) !== 0 || length < 4 || bytes.length !== 8 + length)
      return null;
    const text = textAt(bytes, 8, length);
    if (!LINES.test(text)) return null;
    const fields = new Map(
      text.split('\n').map((line): [string, string] => [line.split('\t')[0], clean(line.split('\t')[1] ?? '')]),
    );
    const version = /^\d[\w.-]{1,40}$/.exec(fields.get('build') ?? '')?.[0];
    return {
      confidence: version !== undefined && to === 'aerospike' ? 1 : 0.8,
      product: 'Aerospike',
      ...(version === undefined ? {} : { version, cpe: [cpeOf('aerospike', 'aerospike_server', version)] }),
      ...(fields.get('edition') ? { info: fields.get('edition')! } : {}),
    };
  },
});
