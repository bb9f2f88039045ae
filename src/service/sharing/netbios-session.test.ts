import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { netbiosSession } from './netbios-session.ts';

test('a session is granted, or refused with a reason', () => {
  assert.equal(netbiosSession.read(reply(hex('82000000'), null, 'netbios-ssn'))?.confidence, 0.9);
  assert.deepEqual(netbiosSession.read(reply(hex('83000001 82'))), {
    confidence: 0.9,
    info: 'refuses: called name not present',
  });
});

test('other bytes are none', () => {
  for (const other of ['82', '82000001', '8300000182ff', '8300000107', '00000000']) {
    assert.equal(netbiosSession.read(reply(hex(other), null, 'netbios-ssn')), null);
  }
});

test('what was asked names any SMB server', () => {
  const hello = netbiosSession.hello as Uint8Array;
  assert.equal(hello.length, 72);
  assert.equal(Buffer.from(hello.subarray(5, 11)).toString(), 'CKFDEN');
});
