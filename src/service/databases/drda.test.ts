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
  assert.equal(verdict?.hostname, 'dbexr');
});

test('Derby and Informix', () => {
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
