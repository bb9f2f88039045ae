import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { epmd } from './epmd.ts';

test('names its nodes', () => {
  const answer = hex('00001111 6e616d65206c616220617420706f72742032353637320a');
  assert.deepEqual(epmd.read(reply(answer, null, 'epmd')), {
    confidence: 1,
    product: 'Erlang Port Mapper Daemon',
    info: 'lab:25672',
    details: { nodes: [{ name: 'lab', port: 25672 }] },
  });
});

test('without nodes it is its own port; other four bytes are none', () => {
  assert.equal(epmd.read(reply(hex('00001111'), null, 'epmd'))?.confidence, 0.9);
  assert.equal(epmd.read(reply(hex('00001112'), null, 'epmd')), null);
  assert.equal(epmd.read(reply(hex('00001111 6e616d65'), null, 'epmd')), null);
});
