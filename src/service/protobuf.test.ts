import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from './bytes.ts';
import { numberField, protobufFields, stringField, varint } from './protobuf.ts';

test('fields of all four types', () => {
  const fields = protobufFields(hex('08 9601 12 02 6869 1d 01000000 21 0200000000000000'))!;
  assert.equal(numberField(fields, 1), 150);
  assert.equal(stringField(fields, 2), 'hi');
  assert.equal(numberField(fields, 3), 1);
  assert.equal(numberField(fields, 4), 2);
  assert.equal(stringField(fields, 1), '');
  assert.equal(numberField(fields, 9), undefined);
});

test('what is cut short or no message', () => {
  for (const bytes of ['08', '12 05 6869', '0b 01', '00 01', '1d 01', 'ffffffffffffffffffffff']) {
    assert.equal(protobufFields(hex(bytes)), null, bytes);
  }
  assert.equal(varint(hex('ffff'), 0), null);
});
