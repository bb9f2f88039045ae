import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTargetState } from '../book/book.ts';
import { createTwinWatch } from './twins.ts';

test('two link addresses that answer one question are told once; one that changes between two is not', () => {
  const told: string[] = [];
  const twins = createTwinWatch({ notice: (code, text) => told.push(`${code} ${text}`) });
  const target = createTargetState({ name: 'it', address: 0xc6120002, port: 0 }, null, '', 0);
  twins(target, '02:00:00:00:00:01', false);
  twins(target, '02:00:00:00:00:01', true);
  twins(target, '02:00:00:00:00:02', false); // it has moved
  assert.deepEqual(told, []);
  for (let k = 0; k < 3; k++) twins(target, '02:00:00:00:00:01', true);
  assert.equal(told.length, 1);
  assert.match(told[0], /^N_ADDRESS_TWICE .*198\.18\.0\.2: 02:00:00:00:00:02 and 02:00:00:00:00:01/);
});
