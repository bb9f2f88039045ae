import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRefusals } from './refusals.ts';

const ROUTER = 0xc6120901;
const FIRST = 0xc6130400;
const nobody = (): boolean => false;

test('what a router says of many addresses is told once, without those that are there', () => {
  const refusals = createRefusals();
  for (let k = 1; k <= 1200; k++) refusals.take(FIRST + k, ROUTER, 'icmp-host-unreachable');
  refusals.take(FIRST + 7, ROUTER + 1, 'icmp-admin-prohibited');
  refusals.take(FIRST + 2000, ROUTER + 1, 'icmp-admin-prohibited');
  assert.deepEqual(
    refusals.notices((address) => address === FIRST + 1).map(({ code, text }) => `${code} ${text}`),
    [
      'N_ROUTER_REFUSES the router 198.18.9.1 says of 1,199 addresses from 198.19.4.2 to 198.19.8.176: nobody is at them',
      'N_ROUTER_REFUSES the router 198.18.9.2 says of 198.19.11.208: a filter of its own prohibits it',
    ],
  );
  assert.deepEqual(
    refusals.notices(() => true),
    [],
  );
});

test('strangers fill no memory and no screen', () => {
  const refusals = createRefusals();
  for (let k = 0; k < 200_000; k++) refusals.take(FIRST + k, ROUTER + k, 'icmp-unreachable');
  const told = refusals.notices(nobody);
  assert.equal(told.length, 8);
  assert.match(told[0].text, /^the router 198\.18\.9\.1 says of 198\.19\.4\.0: unreachable$/);
});
