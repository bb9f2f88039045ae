import assert from 'node:assert/strict';
import { test } from 'node:test';
import { icaBrowser as question } from '../../probe/udp/remote/icabrowser.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { icaBrowser } from './icabrowser.ts';

/** With addresses of documentation. */
const ANSWER = hex(`
  3000 0231 02fda8e3  0200 0644 c0000255 0000000000000000 00000000
  0200 0644 c0000256 0000000000000000 00000000`);
/** A server with nobody above it. */
const ALONE = Uint8Array.from([...ANSWER.subarray(0, 28), ...new Uint8Array(20)]);

test('who answers, and the first of its farm', () => {
  const verdict = icaBrowser.read(datagramReply(ANSWER, question.bytes, 'icabrowser'));
  assert.deepEqual([verdict?.confidence, verdict?.info], [1, 'first server of its farm: 192.0.2.86:1604']);
  assert.deepEqual(verdict?.details, { server: '192.0.2.85:1604', farm: '192.0.2.86:1604' });
  const alone = icaBrowser.read(datagramReply(ALONE, question.bytes, 'icabrowser'));
  assert.deepEqual([alone?.info, alone?.details], [undefined, { server: '192.0.2.85:1604' }]);
});

test('our question, other kinds and lengths, and halves are none', () => {
  assert.equal(icaBrowser.read(datagramReply(question.bytes)), null);
  // "There is no such application" (Metasploit, citrix_published_bruteforce), which nobody here asks for.
  assert.equal(icaBrowser.read(datagramReply(hex(`2000 013a 02fda8e3 0200 0644 ${'00'.repeat(20)}`))), null);
  assert.equal(icaBrowser.read(datagramReply(Uint8Array.from([...ANSWER, 0]))), null);
  for (let cut = 0; cut < ANSWER.length; cut++)
    assert.equal(icaBrowser.read(datagramReply(ANSWER.subarray(0, cut))), null);
});
