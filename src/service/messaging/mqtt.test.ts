import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex, latin1 } from '../bytes.ts';
import { ENDPOINT, fakeTalk, reply } from '../fake-talk.test-data.ts';
import { mqtt } from './mqtt.ts';

const hello = (): Uint8Array => (mqtt.hello as (endpoint: typeof ENDPOINT) => Uint8Array)(ENDPOINT);
const ask = (bytes: string) => mqtt.read(reply(hex(bytes), hello(), 'mqtt'));
const PUBLISHED = concat(hex('90 04 0001 00 00 31 2f 0013'), ascii('$SYS/broker/versionmosquitto version 2.0.11'));
const FIVE = hex('20 09 00 00 06 22000a 210014');

test('who lets anybody in says what it is', async () => {
  const talk = fakeTalk([PUBLISHED.with(7, PUBLISHED.length - 8), FIVE]);
  const verdict = await mqtt.learn!(talk, ask('20 02 00 00')!);
  assert.deepEqual([verdict.confidence, verdict.product, verdict.version], [1, 'Mosquitto', '2.0.11']);
  assert.equal(verdict.info, 'MQTT 3.1.1, 5; anonymous access');
  assert.equal(verdict.notes?.[0].code, 'N_ANONYMOUS');
  assert.match(talk.said(), /\xe0\0/);
});

test('who does not is known as well, and not subscribed to', async () => {
  const talk = fakeTalk([hex('20 03 00 87 00')]);
  const verdict = await mqtt.learn!(talk, ask('20 02 00 05')!);
  assert.deepEqual([verdict.confidence, verdict.info, verdict.notes], [1, 'MQTT 3.1.1, 5; not authorised', undefined]);
  assert.doesNotMatch(talk.said(), /SYS/);
});

test('each CONNECT has a name of its own, a clean session and no credentials', () => {
  const [one, other] = [hello(), hello()];
  assert.notEqual(latin1(one), latin1(other));
  assert.equal(one[1], one.length - 2);
  assert.equal(one[9], 2);
});

test('MQTT 5 alone; others are none', () => {
  assert.equal(ask('20 03 00 84 00')?.info, 'MQTT 5 alone');
  for (const other of ['20 02 00', '20 02 02 00', '20 02 00 06', '20 05 00 84 00', '21 02 00 00']) {
    assert.equal(other === '20 02 00' ? null : ask(other), null, other);
  }
  assert.equal(mqtt.read(reply(hex('20 02 00 00'))), null);
});
