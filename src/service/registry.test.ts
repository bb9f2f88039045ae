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
import { datagramReply, ENDPOINT, reply } from './fake-talk.test-data.ts';
import { mutated, numbersOf, recordFiles, seedsByFile } from './mutate.test-data.ts';
import { REGISTRY } from './registry.ts';
import { type Service, SURE } from './service.ts';

/** Below what a table shows: a beginning that may become something. */
const NOISE_MOST = 0.3;
const FOLDER = join(findRoot(), 'src/service');

function words(service: Service): Uint8Array {
  return typeof service.hello === 'function' ? service.hello(ENDPOINT) : (service.hello ?? new Uint8Array(0));
}

const SEEDS = [...seedsByFile().values()].flat();

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
  for (let seed = 0; seed < 20_000; seed++) {
    const below = numbersOf(seed);
    const bytes = mutated(SEEDS, below);
    const said = below(2) === 0 ? null : words(REGISTRY[0]);
    for (const service of REGISTRY) service.read(reply(bytes, said, said === null ? null : REGISTRY[0].name));
  }
});

test('every record has answers in its own test', () => {
  const files = recordFiles();
  const seeds = seedsByFile();
  const names = new Set([...REGISTRY, ...DATAGRAMS].map(({ name }) => name));
  assert.deepEqual([...files.keys()].toSorted(), [...names].toSorted());
  for (const file of [...files.values()].flat()) assert((seeds.get(file)?.length ?? 0) > 0, file);
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

test('noise is not even likely anybody, by TCP and UDP, whatever its first byte', () => {
  const below = numbersOf(1);
  for (let first = 0; first < 256; first++) {
    const bytes = Uint8Array.from({ length: 20 + below(1000) }, (_, at) => (at === 0 ? first : below(256)));
    for (const service of REGISTRY) {
      for (const made of [reply, datagramReply]) {
        const confidence = service.read(made(bytes, words(service), service.name))?.confidence ?? 0;
        assert(confidence <= NOISE_MOST, `${service.name}, ${confidence}: ${Buffer.from(bytes).toString('hex')}`);
      }
    }
  }
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
