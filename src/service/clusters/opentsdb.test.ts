import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { opentsdb } from './opentsdb.ts';

test('version tells the build', () => {
  const verdict = opentsdb.read(
    reply(
      'net.opentsdb.tools 2.4.0 built at revision f2cd5d7 (MODIFIED)\nBuilt on 2018/12/16 by root\n',
      'version\r\n',
      'opentsdb',
    ),
  );
  assert.deepEqual([verdict?.confidence, verdict?.version], [1, '2.4.0']);
  assert.equal(opentsdb.read(reply('VERSION 1.6.18\r\n')), null);
});
