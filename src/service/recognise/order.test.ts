import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REGISTRY } from '../registry.ts';
import { triesFor } from './order.ts';

const ENDPOINT = { ip: '198.18.0.1', port: 4000, proto: 'tcp' } as const;

function namesOf(port: number, insideTls: boolean): string[] {
  const { first, rest } = triesFor(REGISTRY, { ...ENDPOINT, port }, insideTls);
  return [...first, ...rest].map(({ name }) => name);
}

test('what lives inside TLS only is asked there, and nowhere else', () => {
  assert(!namesOf(9001, false).includes('tor-or'));
  assert(namesOf(4000, true).includes('tor-or'));
  assert.equal(namesOf(9001, true)[0], 'tor-or');
});

test('what is for its own ports alone is asked there, and nowhere else', () => {
  assert.equal(namesOf(179, false)[0], 'bgp');
  assert(!namesOf(4000, false).includes('bgp'));
});

test('where one lives that strange words harm nothing else is said', () => {
  for (const [port, name] of [
    [502, 'mbap'],
    [102, 'iso-tsap'],
    [2404, 'iec-104'],
    [44818, 'ethernet-ip-2'],
  ] as const) {
    assert.deepEqual(namesOf(port, false), [name]);
  }
});
