import assert from 'node:assert/strict';
import { test } from 'node:test';
import { netbiosName as question } from '../../probe/udp/sharing/netbios-name.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { netbiosName } from './netbios-name.ts';

/** nmbd's, as it stands on the wire. */
const ANSWER =
  hex(`504f8400000000010000000020434b4141414141414141414141414141414141414141414141414141414141410000210001000000
  0000ad074c41424e41532020202020202020200004004c41424e41532020202020202020200304004c41424e4153202020202020202020200400
  01025f5f4d5342524f5753455f5f020184004c414247524f5550202020202020200084004c414247524f5550202020202020201d04004c414247
  524f5550202020202020201e84000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
  0000`);

test('names, workgroup; a card of zeros is none', () => {
  const verdict = netbiosName.read(datagramReply(ANSWER, question.bytes, 'netbios-ns'));
  assert.deepEqual([verdict?.confidence, verdict?.hostname, verdict?.info], [1, 'LABNAS', 'workgroup LABGROUP']);
  const names = verdict?.details?.names as { name: string; kind: string; group: boolean }[];
  assert.equal(names.length, 7);
  assert.deepEqual(names[2], { name: 'LABNAS', kind: 'file server', group: false });
  assert.deepEqual(names[3], { name: '__MSBROWSE__', kind: '0x1', group: true });
  assert.equal(verdict?.details?.mac, undefined);
});

test("Windows' tells its card's number", () => {
  const windows = ANSWER.slice();
  windows.set(hex('001122aabbcc'), 57 + 7 * 18);
  assert.equal(netbiosName.read(datagramReply(windows))?.details?.mac, '00:11:22:aa:bb:cc');
});

test('our question, others, and halves are none', () => {
  assert.equal(netbiosName.read(datagramReply(question.bytes)), null);
  assert.equal(netbiosName.read(datagramReply(ANSWER.map((byte, at) => (at === 0 ? 0 : byte)))), null);
  for (let cut = 0; cut < ANSWER.length; cut++) {
    assert.equal(netbiosName.read(datagramReply(ANSWER.subarray(0, cut))), null);
  }
});
