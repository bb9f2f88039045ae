import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be16, concat, hex, u16 } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { drda } from './drda.ts';

function answer(...parameters: (readonly [number, Uint8Array])[]): Uint8Array {
  const body = concat(...parameters.map(([code, value]) => concat(be16(value.length + 4), be16(code), value)));
  return concat(be16(body.length + 10), hex('d0 02 0001'), be16(body.length + 4), hex('1443'), body);
}

test('DB2 says in EBCDIC what it is', () => {
  const verdict = drda.read(
    reply(
      answer(
        [0x1147, hex('d8c4c2f261d3c9d5e4e7e7f8f6f6f4')], // QDB2/LINUXX8664
        [0x116d, hex('848285a799')], // dbexr
        [0x115a, hex('e2d8d3f1f1f0f5f5')], // SQL11055
      ),
    ),
  );
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'IBM Db2', '11.5.5']);
  assert.equal(verdict?.os, 'LINUXX8664');
  assert.equal(verdict?.details?.server, 'dbexr');
});

/** Derby 10.14 of Debian 12, as it came. */
const DERBY = hex(
  '0075 d0 02 0001 006f 1443 001d 115e d585a3a6969992e28599a58599c39695a399969340948189 95' +
    '0008 1404 1403 0003 0010 1147 c19781838885 40 c48599 82a8 0018 116d d585a3a6969992e28599a58599c39695a3999693' +
    '001e 115a c3e2e2f1f0f1f4f061f1f04bf1f44bf24bf04060404d6f6f6f5d',
);

test('Derby and Informix', () => {
  const real = drda.read(reply(DERBY));
  assert.deepEqual([real?.confidence, real?.version, real?.details?.class], [1, '10.14.2.0', 'Apache Derby']);
  const derby = drda.read(reply(answer([0x115a, ascii('CSS10140/10.14.2.0 - (1828579)')])));
  assert.deepEqual([derby?.product, derby?.version], ['Apache Derby', '10.14.2.0']);
  const informix = drda.read(reply(answer([0x1147, ascii('IDS/UNIX64')], [0x115a, ascii('IFX14.10.FC4')])));
  assert.deepEqual([informix?.product, informix?.version], ['IBM Informix', '14.10.FC4']);
});

test('an error is it, too; others are none', () => {
  assert.equal(drda.read(reply(hex('0010 d0 02 0001 000a 124c 0006 1149 0008')))?.confidence, 0.85);
  for (const other of [
    '0010 d0',
    '0010 d0 01 0001 000a 1041',
    '0003 d0 02 0001 000a 1443',
    '0010 d1 02 0001 000a 1443',
  ]) {
    assert.equal(drda.read(reply(hex(other))), null, other);
  }
});

test('the hello says how long it is', () => {
  const hello = drda.hello as Uint8Array;
  assert.equal(u16(hello, 0), hello.length);
  assert.equal(u16(hello, 6), hello.length - 6);
});
