import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hex } from '../bytes.ts';
import { compareObjectIds, emitObjectId, isUnder, objectId, parseObjectId } from './object-id.ts';

const parse = (bytes: Uint8Array) => parseObjectId(bytes, { begin: 0, end: bytes.length });
const arc = fc.integer({ min: 0, max: 0xffff_ffff });
const ids = fc
  .tuple(fc.constantFrom([0, 0], [1, 0], [1, 3], [2, 5], [2, 999]), fc.array(arc, { maxLength: 126 }))
  .map(([head, rest]) => [...head, ...rest]);

test('as they stand in messages', () => {
  assert.deepEqual(emitObjectId(objectId('1.3.6.1.2.1.1.1.0')), hex('2b06010201010100'));
  assert.deepEqual(emitObjectId(objectId('1.0.8802.1.1.2.1.4')), hex('28 c462 01 01 02 01 04'));
  assert.deepEqual(parse(hex('28 c462 01 01 02 01 04')), objectId('1.0.8802.1.1.2.1.4'));
  assert.deepEqual(parse(hex('2b 8fffffff7f')), [1, 3, 0xffff_ffff]);
});

test('what was written is read, and what is longer or smaller comes in the order of a walk', () => {
  fc.assert(fc.property(ids, (id) => assert.deepEqual(parse(emitObjectId(id)), id)));
  fc.assert(
    fc.property(ids, ids, arc, (one, other, more) => {
      assert.equal(Math.sign(compareObjectIds(one, other)) + Math.sign(compareObjectIds(other, one)), 0);
      assert(compareObjectIds([...one, more], one) > 0);
      assert(isUnder([...one, more], one) && !isUnder(one, one));
    }),
  );
});

test('none: empty, cut off, larger than 32 bits, longer than 128', () => {
  for (const text of ['', '2b86', '80', '2b 9080808000', `2b${'01'.repeat(127)}`])
    assert.equal(parse(hex(text)), null, text);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => (parse(bytes)?.length ?? 0) <= 128));
});
