import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xdmcp as question } from '../../probe/udp/remote/xdmcp.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { xdmcp } from './xdmcp.ts';

/** xdm's, as it stands on the wire. */
const WILLING = hex('00010005000b00000002766d00036c6162');

test('willing, and not', () => {
  const verdict = xdmcp.read(datagramReply(WILLING, question.bytes, 'xdmcp'));
  assert.deepEqual([verdict?.confidence, verdict?.hostname, verdict?.info], [0.95, 'vm', 'willing: lab']);
  assert.equal(verdict?.notes?.[0].code, 'N_PLAIN_TEXT_LOGIN');
  const unwilling = xdmcp.read(datagramReply(hex('0001 0006 000a 0002 766d 0004 66756c6c')));
  assert.deepEqual([unwilling?.hostname, unwilling?.info, unwilling?.notes], ['vm', 'unwilling: full', undefined]);
});

test('our question, what is longer, and halves are none', () => {
  assert.equal(xdmcp.read(datagramReply(question.bytes)), null);
  assert.equal(xdmcp.read(datagramReply(Uint8Array.from([...WILLING, 0]))), null);
  for (let cut = 0; cut < WILLING.length; cut++)
    assert.equal(xdmcp.read(datagramReply(WILLING.subarray(0, cut))), null);
});
