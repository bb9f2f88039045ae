import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fakeSetup, portsFrom } from '../engine-setup.test-data.ts';
import { createHostTable } from './host-table.test-data.ts';
import { addressOfHost } from './host-table.ts';
import {
  type Cursor,
  countProbes,
  createListCursor,
  createPlaceFinder,
  createShardTest,
  createWalkCursor,
  indexInList,
  probesPerHost,
} from './order.ts';

function walk(cursor: Cursor, visit: (cursor: Cursor) => void): void {
  while (!cursor.done) if (cursor.advance()) visit(cursor);
  assert.equal(cursor.advance(), false, 'the end stays the end');
  assert.equal(cursor.done, true);
}

const world = fc.record({
  first: fc.constantFrom(0, 0xc6120000, 0xfffffe00),
  lengths: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
  ports: fc.integer({ min: 1, max: 40 }),
  seed: fc.string(),
});

function setupOf({ first, lengths, ports, seed }: typeof world extends fc.Arbitrary<infer T> ? T : never) {
  let next = first;
  const segments = lengths.map((length) => {
    const segment = { first: next, last: next + length - 1 };
    next += length + 3;
    return segment;
  });
  return fakeSetup({ segments, ports: portsFrom(1, ports), seed });
}

test('the walk asks every (host, port) once, block by block, and the place finder is its inverse', () => {
  fc.assert(
    fc.property(world, (wanted) => {
      const setup = setupOf(wanted);
      const { hosts } = setup.table;
      const findPlace = createPlaceFinder(setup);
      const asked = new Uint8Array(hosts * wanted.ports);
      let places = 0;
      let blockHosts = new Set<number>();
      walk(createWalkCursor(setup), ({ host, portIndex, place }) => {
        assert.equal(place, places++);
        asked[host * wanted.ports + portIndex]++;
        assert.equal(findPlace(host, addressOfHost(setup.table, host), portIndex), place);
        if (place % hosts === 0) blockHosts = new Set();
        blockHosts.add(host);
        assert.equal(blockHosts.size, (place % hosts) + 1, 'within a block no host comes twice');
      });
      assert.ok(asked.every((times) => times === 1));
    }),
    { numRuns: 60 },
  );
});

test('shards share out the walk: each probe in exactly one, at the place that the whole order gives it', () => {
  fc.assert(
    fc.property(world, fc.integer({ min: 2, max: 7 }), (wanted, count) => {
      const whole = setupOf(wanted);
      const owner = new Uint8Array(whole.table.hosts * wanted.ports);
      const findPlace = createPlaceFinder(whole);
      for (let index = 1; index <= count; index++) {
        const setup = { ...whole, shard: { index, count } };
        const isMine = createShardTest(setup);
        let before = -1;
        walk(createWalkCursor(setup), ({ host, portIndex, place }) => {
          const probe = host * wanted.ports + portIndex;
          assert.equal(owner[probe], 0, 'in two shards');
          owner[probe] = index;
          assert.ok(place > before);
          before = place;
          assert.equal(findPlace(host, addressOfHost(setup.table, host), portIndex), place);
        });
        for (let probe = 0; probe < owner.length; probe++) {
          const host = Math.floor(probe / wanted.ports);
          assert.equal(isMine(host, probe % wanted.ports), owner[probe] === index);
          if (owner[probe] === index) continue;
          assert.ok(owner[probe] < index);
        }
      }
      assert.ok(owner.every((index) => index > 0));
    }),
    { numRuns: 40 },
  );
});

test('one shard of one owns everything', () => {
  const setup = fakeSetup({ segments: [{ first: 1, last: 9 }], ports: portsFrom(1, 5) });
  const isMine = createShardTest(setup);
  for (let host = 0; host < 9; host++) for (let port = 0; port < 5; port++) assert.ok(isMine(host, port));
});

test('seeds give orders of their own, the same one the same', () => {
  const order = (seed: string) => {
    const text: string[] = [];
    const setup = fakeSetup({ segments: [{ first: 1, last: 16 }], ports: portsFrom(1, 16), seed });
    walk(createWalkCursor(setup), ({ host, portIndex }) => text.push(`${host}:${portIndex}`));
    return text.join();
  };
  assert.equal(order('one'), order('one'));
  assert.notEqual(order('one'), order('two'));
});

