import assert from 'node:assert/strict';
import { test } from 'node:test';
import { L2TP_SCCRQ, l2tp as question } from '../../probe/udp/tunnels/l2tp.ts';
import { ascii, hex, latin1 } from '../bytes.ts';
import { datagramReply, fakeTalk } from '../fake-talk.test-data.ts';
import { l2tp } from './l2tp.ts';

/** xl2tpd's, as they stand on the wire. */
const ACKNOWLEDGED = hex('c802000c504f000000000001');
const REFUSED =
  hex(`c8020051504f0000000000018008000000000004800800000009526d803500000001000200066d616e6461746f7279206174747269
  627574652033323736372063616e6e6f742062652068616e646c6564`);
const REPLY =
  hex(`c80200634f5000000000000180080000000000028008000000020100800a0000000300000003800a000000040000000000080000000606
  90800800000007766d00130000000878656c6572616e63652e636f6d800800000009c79580080000000a0004`);

test('a refusal, and an acknowledgement alone', () => {
  const verdict = l2tp.read(datagramReply(REFUSED, question.bytes, 'l2tp'));
  assert.deepEqual(verdict, {
    confidence: 1,
    details: { refused: 'mandatory attribute 32767 cannot be handled' },
  });
  assert.equal(l2tp.read(datagramReply(ACKNOWLEDGED))?.confidence, 0.85);
});

test('a tunnel tells who it is, and is closed by the number it gave', async () => {
  const talk = fakeTalk([hex('c802000c4f50000000000001'), REPLY]);
  const verdict = await l2tp.learn!(talk, { confidence: 0.85 });
  assert.deepEqual([verdict.confidence, verdict.product, verdict.hostname], [1, 'xl2tpd', 'vm']);
  assert.equal(verdict.info, 'xelerance.com; firmware 0x690');
  assert.equal(
    talk.said(),
    latin1(L2TP_SCCRQ) +
      latin1(hex('c802 0024 c795 0000 0001 0001 8008000000000004 8008000000094f50 8008000000010006')),
  );
});

test('our question, other tunnels, and halves are none', () => {
  assert.equal(l2tp.read(datagramReply(question.bytes)), null);
  assert.equal(l2tp.read(datagramReply(L2TP_SCCRQ)), null);
  assert.equal(l2tp.read(datagramReply(ascii('\xc8\x02\0\x0c\0\0\0\0\0\0\0\x01'))), null);
  for (let cut = 0; cut < REFUSED.length; cut++) assert.equal(l2tp.read(datagramReply(REFUSED.subarray(0, cut))), null);
});
