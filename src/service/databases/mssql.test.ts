import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { mssql } from './mssql.ts';

/** SQL Server 2019 (15.0.4153), as [MS-TDS] section 4.2 has its PRELOGIN answer. */
const ANSWER = hex(
  '04 01 002b 0000 01 00 00 001a 0006 01 0020 0001 02 0021 0001 03 0022 0000 04 0022 0001 ff 0f0010390000 01 00 00',
);

test('the answer to a prelogin tells the release', () => {
  const verdict = mssql.read(reply(ANSWER, mssql.hello as Uint8Array, 'ms-sql-s'));
  assert.equal(verdict?.confidence, 1);
  assert.deepEqual([verdict?.product, verdict?.version], ['Microsoft SQL Server 2019', '15.00.4153']);
  assert.deepEqual(verdict?.cpe, ['cpe:2.3:a:microsoft:sql_server:2019:*:*:*:*:*:*:*']);
  assert.equal(verdict?.info, 'encryption on');
});

test('releases named by a minor version as well', () => {
  const old = mssql.read(reply(ANSWER.with(34, 10).with(35, 50)));
  assert.deepEqual([old?.product, old?.version, old?.os], ['Microsoft SQL Server 2008 R2', '10.50.4153', 'Windows']);
});

test('an error of TDS 7, and one of its ancestor', () => {
  const text = concat(...[...'Login needed'].map((letter) => ascii(`${letter}\0`)));
  const body = concat(hex('aa 2400 78470000 01 0e 0c00'), text, hex('00 00 0100'));
  const packet = concat(hex('04 01 00'), Uint8Array.of(body.length + 8), hex('0000 01 00'), body);
  assert.equal(mssql.read(reply(packet))?.info, 'Login needed');
});

test('the hello is whole, others are none', () => {
  const hello = mssql.hello as Uint8Array;
  assert.equal(hello[3], hello.length);
  for (const other of [
    '04',
    '04 01 002b',
    '04 01 002b 0000 01 00 05 001a',
    '12 01 002b 0000 01 00 00 001a 0006 ff',
    '05 00 0203',
  ]) {
    assert.equal(mssql.read(reply(hex(other))), null, other);
  }
  // An option that points beyond the packet.
  assert.equal(mssql.read(reply(ANSWER.with(10, 0xff))), null);
});
