import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pcp, natPmp as question } from '../../probe/udp/tunnels/nat-pmp.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import type { Reply } from '../service.ts';
import { natPmp } from './nat-pmp.ts';

const ADDRESS = hex('0080 0000 00012345 c6336407'); // RFC 6886 section 3.2
const MISMATCH = hex('0280 000c 00000000 00012345 000000000000000000000000'); // RFC 6887 section 7.2

function at(port: number, bytes: Uint8Array): Reply {
  const reply = datagramReply(bytes, question.bytes, 'nat-pmp');
  return { ...reply, endpoint: { ...reply.endpoint, port } };
}

test('the outer address', () => {
  const verdict = natPmp.read(at(5351, ADDRESS));
  assert.deepEqual([verdict?.confidence, verdict?.info], [0.9, 'NAT-PMP; outer address 198.51.100.7']);
  assert.equal(natPmp.read(at(5352, ADDRESS))?.confidence, 0.6);
});

test('refusals, and PCP', () => {
  assert.equal(natPmp.read(at(5351, hex('0080 0002 00012345')))?.info, 'NAT-PMP: not authorised');
  assert.deepEqual(natPmp.read(at(5351, MISMATCH)), {
    confidence: 0.9,
    info: 'PCP',
    details: { result: 12, seconds: 0x12345 },
  });
});

test('our questions, and halves, are none', () => {
  for (const bytes of [question.bytes, pcp.bytes]) assert.equal(natPmp.read(at(5351, bytes)), null);
  for (const answer of [ADDRESS, MISMATCH]) {
    for (let cut = 0; cut < answer.length; cut++) assert.equal(natPmp.read(at(5351, answer.subarray(0, cut))), null);
  }
});
