import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ntp as question } from '../../probe/udp/small/ntp.ts';
import { ntpControl } from '../../probe/udp/small/ntp-control.ts';
import { hex } from '../bytes.ts';
import { datagramReply, fakeDatagrams, reply } from '../fake-talk.test-data.ts';
import { ntp } from './ntp.ts';

/** chrony's, as it stands on the wire, following a radio clock. */
const PRIMARY = hex(`24 01 00 e7 00000000 00000010 50505300
  eb8f5a3c00000000 0000000000000000 eb8f5a3d12345678 eb8f5a3d12350000`);

test('stratum and reference', () => {
  assert.deepEqual(ntp.read(reply(PRIMARY, question.bytes, 'ntp')), {
    confidence: 0.95,
    info: 'NTPv4; stratum 1',
    details: { stratum: 1, reference: 'PPS' },
  });
  const second = PRIMARY.slice();
  second.set([0xe4, 2], 0);
  second.set([192, 0, 2, 1], 12);
  assert.deepEqual(ntp.read(reply(second))?.info, 'NTPv4; stratum 2; not synchronised');
  assert.deepEqual(ntp.read(reply(second))?.details, { stratum: 2, reference: '192.0.2.1' });
});

test('a refusal is an answer (RFC 5905 section 7.4: kiss codes)', () => {
  const kiss = PRIMARY.slice();
  kiss[1] = 0;
  kiss.set(Buffer.from('RATE'), 12);
  assert.equal(ntp.read(reply(kiss))?.info, 'NTPv4; refuses: RATE');
});

test('our own question, a server that answers somebody else, and halves of it are none', () => {
  assert.equal(ntp.read(reply(question.bytes)), null);
  const other = PRIMARY.slice();
  other[30] = 1;
  assert.equal(ntp.read(reply(other)), null);
  for (let cut = 0; cut < PRIMARY.length; cut++) assert.equal(ntp.read(reply(PRIMARY.subarray(0, cut))), null);
});

/** RFC 9327 section 2, with what ntpd 4.2.8 calls itself. */
const VARIABLES =
  'version="ntpd 4.2.8p15@1.3728-o Wed Sep 23 11:46:38 UTC 2020 (1)",\r\nprocessor="x86_64", system="Linux/5.10.0-8"';
const CONTROL = Uint8Array.from([...hex('16 82 504f 0615 0000 0000 00'), VARIABLES.length, ...Buffer.from(VARIABLES)]);

test('control messages tell program and system', async () => {
  const verdict = ntp.read(datagramReply(CONTROL, ntpControl.bytes, 'ntp'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'ntpd', '4.2.8p15']);
  assert.deepEqual([verdict?.os, verdict?.notes?.[0].code], ['Linux 5.10.0-8', 'N_NTP_CONTROL']);
  const talk = fakeDatagrams([CONTROL]);
  const learned = await ntp.learn!(talk, ntp.read(datagramReply(PRIMARY))!);
  assert.deepEqual(
    [learned.info, learned.product, learned.details?.stratum],
    ['NTPv4; stratum 1; Linux 5.10.0-8', 'ntpd', 1],
  );
  assert.equal(ntp.read(datagramReply(hex('16 c2 504f 0000 0000 0000 0000')))?.info, 'control messages: refused');
  assert.equal(ntp.read(datagramReply(ntpControl.bytes)), null);
});
