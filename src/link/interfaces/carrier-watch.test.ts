import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCarrierWatch } from './carrier-watch.ts';
import type { InterfaceState } from './interface-state.ts';

test('a loss of carrier on the way is told once, and its end; a moment of it is not', () => {
  const told: string[] = [];
  let state: InterfaceState = 'up';
  const watch = createCarrierWatch(
    [{ name: 'eth0', index: 2 }],
    (code) => void told.push(code),
    () => state,
  );
  const history: InterfaceState[] = [
    'up',
    'no-carrier',
    'up',
    'no-carrier',
    'no-carrier',
    'no-carrier',
    'up',
    'up',
    'gone',
    'gone',
  ];
  history.forEach((each, k) => {
    state = each;
    watch.tick(k * 250);
  });
  assert.deepEqual(told, ['N_NO_CARRIER', 'N_CARRIER_BACK', 'N_INTERFACE_GONE']);
});