test('the list cursor goes through the list once, in an order of its own; a place is an index in the list', () => {
  const indices = fc.uniqueArray(fc.nat(9 * 37 - 1), { maxLength: 200 }).map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(indices, fc.integer({ min: 2, max: 40 }), (list, pass) => {
      const setup = fakeSetup({ segments: [{ first: 77, last: 85 }], ports: portsFrom(1, 37) });
      const places: number[] = [];
      walk(createListCursor(setup, Uint32Array.from(list), pass), ({ host, portIndex, place }) => {
        assert.equal(host * 37 + portIndex, list[place]);
        assert.ok(portIndex >= 0 && portIndex < 37);
        places.push(place);
      });
      assert.deepEqual(
        [...places].sort((a, b) => a - b),
        list.map((_, place) => place),
      );
    }),
  );
});

test('each pass has another order of the same list, and none is the list as it stands', () => {
  const setup = fakeSetup({ segments: [{ first: 1, last: 100 }], ports: portsFrom(1, 10) });
  const list = Uint32Array.from({ length: 500 }, (_, k) => 2 * k);
  const order = (pass: number) => {
    const places: number[] = [];
    walk(createListCursor(setup, list, pass), ({ place }) => places.push(place));
    return places.join();
  };
  const orders = [2, 3, 4].map(order);
  assert.equal(new Set([...orders, list.map((_, k) => k).join()]).size, 4);
});

test('nothing to ask is an end, no error', () => {
  const nobody = fakeSetup({ segments: [], ports: portsFrom(1, 3) });
  const noPort = fakeSetup({ segments: [{ first: 1, last: 3 }], ports: [] });
  for (const setup of [nobody, noPort]) {
    walk(createWalkCursor(setup), () => assert.fail('a probe out of nothing'));
    walk(createListCursor(setup, new Uint32Array(0), 2), () => assert.fail('a probe out of nothing'));
    createPlaceFinder(setup);
    createShardTest(setup);
  }
});

test('indices of the highest hosts and ports are exact', () => {
  const setup = fakeSetup({
    segments: [{ first: 0x0a000000, last: 0x0a00ffff }],
    ports: portsFrom(1, 65535),
    stateless: true,
  });
  const last = 65536 * 65535 - 1;
  const cursor = createListCursor(setup, Uint32Array.of(last), 2);
  assert.ok(cursor.advance());
  assert.deepEqual([cursor.host, cursor.portIndex, cursor.place], [65535, 65534, 0]);
});

test('probes of a host by formula, and by counting those of its shard', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 5, 0xc6120000, 0xfffffff0),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      (first, ports, a, b) => {
        const shard = { index: Math.min(a, b), count: Math.max(a, b) };
        const setup = fakeSetup({ segments: [{ first, last: first + 9 }], ports: portsFrom(1, ports), shard });
        const perHost = probesPerHost(setup);
        const isMine = createShardTest(setup);
        for (let host = 0; host < 10; host++) {
          let counted = 0;
          for (let portIndex = 0; portIndex < ports; portIndex++) if (isMine(host, portIndex)) counted++;
          assert.equal(perHost(host), counted);
        }
      },
    ),
  );
});

test('the shares of all shards together are everything', () => {
  const setup = fakeSetup({ segments: [{ first: 0xc6120000, last: 0xc6120009 }], ports: portsFrom(1, 101) });
  let sum = 0;
  for (let index = 1; index <= 4; index++) sum += countProbes({ ...setup, shard: { index, count: 4 } });
  assert.equal(sum, 1010);
  assert.equal(countProbes(setup), 1010);
});

test('a share of all addresses is counted at once', () => {
  const setup = fakeSetup({ segments: [], ports: portsFrom(1, 3) });
  const table = createHostTable([
    { first: 0, last: 2 ** 31 + 6, hop: 0 },
    { first: 2 ** 31 + 10, last: 2 ** 32 - 1, hop: 0 },
  ]);
  let sum = 0;
  for (let index = 1; index <= 7; index++) sum += countProbes({ ...setup, table, shard: { index, count: 7 } });
  assert.equal(sum, 3 * (2 ** 32 - 3));
});

test('an index in an ascending list, as indexOf would find it', () => {
  const lists = fc.uniqueArray(fc.nat(60), { maxLength: 30 }).map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(lists, fc.nat(61), (list, value) => {
      assert.equal(indexInList(Uint32Array.from(list), value), list.indexOf(value));
    }),
  );
});
