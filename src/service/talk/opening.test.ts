import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createOpening, isAllOf } from './opening.ts';

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

test('what was said, and what came before each of it', () => {
  const opening = createOpening();
  opening.heard(ascii('220-files\r\n22'));
  opening.heard(ascii('0 ready\r\n'));
  opening.said(ascii('AUTH TLS\r\n'));
  opening.heard(ascii('234 go on\r\n'));
  assert.deepEqual(opening.steps(), [
    { awaits: { bytes: 22, lines: 2 }, words: ascii('AUTH TLS\r\n') },
    { awaits: { bytes: 11, lines: 1 }, words: new Uint8Array(0) },
  ]);
});

test('who speaks first is waited for by nobody; where TLS begins at once there is nothing to say again', () => {
  const opening = createOpening();
  assert.equal(opening.steps(), null);
  opening.said(ascii('\0\0\0\x08'));
  opening.heard(ascii('S'));
  assert.deepEqual(
    opening.steps()?.map(({ awaits }) => awaits),
    [null, { bytes: 1, lines: 0 }],
  );
});

test('lines are counted where an answer ends with one, bytes elsewhere', () => {
  const lines = { bytes: 22, lines: 2 };
  assert.ok(isAllOf(lines, ascii('220-f\r\n220 x\r\n')), 'shorter, as a time of day may be');
  assert.ok(!isAllOf(lines, ascii('220-files that are many\r\n')), 'as long, but one line of two');
  assert.ok(!isAllOf(lines, ascii('220-files\r\n220 rea')), 'in the middle of the second');
  assert.ok(isAllOf({ bytes: 1, lines: 0 }, ascii('S')));
  assert.ok(!isAllOf({ bytes: 78, lines: 0 }, ascii('J\0\0\0\x0a')));
});

test('an answer is there with its last byte, however it is cut, and not before', () => {
  const answer = fc.array(fc.stringMatching(/^[ -~]{0,12}$/), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(answer, fc.boolean(), fc.nat(), (lines, endsLine, at) => {
      const whole = ascii(lines.join('\r\n') + (endsLine ? '\r\n' : '.'));
      const cut = at % whole.length;
      const opening = createOpening();
      opening.heard(whole.subarray(0, cut));
      opening.heard(whole.subarray(cut));
      opening.said(ascii('STARTTLS\r\n'));
      const awaits = opening.steps()![0].awaits!;
      assert.ok(isAllOf(awaits, whole));
      assert.ok(!isAllOf(awaits, whole.subarray(0, cut)));
    }),
  );
});
