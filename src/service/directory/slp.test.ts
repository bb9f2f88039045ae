import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slp as question } from '../../probe/udp/directory/slp.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { slp } from './slp.ts';

/** RFC 2608 section 10.2, a printer and an ESXi. */
const ANSWER = hex(`02 0a 00003c 0000 000000 504f 0002 656e 0000 0028
  736572766963653a7072696e7465722c736572766963653a564d77617265496e667261737472`);

test('the types of services', () => {
  const list = 'service:VMwareInfrastructure,service:wbem:https';
  const head = hex('02 0a 000000 0000 000000 504f 0002 656e 0000 0000');
  const bytes = Uint8Array.from([...head, ...Buffer.from(list)]);
  bytes[4] = bytes.length;
  bytes[19] = list.length;
  const verdict = slp.read(datagramReply(bytes, question.bytes, 'svrloc'));
  assert.deepEqual([verdict?.confidence, verdict?.product], [1, 'VMware ESXi slpd']);
  assert.deepEqual(verdict?.details, { types: ['VMwareInfrastructure', 'wbem:https'] });
  assert.equal(verdict?.notes?.[0].code, 'N_UDP_AMPLIFIER');
  for (let cut = 0; cut < bytes.length; cut++) assert.equal(slp.read(datagramReply(bytes.subarray(0, cut))), null);
});

test('an error is an answer; a list that is too long is none', () => {
  const error = hex('02 0a 000012 0000 000000 504f 0002 656e 0004');
  assert.equal(slp.read(datagramReply(error))?.info, 'other scopes');
  assert.equal(slp.read(datagramReply(ANSWER)), null);
  assert.equal(slp.read(datagramReply(question.bytes)), null);
});
