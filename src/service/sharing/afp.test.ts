import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { afp } from './afp.ts';

const STATUS = hex(`0103504f 00000000 00000038 00000000
  0014 0020 002d 0000 8ffb 036c6162 000000000000 0b 4e65746174616c6b332e31
  02 0641465058303306 41465033 2e33 01 06 44485832 2e30 000000`);

test('names the machine, the program and how one logs in', () => {
  const verdict = afp.read(reply(STATUS, null, 'afpovertcp'));
  assert.equal(verdict?.confidence, 1);
  assert.equal(verdict?.hostname, 'lab');
  assert.deepEqual([verdict?.product, verdict?.version], ['Netatalk', '3.1']);
  assert.equal(verdict?.info, 'up to AFP3.3');
});

test('half of it is waited for, a request is none', () => {
  assert.equal(afp.read(reply(STATUS.subarray(0, 30)))?.more, true);
  assert.equal(afp.read(reply(afp.hello as Uint8Array)), null);
  assert.equal(afp.read(reply(hex('0103504f 00000000 00000002 00000000 0000'))), null);
});
