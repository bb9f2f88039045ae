// What holds for all records: whatever bytes come, none throws, none is slow, and none takes noise or its own words for an
// answer.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { findRoot } from '../root.test-data.ts';
import { latin1 } from './bytes.ts';
import { DATAGRAMS } from './datagrams.ts';
import { ENDPOINT, reply } from './fake-talk.test-data.ts';
import { REGISTRY } from './registry.ts';
import { type Service, SURE } from './service.ts';

const FOLDER = join(findRoot(), 'src/service');

function words(service: Service): Uint8Array {
  return typeof service.hello === 'function' ? service.hello(ENDPOINT) : (service.hello ?? new Uint8Array(0));
}

/** Everything that stands between quotes in the records' tests, as bytes: what servers really say. */
const SEEDS: readonly Uint8Array[] = globSync('*/*.test.ts', { cwd: FOLDER }).flatMap((name) => {
  const source = readFileSync(join(FOLDER, name), 'utf8');
  const texts = [...source.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].map((match) => match[1] ?? match[2]);
  return texts
    .filter((text) => text.length > 6)
    .flatMap((text) => {
      const plain = text
        .replace(/\\r/g, '\r')
        .replace(/\\n/g, '\n')
        .replace(/\\x([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
        .replace(/\\0/g, '\0');
      const asHex = /^[0-9a-fA-F\s]+$/.test(text) ? [Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'))] : [];
      return [Uint8Array.from(Buffer.from(plain, 'latin1')), ...asHex];
    });
});

test('names are unique, every record says what it follows, ports are ports', () => {
  const names = REGISTRY.map(({ name }) => name);
  assert.deepEqual(names.toSorted(), [...new Set(names)].toSorted());
  for (const { name, title, specification, ports, tlsPorts = [] } of REGISTRY) {
    assert(title.length > 1 && specification.length > 2, name);
    for (const port of [...ports, ...tlsPorts]) assert(Number.isInteger(port) && port > 0 && port < 65_536, name);
  }
});

test('every folder has its records in the registries', () => {
  const defined = globSync('*/*.ts', { cwd: FOLDER }).filter((name) => !/\.test(-data)?\.ts$/.test(name));
  const own = defined.flatMap((name) => [
    ...readFileSync(join(FOLDER, name), 'utf8').matchAll(/export const (\w+)(?:: Service)? = defineService\(/g),
  ]);
  assert.equal(own.length, new Set([...REGISTRY, ...DATAGRAMS]).size);
});

test('nothing throws on what servers say, changed and cut short', () => {
  const mutated = fc.record({
    seed: fc.constantFrom(...SEEDS),
    cut: fc.double({ min: 0, max: 1, noNaN: true }),
    changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
    greets: fc.boolean(),
  });
  fc.assert(
    fc.property(mutated, ({ seed, cut, changes, greets }) => {
      const bytes = seed.slice(0, Math.ceil(seed.length * (0.2 + 0.8 * cut)));
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const said = greets ? null : words(REGISTRY[0]);
      for (const service of REGISTRY) service.read(reply(bytes, said, said === null ? null : REGISTRY[0].name));
    }),
    { numRuns: 20_000 },
  );
});

test('nothing is slow on 64 kB of the same', { timeout: 60_000 }, () => {
  for (const unit of [
    'a',
    ' ',
    '\r\n',
    '<title>',
    '220-',
    '* ',
    '$1\r\n',
    '\0',
    '\xff',
    ':',
    '<',
    '"a":',
    'a.',
    '1/',
    '(',
  ]) {
    const bytes = Buffer.from(unit.repeat(Math.floor(65_536 / unit.length)), 'latin1');
    for (const head of ['', 'HTTP/1.1 200 OK\r\n', '220 ', 'SSH-2.0-', '* OK ', '{', '<?xml ']) {
      const asked = reply(Uint8Array.from(Buffer.concat([Buffer.from(head), bytes])), 'GET / HTTP/1.1', 'http');
      for (const service of REGISTRY) {
        const begin = performance.now();
        service.read(asked);
        // Linear time is a few milliseconds; a pattern that backtracks takes minutes.
        assert(performance.now() - begin < 5000, `${service.name}: ${head}${unit}`);
      }
    }
  }
});

test('noise is nobody', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
      for (const service of REGISTRY) {
        for (const said of [null, words(service)]) {
          const verdict = service.read(reply(bytes, said, said === null ? null : service.name));
          const sure = (verdict?.confidence ?? 0) >= SURE && verdict?.product !== undefined;
          assert(!sure, `${service.name}: ${latin1(bytes)}`);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('no record is sure of other records words', () => {
  for (const asking of REGISTRY) {
    const bytes = words(asking);
    if (bytes.length === 0) continue;
    for (const service of REGISTRY) {
      // Where both sides say the same, who says our words back is found out by whom they are said to (judge.ts).
      if (service.name === 'echo' || service === asking) continue;
      const verdict = service.read(reply(bytes, null, null));
      assert(
        !((verdict?.confidence ?? 0) >= SURE && verdict?.product !== undefined),
        `${service.name} takes the words of ${asking.name}`,
      );
    }
  }
});
