import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REGISTRY } from '../registry.ts';
import { COMPANIES, isLikelyBeside } from './company.ts';
import { livesOn, triesFor } from './order.ts';

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

test('a port of TLS suggests what lives there only inside TLS', () => {
  const [mqtt] = REGISTRY.filter(({ name }) => name === 'mqtt');
  assert.deepEqual([livesOn(mqtt, 8883, true), livesOn(mqtt, 8883, false)], [true, false]);
  assert.deepEqual([livesOn(mqtt, 1883, true), livesOn(mqtt, 1883, false)], [true, true]);
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

test('what other ports of the host turned out to be is asked however rare it is, unless it is for its own ports', () => {
  const { first, rest } = triesFor(REGISTRY, ENDPOINT, false, 2, new Set(['stomp', 'bgp', 'ssh']));
  assert.deepEqual(
    [...first, ...rest].map(({ name }) => name),
    ['http', 'tls', 'stomp'],
  );
});

test('nothing is left out for what other ports of the host turned out to be', () => {
  const names = (...seen: readonly string[]): string[] => {
    const { first, rest } = triesFor(REGISTRY, ENDPOINT, false, 7, new Set(seen));
    return [...first, ...rest].map(({ name }) => name).toSorted();
  };
  assert.deepEqual(names('stomp', 'bgp', 'ssh'), names());
});

test('the intensity says how rare a service may be that is still asked about', () => {
  const asked = (intensity: number): Set<string> => {
    const { first, rest } = triesFor(REGISTRY, { ...ENDPOINT, port: 5222 }, false, intensity);
    return new Set([...first, ...rest].map(({ name }) => name));
  };
  assert.deepEqual([...asked(0)], ['xmpp-client']);
  assert.deepEqual([...asked(2)], ['xmpp-client', 'http', 'tls']);
  assert.deepEqual([...asked(5)], ['xmpp-client', 'http', 'tls', 'domain', 'redis']);
  for (let intensity = 1; intensity <= 9; intensity++) {
    assert(
      [...asked(intensity - 1)].every((name) => asked(intensity).has(name)),
      `${intensity}`,
    );
  }
  assert(asked(7).size > 40);
});

test('what often lives beside another is likely there; every name is that of a record that is asked', () => {
  const rabbit = new Set(['http', 'amqp']);
  const likely = REGISTRY.filter(({ name }) => isLikelyBeside(rabbit, name)).map(({ name }) => name);
  assert.deepEqual(likely.toSorted(), ['amqp', 'epmd', 'erlang-distribution', 'http', 'mqtt', 'openwire', 'stomp']);
  for (const name of COMPANIES.flat())
    assert(
      REGISTRY.some((record) => record.name === name),
      name,
    );
});
