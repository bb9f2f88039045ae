import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { netstat, systat } from './systat.ts';

const PS =
  'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\nroot           1  0.0  0.1 168396 13540 ?        Ss   Nov26   0:03 /sbin/init\n';
const NETSTAT =
  'Active Internet connections (w/o servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State      \ntcp        0      0 198.18.0.1:22 198.18.0.2:5000 ESTABLISHED\n';

test('tables by their heads', () => {
  assert.equal(systat.read(reply(PS))?.confidence, 0.85);
  assert.equal(netstat.read(reply(NETSTAT))?.confidence, 0.85);
  assert.equal(systat.read(reply(NETSTAT)), null);
  assert.equal(netstat.read(reply(PS)), null);
  assert.equal(systat.read(reply('USER anonymous\r\n')), null);
});
