import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TcpOption } from './tcp-options.ts';
import * as tcpOptions from './tcp-options.ts';
import { tcpOptionList } from './values.test-data.ts';

function parse(...bytes: number[]): TcpOption[] {
  return tcpOptions.parse(Uint8Array.from(bytes), 0, bytes.length);
}

test('SACK blocks', () => {
  const [option] = parse(5, 18, 0, 0, 0, 1, 0, 0, 0, 9, 0xff, 0xff, 0xff, 0xf0, 0, 0, 0, 2);
  assert.deepEqual(option, {
    type: 'sack',
    blocks: [
      { left: 1, right: 9 },
      { left: 0xfffffff0, right: 2 },
    ],
  });
});

test('a kind nobody knows keeps its number and data', () => {
  assert.deepEqual(parse(34, 4, 0xab, 0xcd), [{ type: 'unknown', kind: 34, data: Uint8Array.of(0xab, 0xcd) }]);
});

test('a known kind of a wrong length is not interpreted', () => {
  assert.deepEqual(parse(2, 3, 5, 1), [{ type: 'unknown', kind: 2, data: Uint8Array.of(5) }, { type: 'nop' }]);
  assert.deepEqual(parse(4, 3, 5, 1), [{ type: 'unknown', kind: 4, data: Uint8Array.of(5) }, { type: 'nop' }]);
  assert.deepEqual(parse(5, 2, 1, 1)[0], { type: 'unknown', kind: 5, data: new Uint8Array(0) });
});

test('reading ends at the end of the list', () => {
  assert.deepEqual(parse(1, 0, 2, 4, 5, 180, 0, 0), [{ type: 'nop' }, { type: 'end' }]);
});

test('an impossible length ends the reading, and never loops', () => {
  assert.deepEqual(parse(1, 8, 0, 1), [{ type: 'nop' }]);
  assert.deepEqual(parse(1, 8, 1, 1), [{ type: 'nop' }]);
  assert.deepEqual(parse(1, 8, 10, 0), [{ type: 'nop' }]);
  assert.deepEqual(parse(1, 1, 1, 8), [{ type: 'nop' }, { type: 'nop' }, { type: 'nop' }]);
});

test('a last word that is not full is filled with zeros, which read as the end', () => {
  const bytes = new Uint8Array(4).fill(0xee);
  assert.equal(tcpOptions.emit(bytes, 0, [{ type: 'window-scale', shift: 7 }]), 4);
  assert.deepEqual([...bytes], [3, 3, 7, 0]);
  assert.deepEqual(tcpOptions.parse(bytes, 0, 4), [{ type: 'window-scale', shift: 7 }, { type: 'end' }]);
});

test('no options are no bytes', () => {
  assert.equal(tcpOptions.emit(new Uint8Array(0), 0, []), 0);
  assert.deepEqual(parse(), []);
});

test('more than 40 bytes do not fit', () => {
  const timestamps: TcpOption = { type: 'timestamps', value: 1, echoReply: 2 };
  const four = [timestamps, timestamps, timestamps, timestamps];
  assert.equal(tcpOptions.emit(new Uint8Array(44), 0, four), 40);
  assert.throws(() => tcpOptions.emit(new Uint8Array(44), 0, [...four, { type: 'nop' }]), /E_TCP_OPTIONS: 44 bytes/);
});

test('parse(emit(x)) = x', () => {
  fc.assert(
    fc.property(tcpOptionList, (options) => {
      const bytes = new Uint8Array(tcpOptions.MAX_LENGTH + 4).fill(0xee);
      const length = tcpOptions.emit(bytes, 2, options);
      assert.equal(length, tcpOptions.emitLength(options));
      assert.deepEqual(tcpOptions.parse(bytes, 2, length), options);
    }),
    { numRuns: 1000 },
  );
});
