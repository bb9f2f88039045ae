// The specification arrives as it was sent, however the pipe cuts it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ScanSpec } from '../scan/spec.ts';
import { createSpecReader, specPieces } from './spec-stream.ts';

const SPEC: ScanSpec = {
  targets: [
    [0x0a0a0a0a, 0x0a0a0a0a], // line ends among the bytes
    [0xc6120000, 0xffffffff],
  ],
  excluded: [[1, 2]],
  probe: 'syn',
  ports: [[22, 22]],
  engine: 'raw',
  generators: null,
  rateCap: null,
  seed: 'é\n',
  shard: { index: 1, count: 1 },
  maxRetries: null,
  interfaceName: null,
  pcapPath: null,
  ledgerLimit: 1,
};

const bytesOf = (spec: ScanSpec) => Buffer.concat([...specPieces(spec)].map((piece) => Buffer.from(piece)));

test('cut anywhere, with lines after it', () => {
  const sent = Buffer.concat([bytesOf(SPEC), Buffer.from('stop\nstop\n')]);
  fc.assert(
    fc.property(fc.array(fc.nat(sent.length), { maxLength: 8 }), (cuts) => {
      const got: unknown[] = [];
      const reader = createSpecReader(
        (spec) => got.push(spec),
        (line) => got.push(line),
      );
      const places = [0, ...cuts.sort((a, b) => a - b), sent.length];
      places.slice(1).forEach((end, index) => {
        reader.write(sent.subarray(places[index], end));
      });
      const targets = Uint32Array.of(0x0a0a0a0a, 0x0a0a0a0a, 0xc6120000, 0xffffffff);
      assert.deepEqual(got, [{ ...SPEC, targets }, 'stop', 'stop']);
    }),
  );
});

test('no targets; what is no number of words is refused', () => {
  const got: ScanSpec[] = [];
  createSpecReader(
    (spec) => got.push(spec),
    () => {},
  ).write(bytesOf({ ...SPEC, targets: [] }));
  assert.deepEqual(got, [{ ...SPEC, targets: new Uint32Array(0) }]);
  for (const targets of [-1, 1.5, 1e12, '8', null]) {
    const reader = createSpecReader(() => assert.fail(), assert.fail);
    assert.throws(() => reader.write(Buffer.from(`${JSON.stringify({ ...SPEC, targets })}\n`)), { code: 'E_SPEC' });
  }
});
