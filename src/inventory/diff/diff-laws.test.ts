// What holds of any two surveys: nothing differs from itself, what is new one way is gone the other, and order changes nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Line } from '../../finding/finding.ts';
import { parseIpv4 } from '../../wire/address.ts';
import type { Change, ChangeName } from './change.ts';
import {
  byArp,
  closed,
  ended,
  host,
  identity,
  LATER,
  open,
  pictureOf,
  service,
  survey,
  TIME,
  tcpPorts,
} from './diff.test-data.ts';
import { diff } from './diff.ts';
import { addressSet, has, holds, portSet } from './ranges.ts';

const oneOf = (...words: string[]) => fc.constantFrom(...words);
const address = fc.integer({ min: 1, max: 6 }).map((k) => `198.18.0.${k}`);
const port = fc.integer({ min: 20, max: 24 });

/** What one line may be. */
const fact: fc.Arbitrary<Line> = fc.oneof(
  fc.tuple(address, fc.integer({ min: 1, max: 5 })).map(([ip, k]) => byArp(ip, `02:00:5e:00:53:0${k}`)),
  fc.tuple(address, fc.constantFrom('echo-reply', 'syn-ack', 'heard')).map(([ip, reason]) => host(ip, { reason })),
  fc.tuple(address, port).map(([ip, number]) => open(ip, number)),
  fc.tuple(address, port).map(([ip, number]) => closed(ip, number)),
  fc
    .tuple(address, fc.boolean(), oneOf('0', '3'))
    .map(([ip, answersAll, filtered]) =>
      ended(ip, { filtered: Number(filtered), ...(answersAll ? { answersAll } : {}) }),
    ),
  fc
    .tuple(address, port, oneOf('nginx', 'Caddy'), oneOf('1', '2'), oneOf('aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'))
    .map(([ip, number, product, version, engineId]) =>
      service(ip, number, { product, version, details: { engineId } }),
    ),
  fc.tuple(address, oneOf('a.example', 'b.example')).map(([ip, name]) => identity(ip, { name })),
);

const given = fc.record({
  // The fold takes facts in any order that do not contradict each other at the same moment.
  facts: fc.uniqueArray(fact, { maxLength: 24, selector: (line) => JSON.stringify(line, ['type', 'ip', 'port']) }),
  start: fc.record({
    targets: fc.constantFrom(['198.18.0.0/24'], ['198.18.0.1-198.18.0.3']),
    ports: fc.constantFrom(tcpPorts('1-100'), tcpPorts('22'), undefined),
    discoverBy: fc.constantFrom(['echo', 'syn:22'], ['syn:80'], undefined),
  }),
  counters: fc.record({ interrupted: fc.boolean(), retransmitted: fc.constantFrom(0, 9) }),
});

const MIRRORED: Partial<Record<ChangeName, ChangeName>> = {
  'host-new': 'host-gone',
  'host-gone': 'host-new',
  'port-opened': 'port-closed',
  'port-closed': 'port-opened',
};

type Essence = Pick<Change, 'change' | 'ip' | 'was' | 'proto' | 'port' | 'before' | 'after'>;

const essence = ({ change, ip, was, proto, port, before, after }: Change): Essence => ({
  ...{ change, ip, was, proto, port, before, after },
});

const mirrored = ({ change, ip, was, before, after, ...rest }: Essence): Essence => ({
  ...{ ...rest, change: MIRRORED[change] ?? change, ip: was ?? ip, was: was === undefined ? undefined : ip },
  ...{ before: after, after: before },
});

const sorted = (all: readonly Essence[]): readonly string[] =>
  all
    .map(({ change, ip, was, proto, port, before, after }) =>
      JSON.stringify([ip, was, change, proto, port, before, after]),
    )
    .sort();

test('nothing differs from itself', () => {
  fc.assert(
    fc.property(given, (one) => {
      const picture = pictureOf(survey(one));
      assert.deepEqual(diff(picture, picture).changes, []);
    }),
  );
});

test('the other way round everything is mirrored', () => {
  fc.assert(
    fc.property(given, given, (one, other) => {
      const [a, b] = [pictureOf(survey({ ...one, time: TIME })), pictureOf(survey({ ...other, time: LATER }))];
      const [there, back] = [diff(a, b), diff(b, a)];
      assert.deepEqual(sorted(there.changes.map(essence)), sorted(back.changes.map(essence).map(mirrored)));
      assert.equal(there.hosts, back.hosts);
    }),
    { numRuns: 300 },
  );
});

test('the order of lines changes nothing', () => {
  const shuffled = given.chain((one) => {
    const lines = survey(one);
    return fc.tuple(fc.constant(lines), fc.shuffledSubarray([...lines], { minLength: lines.length }));
  });
  fc.assert(
    fc.property(shuffled, given, ([lines, others], other) => {
      const later = pictureOf(survey({ ...other, time: LATER }));
      assert.deepEqual(diff(pictureOf(lines), later), diff(pictureOf(others), later));
    }),
    { numRuns: 200 },
  );
});

test('sets of numbers, as a plain set has them', () => {
  const words = fc.array(fc.tuple(fc.nat(60), fc.nat(6)), { maxLength: 8 });
  fc.assert(
    fc.property(words, words, fc.nat(70), (some, others, value) => {
      const listed = (each: readonly (readonly [number, number])[]) => each.map(([a, n]) => `${a}-${a + n}`).join(',');
      const plain = (each: readonly (readonly [number, number])[]) =>
        new Set(each.flatMap(([a, n]) => Array.from({ length: n + 1 }, (_, k) => a + k)));
      const [set, other] = [portSet(listed(some)), portSet(listed(others))];
      assert.equal(has(set, value), plain(some).has(value));
      assert.equal(
        holds(set, other),
        [...plain(others)].every((each) => plain(some).has(each)),
      );
    }),
  );
  const addresses = addressSet(['198.18.0.0/30', '198.18.0.7', '198.18.0.9-198.18.1.2', '198.18.0.0/99', 'x', '']);
  const asked = ['198.18.0.3', '198.18.0.4', '198.18.0.7', '198.18.1.0', '198.18.1.3'].map((ip) =>
    has(addresses, parseIpv4(ip)!),
  );
  assert.deepEqual(asked, [true, false, true, true, false]);
});
