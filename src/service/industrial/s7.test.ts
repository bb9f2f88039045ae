import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { s7 } from './s7.ts';

const CONFIRM = hex('0300 0016 11 d0 5054 0001 00 c001 0a c102 0100 c202 0102');
const SETUP = hex('0300 001b 02f080 32 03 0000 0001 0008 0000 0000 f0 00 0001 0001 00f0');
const read = (bytes: Uint8Array, to: string | null = 'iso-tsap') => s7.read(reply(bytes, s7.hello as Uint8Array, to));

function list(id: number, records: readonly Uint8Array[]): Uint8Array {
  const body = concat(...records);
  const data = concat(
    hex('ff09'),
    u16(8 + body.length),
    u16(id),
    hex('0000'),
    u16(records[0].length),
    u16(records.length),
    body,
  );
  const head = concat(hex('02f080 32 07 0000 0002 000c'), u16(data.length), hex('000112 08 12 84 01 01 00 00 0000'));
  return concat(hex('0300'), u16(4 + head.length + data.length), head, data);
}

const u16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);
const padded = (text: string, length: number): Uint8Array => concat(ascii(text), new Uint8Array(length - text.length));
const module = (index: number, order: string, version: string): Uint8Array =>
  concat(u16(index), ascii(order.padEnd(20)), hex('0000'), hex(version));

test('a controller tells its order number, firmware and names', async () => {
  const verdict = read(CONFIRM);
  assert.equal(verdict?.confidence, 0.9);
  const modules = list(0x11, [module(1, '6ES7 315-2EH14-0AB0', '00 00 00 03'), module(7, '', '56 03 02 06')]);
  const names = list(0x1c, [concat(u16(1), padded('SNAP7-SERVER', 32)), concat(u16(7), padded('CPU 315-2 PN/DP', 32))]);
  const talk = fakeTalk([SETUP, modules, names]);
  const known = await s7.learn!(talk, verdict!);
  assert.deepEqual(
    [known.service, known.confidence, known.product, known.version, known.info],
    ['s7comm', 1, 'Siemens CPU 315-2 PN/DP', '3.2.6', '6ES7 315-2EH14-0AB0'],
  );
  assert.equal(known.details?.system, 'SNAP7-SERVER');
});

test('what else lives over ISO transport is not called S7', async () => {
  const known = await s7.learn!(fakeTalk([hex('0300 000b 06 80 5054 0001 05')]), { confidence: 0.9 });
  assert.deepEqual([known.service, known.confidence], [undefined, 0.9]);
  const short = await s7.learn!(fakeTalk([SETUP, hex('0300 0021 02f080 32 07')]), { confidence: 0.9 });
  assert.deepEqual([short.service, short.product], ['s7comm', 'Siemens SIMATIC S7']);
});

test('others', () => {
  assert.equal(read(hex('0300 000b 06 80 5054 0001 05'))?.info, 'refuses: reason 5');
  assert.equal(read(CONFIRM, 'ms-wbt-server'), null);
  for (const bytes of ['0300 0016 11', '0300 0013 0e d0 0000 1234 00 02 01 0800 01000000', '0300 0016 12 d0 5054']) {
    assert.equal(read(hex(bytes)), null, bytes);
  }
});
