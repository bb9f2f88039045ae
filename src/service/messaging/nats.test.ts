import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { nats } from './nats.ts';

/** NATS 2.9 of Debian 12. */
const INFO =
  'INFO {"server_id":"NCPVQ","server_name":"n1","version":"2.9.10","proto":1,"go":"go1.19.8","host":"127.0.0.1","port":4222,"headers":true,"max_payload":1048576,"client_id":6,"client_ip":"127.0.0.1"} \r\n';

test('INFO is a claim, PONG the proof', async () => {
  const greeting = nats.read(reply(INFO))!;
  assert.deepEqual([greeting.confidence, greeting.version, greeting.notes?.[0].code], [0.75, '2.9.10', 'N_NO_LOGIN']);
  const talk = fakeTalk(['PONG\r\n']);
  assert.equal((await nats.learn!(talk, greeting)).confidence, 1);
  assert.equal(talk.said(), 'PING\r\n');
});

test('with a login', async () => {
  const greeting = nats.read(reply(INFO.replace('"headers":true', '"auth_required":true')))!;
  assert.deepEqual([greeting.info, greeting.notes], ['wants a login', undefined]);
  assert.equal((await nats.learn!(fakeTalk(["-ERR 'Authorization Violation'\r\n"]), greeting)).confidence, 1);
});

test('half of it; others are none', () => {
  assert.equal(nats.read(reply(INFO.slice(0, 80)))?.more, true);
  for (const other of ['INFO {}\r\n', 'INFO {"server_id":\r\n', 'INFO [1]\r\n', '$10\r\n# Server\r\n', 'INFO {']) {
    assert.equal(nats.read(reply(other)), null, other);
  }
});
