import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { relp } from './relp.ts';

/** rsyslogd 8.2302.0. */
const CLOSES = '0 serverclose 0\n';
const OPENED =
  '1 rsp 93 200 OK\nrelp_version=0\nrelp_software=librelp,1.11.0,http://librelp.adiscon.com\ncommands=syslog\n';

test('to other words it says that it closes, to its own what it is', async () => {
  const verdict = relp.read(reply(CLOSES, 'GET / HTTP/1.1\r\n\r\n', 'http'));
  assert.equal(verdict?.confidence, 0.9);
  const talk = fakeTalk([OPENED]);
  const known = await relp.learn!(talk, verdict!);
  assert.deepEqual(
    [known.confidence, known.product, known.version, known.details?.commands],
    [1, 'librelp', '1.11.0', 'syslog'],
  );
  assert.match(talk.said(), /^1 open 53 relp_version=0\n[\s\S]+\n2 close 0\n$/);
});

test('one that refuses, and others', async () => {
  const refused = '1 rsp 44 500 required command not supported by client\n0 serverclose 0\n';
  assert.equal(relp.read(reply(refused, '1 open 14 relp_version=0\n'))?.confidence, 0.9);
  assert.deepEqual(await relp.learn!(fakeTalk([refused]), { confidence: 0.9 }), { confidence: 0.9 });
  for (const text of ['', '0 serverclose', '0 close 0\n', '1 rsp 2 200 OK\n'])
    assert.equal(relp.read(reply(text, 'x')), null);
  assert.equal(relp.read(reply(CLOSES)), null);
});
