import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { beanstalkd } from './beanstalkd.ts';

test('an error, then its statistics', async () => {
  const error = beanstalkd.read(reply('UNKNOWN_COMMAND\r\nUNKNOWN_COMMAND\r\n', 'GET / HTTP/1.1\r\n\r\n'))!;
  const yaml = '---\ncurrent-connections: 1\nversion: "1.12"\nuptime: 79\nhostname: "vm"\n';
  const verdict = await beanstalkd.learn!(fakeTalk([`OK ${yaml.length}\r\n${yaml}\r\n`]), error);
  assert.deepEqual(
    [verdict.confidence, verdict.version, verdict.hostname, verdict.notes?.[0].code],
    [1, '1.12', 'vm', 'N_NO_LOGIN'],
  );
  assert.equal((await beanstalkd.learn!(fakeTalk(['NOT_FOUND\r\n']), error)).confidence, 0.7);
  assert.equal(beanstalkd.read(reply('UNKNOWN COMMAND\n')), null);
});
