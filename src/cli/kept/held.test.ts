import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Line } from '../../finding/finding.ts';
import { createHeld } from './held.ts';

test('lines come out in their order, as text alone or themselves, as often as they are shown', () => {
  const line = fc.record({ text: fc.string({ unit: 'grapheme' }), isText: fc.boolean() });
  fc.assert(
    fc.property(fc.array(fc.array(line)), (rounds) => {
      let shown = '';
      let calls = 0;
      const held = createHeld({
        take: (line, json) => {
          shown += `<${(line as unknown as { text: string }).text}${json}>`;
        },
        textOf: (line, json) => ((line as unknown as { isText: boolean }).isText ? `[${json}]` : null),
        print(text) {
          calls++;
          shown += Buffer.from(text).toString();
        },
        together: (show) => show(),
      });
      for (const lines of rounds) {
        [shown, calls] = ['', 0];
        for (const each of lines) held.add(each as unknown as Line, each.text);
        assert.equal(shown, '');
        held.show();
        const wanted = lines.map(({ text, isText }) => (isText ? `[${text}]` : `<${text}${text}>`));
        assert.equal(shown, wanted.join(''));
        assert.ok(
          calls <= lines.filter(({ isText }) => !isText).length + 1,
          'what follows each other is printed at once',
        );
      }
    }),
  );
});
