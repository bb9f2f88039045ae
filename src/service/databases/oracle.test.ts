import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be16, concat, hex, u16 } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { oracle } from './oracle.ts';

const HELLO = oracle.hello as Uint8Array;

function refuse(text: string): Uint8Array {
  return concat(be16(12 + text.length), hex('0000 04 00 0000 22 00'), be16(text.length), ascii(text));
}

test('a refusal tells the version', () => {
  const verdict = oracle.read(
    reply(
      refuse('(DESCRIPTION=(TMP=)(VSNNUM=186647552)(ERR=1189)(ERROR_STACK=(ERROR=(CODE=1189)(EMFI=4))))'),
      HELLO,
      'oracle-tns',
    ),
  );
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'Oracle TNS listener', '11.2.0.4.0']);
  assert.equal(oracle.read(reply(refuse('(DESCRIPTION=(VSNNUM=318767104)(ERR=1189))')))?.version, '19.0.0.0.0');
});

test('so does who accepts', () => {
  const text = 'TNSLSNR for Linux: Version 10.2.0.1.0 - Production';
  const accept = concat(be16(32), hex('0000 02 00 0000 0136 0000 0800 7fff 0001 0000 0020 0000 0000 0000 0000'));
  const data = concat(be16(10 + text.length), hex('0000 06 00 0000 0000'), ascii(text));
  const verdict = oracle.read(reply(concat(accept, data), HELLO, 'oracle-tns'));
  assert.deepEqual([verdict?.version, verdict?.os], ['10.2.0.1.0', 'Linux']);
});

test('a resend is likely; others are none', () => {
  assert.equal(oracle.read(reply(hex('0008 0000 0b 00 0000'), HELLO, 'oracle-tns'))?.confidence, 0.85);
  for (const other of [
    '0008 0000 0b',
    '0020 0000 04 00 0001 22 00',
    '0008 0000 0c 00 0000',
    '0000 0009 01 00 0000 02',
  ]) {
    assert.equal(oracle.read(reply(hex(other), HELLO, 'oracle-tns')), null, other);
  }
  assert.equal(oracle.read(reply(hex('000a 0000 02 00 0000 0000'))), null);
});

test('the hello says where its words stand', () => {
  assert.equal(u16(HELLO, 0), HELLO.length);
  assert.equal(Buffer.from(HELLO.subarray(u16(HELLO, 26))).toString(), '(CONNECT_DATA=(COMMAND=version))');
  assert.equal(u16(HELLO, 24), 32);
});
