import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { teamspeak } from './teamspeak.ts';

test('a greeting is a claim, version the proof', async () => {
  const greeting = teamspeak.read(
    reply('TS3\n\rWelcome to the TeamSpeak 3 ServerQuery interface, type "help" for a list of commands.\n\r'),
  )!;
  assert.equal(greeting.confidence, 0.7);
  const talk = fakeTalk(['version=3.13.7 build=1655727713 platform=Linux\n\rerror id=0 msg=ok\n\r']);
  const verdict = await teamspeak.learn!(talk, greeting);
  assert.deepEqual([verdict.confidence, verdict.version, verdict.os], [1, '3.13.7', 'Linux']);
  assert.equal(talk.said(), 'version\nquit\n');
  assert.match((await teamspeak.learn!(fakeTalk(['what?']), greeting)).contradiction ?? '', /version/);
});

test('others', () => {
  assert.equal(teamspeak.read(reply('[TS]\r\n'))?.product, 'TeamSpeak 2 server');
  for (const text of ['', 'TS', 'TS3 is here', ' TS3\n']) assert.equal(teamspeak.read(reply(text)), null, text);
});
