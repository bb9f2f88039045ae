import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { InterfaceAddress } from '../../native/netlink/values.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { fakeSpec } from '../engine-setup.test-data.ts';
import { type ScanSpec, SOURCES_MOST } from '../spec.ts';
import { createSources } from './sources.ts';

const at = (text: string): number => parseIpv4(text)!;

function own(interfaceIndex: number, text: string, prefixLength = 24): InterfaceAddress {
  const address = at(text);
  return { interfaceIndex, address, peer: address, prefixLength, broadcast: null, scope: 'global', secondary: false };
}

const ADDRESSES = [
  own(2, '198.18.0.1'),
  own(2, '198.18.0.2'),
  own(2, '198.18.4.1'),
  own(2, '198.18.0.3'),
  own(2, '198.18.0.4', 32),
  own(3, '198.18.0.9'),
];
const ROUTE = { kind: 'gateway', interfaceIndex: 2, interfaceName: 'eth0', source: at('198.18.0.2') } as const;

function sourcesOf(change: Partial<ScanSpec>, route: Partial<Parameters<ReturnType<typeof createSources>>[0]> = {}) {
  const spec = fakeSpec({ probe: 'udp', decideAll: true, ...change });
  return createSources(spec, { addresses: () => ADDRESSES })({ ...ROUTE, ...route });
}

test('auto: the one that the route names first, then those of its subnet on its interface', () => {
  assert.deepEqual(sourcesOf({}), ['198.18.0.2', '198.18.0.1', '198.18.0.3'].map(at));
  assert.deepEqual(sourcesOf({}, { source: at('198.18.4.1') }), [at('198.18.4.1')]);
});

test('one, and auto where several are of no use or cannot be: the one that the route names', () => {
  const alone = [ROUTE.source];
  assert.deepEqual(sourcesOf({ sources: 'one' }), alone);
  assert.deepEqual(sourcesOf({ decideAll: false }), alone);
  assert.deepEqual(sourcesOf({ engine: 'kernel' }), alone);
  assert.deepEqual(sourcesOf({ probe: 'syn' }), alone);
  assert.deepEqual(sourcesOf({}, { kind: 'local' }), alone);
  assert.deepEqual(sourcesOf({}, { source: at('198.18.9.9') }), [at('198.18.9.9')], 'an address of another interface');
});

test('named addresses, in that order; each must be one of the interface that leads to the targets', () => {
  const named = ['198.18.4.1', '198.18.0.1'].map(at);
  assert.deepEqual(sourcesOf({ sources: named, decideAll: false }), named);
  assert.deepEqual(sourcesOf({ sources: named, probe: 'syn' }), [ROUTE.source]);
  assert.throws(() => sourcesOf({ sources: [at('198.18.0.1'), at('198.18.0.9')] }), {
    code: 'E_NOT_OUR_ADDRESS',
    message: /^198\.18\.0\.9 .* no address of eth0.* that has 198\.18\.0\.1, /,
  });
});

test('one that all of a scan comes from: any of this machine, of every probe, and of no other', () => {
  for (const probe of ['udp', 'syn', 'icmp'] as const) {
    assert.deepEqual(sourcesOf({ probe, source: at('198.18.0.9') }), [at('198.18.0.9')]);
  }
  assert.throws(() => sourcesOf({ source: at('198.18.0.77') }), {
    code: 'E_NOT_OUR_ADDRESS',
    message: /^198\.18\.0\.77 \(-S\)/,
  });
});

test('whatever addresses there are: at least one, at most so many, each once, all of them on that interface', () => {
  const address = fc.record({
    interfaceIndex: fc.integer({ min: 2, max: 3 }),
    last: fc.integer({ min: 1, max: 1022 }),
    prefixLength: fc.constantFrom(22, 24, 32),
  });
  fc.assert(
    fc.property(fc.array(address, { maxLength: 600 }), fc.integer({ min: 1, max: 1022 }), (list, last) => {
      const addresses = list.map((each) => ({
        ...own(each.interfaceIndex, '198.18.0.0', each.prefixLength),
        address: at('198.18.0.0') + each.last,
        peer: at('198.18.0.0') + each.last,
      }));
      const source = at('198.18.0.0') + last;
      const spec = fakeSpec({ probe: 'udp', decideAll: true });
      const found = createSources(spec, { addresses: () => addresses })({ ...ROUTE, source });
      assert.equal(found[0], source);
      assert.ok(found.length <= SOURCES_MOST && new Set(found).size === found.length);
      const there = new Set(addresses.filter((each) => each.interfaceIndex === 2).map((each) => each.address));
      for (const each of found.slice(1)) assert.ok(there.has(each));
    }),
  );
});
