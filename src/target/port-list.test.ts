import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listPorts } from './port-list.ts';

test('ports one by one, from the first possible to the last', () => {
  assert.deepEqual(
    [
      ...listPorts([
        [0, 1],
        [22, 22],
        [65534, 65535],
      ]),
    ],
    [0, 1, 22, 65534, 65535],
  );
  assert.equal(listPorts([]).length, 0);
});
