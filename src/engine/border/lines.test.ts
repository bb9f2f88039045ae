// Lines come out as they went in, however they are cut.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLineReader } from './lines.ts';

test('only \\n ends a line; what else a terminal or a language takes for an end does not', () => {
  const lines: string[] = [];
  const reader = createLineReader(1000, (text) => lines.push(text) * 0, assert.fail);
  const texts = ['a\u2028b', 'c\u2029d', 'e\u0085f', 'g\rh', 'i\x0bj\x0ck', ''];
  reader.write(Buffer.from(`${texts.join('\n')}\ntorn`));
  assert.deepEqual(lines, texts);
  assert.equal(reader.torn, 4);
});

test('any lines, cut anywhere', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ''))),
      fc.array(fc.nat(2000)),
      (texts, cuts) => {
        const sent = Buffer.from(texts.map((text) => `${text}\n`).join(''));
        const lines: string[] = [];
        const reader = createLineReader(10_000, (text) => lines.push(text) * 0, assert.fail);
        const places = [0, ...cuts.map((cut) => Math.min(cut, sent.length)).sort((a, b) => a - b), sent.length];
        places.slice(1).forEach((end, index) => {
          // The memory of a piece is used again for the next.
          const piece = Buffer.from(sent.subarray(places[index], end));
          reader.write(piece);
          piece.fill(0);
        });
        assert.deepEqual(
          lines,
          texts.map((text) => Buffer.from(text).toString()),
        );
        assert.equal(reader.torn, 0);
      },
    ),
  );
});

test('a line that is too long is told once and left out; its neighbours are not', () => {
  const lines: string[] = [];
  let tooLong = 0;
  const reader = createLineReader(
    8,
    (text) => lines.push(text) * 0,
    () => tooLong++,
  );
  for (const piece of ['short\n12345', '6789', '0'.repeat(1000), '\nlast\n', '12345678\n'])
    reader.write(Buffer.from(piece));
  assert.deepEqual(lines, ['short', 'last', '12345678']);
  assert.equal(tooLong, 1);
});
