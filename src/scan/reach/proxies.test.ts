import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProxied, findMany, findProxies, macKey, NEIGHBOURS_MOST, PROXIED_LEAST } from './proxies.ts';

const ROUTER = Uint8Array.of(2, 0, 0, 0, 0, 1);

function* answers(count: number, macOf: (k: number) => Uint8Array): Generator<[number, { mac: Uint8Array }]> {
  for (let k = 0; k < count; k++) yield [k, { mac: macOf(k) }];
}

function numbered(k: number): Uint8Array {
  return Uint8Array.of(6, 0, k >>> 24, k >>> 16, k >>> 8, k);
}

test('who answers for a /15 or more is a router in their stead; others beside it are neighbours', () => {
  const many = (count: number) => findProxies(answers(count, (k) => (k % 2 === 0 ? ROUTER : numbered(k))));
  assert.deepEqual([...many(2 * PROXIED_LEAST)], [macKey(ROUTER)]);
  assert.equal(many(2 * PROXIED_LEAST - 2).size, 0);
  assert.equal(macKey(Uint8Array.of(0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa)), 0xfffefdfcfbfa);
});

test('more neighbours than memory is planned for are refused, whatever their addresses', () => {
  assert.throws(() => findProxies(answers(NEIGHBOURS_MOST + 1, numbered)), {
    code: 'E_NEIGHBOURS',
    message: /1,048,576/,
  });
  const few = (k: number): Uint8Array => numbered(k % 100);
  assert.throws(() => findProxies(answers(NEIGHBOURS_MOST + 1, (k) => few(Math.floor(k / 60_000)))), {
    code: 'E_NEIGHBOURS',
  });
  assert.equal(findProxies(answers(NEIGHBOURS_MOST + 1, () => ROUTER)).size, 1, 'a proxy is no crowd');
});

test('what is behind a proxy is ranges, and one hop', () => {
  const proxied = createProxied();
  for (const address of [5, 6, 7, 9, 10]) proxied.add(address, ROUTER);
  assert.deepEqual([...proxied.values()], [{ mac: ROUTER, first: 5, ranges: [5, 7, 9, 10] }]);
});

test('one that answers for 32 addresses or more is told of, unless it is a proxy for sure', () => {
  const found = (count: number) => findMany(answers(count, (k) => (k % 2 === 0 ? ROUTER : numbered(k))));
  assert.deepEqual(found(62), []);
  assert.deepEqual(
    found(64).map(([mac, addresses]) => [macKey(mac), addresses]),
    [[macKey(ROUTER), 32]],
  );
  assert.deepEqual(found(2 * PROXIED_LEAST), []);
});
