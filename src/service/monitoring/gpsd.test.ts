import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { gpsd } from './gpsd.ts';

test('greets with its version; lists its receivers', async () => {
  const greeting = gpsd.read(
    reply('{"class":"VERSION","release":"3.22","rev":"3.22","proto_major":3,"proto_minor":14}\r\n'),
  )!;
  assert.deepEqual([greeting.version, greeting.info], ['3.22', 'protocol 3.14']);
  const verdict = await gpsd.learn!(
    fakeTalk(['{"class":"DEVICES","devices":[{"class":"DEVICE","path":"/dev/ttyS0"}]}\r\n']),
    greeting,
  );
  assert.deepEqual([verdict.confidence, verdict.details], [1, { devices: ['/dev/ttyS0'] }]);
  assert.equal(gpsd.read(reply('{"class":"VERSION"')), null);
});
