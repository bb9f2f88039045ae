import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { dict } from './dict.ts';

test('a greeting with capabilities and an id; databases prove it', async () => {
  const greeting = dict.read(reply('220 host dictd 1.13.1/rf on Linux 6.1.0 <auth.mime> <12.345.6789@host>\r\n'))!;
  assert.deepEqual([greeting.product, greeting.version, greeting.confidence], ['dictd', '1.13.1', 0.75]);
  const answer = '110 1 databases present\r\nfoldoc "The Free On-line Dictionary of Computing"\r\n.\r\n250 ok\r\n';
  const verdict = await dict.learn!(fakeTalk([answer]), greeting);
  assert.deepEqual([verdict.confidence, verdict.details?.databases], [1, ['foldoc']]);
  assert.equal(dict.read(reply('220 (vsFTPd 3.0.3)\r\n')), null);
});
