import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { crestron } from './crestron.ts';

test('a system asks who comes', () => {
  const verdict = crestron.read(reply(hex('0f 0001 02')));
  assert.deepEqual([verdict?.confidence, verdict?.product], [0.85, 'Crestron control system']);
  assert.equal(crestron.read(reply(hex('0f 0001 02'), 'x')), null);
});

test('a console has a prompt', () => {
  const verdict = crestron.read(reply('\r\nDMPS3-300-C Console\r\n\r\nDMPS3-300-C>'));
  assert.deepEqual(
    [verdict?.service, verdict?.confidence, verdict?.product, verdict?.notes?.[0].code],
    ['crestron-ctp', 0.9, 'Crestron DMPS3-300-C', 'N_NO_LOGIN'],
  );
  assert.equal(crestron.read(reply('\r\nCP3>'))?.confidence, 0.6);
});

test('others', () => {
  for (const text of ['', '\x0f\0\x01', '\x0f\0\x01\x02\x00', 'login>', 'router>', 'Welcome to the Console\r\n']) {
    assert.equal(crestron.read(reply(text)), null, text);
  }
});
