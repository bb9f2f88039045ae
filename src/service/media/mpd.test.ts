import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { mpd } from './mpd.ts';

test('a greeting is a claim, ping the proof', async () => {
  const greeting = mpd.read(reply('OK MPD 0.23.5\n'))!;
  assert.deepEqual([greeting.confidence, greeting.info], [0.7, 'protocol 0.23.5']);
  const talk = fakeTalk(['OK\n']);
  const verdict = await mpd.learn!(talk, greeting);
  assert.deepEqual([verdict.confidence, verdict.notes?.[0].code, talk.said()], [1, 'N_NO_LOGIN', 'ping\n']);
  const closed = await mpd.learn!(fakeTalk(['ACK [4@0] {ping} you don\'t have permission for "ping"\n']), greeting);
  assert.deepEqual([closed.confidence, closed.notes], [1, undefined]);
  assert.match((await mpd.learn!(fakeTalk(['500 what\r\n']), greeting)).contradiction ?? '', /ping/);
});

test('errors identify, others do not', () => {
  assert.equal(mpd.read(reply('ACK [5@0] {} unknown command "GET"\n', 'GET /', 'http'))?.confidence, 0.9);
  for (const text of ['OK MPD', 'OK\r\n', '+OK MPD 0.1.2\n', 'ACK [']) assert.equal(mpd.read(reply(text)), null, text);
});
