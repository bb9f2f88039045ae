import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeJson, escapeText } from './escape.ts';

test('control characters are written out, ordinary text stays', () => {
  assert.equal(escapeText('print\x1b[2Jer\r\n\x07'), 'print\\u{1b}[2Jer\\u{d}\\u{a}\\u{7}');
  assert.equal(escapeText('Büro-Drucker 東京 🖨'), 'Büro-Drucker 東京 🖨');
});

test('characters that turn the direction or cannot be seen are written out', () => {
  assert.equal(escapeText('a\u202egpj.exe\u200b\u2028\u{e0041}'), 'a\\u{202e}gpj.exe\\u{200b}\\u{2028}\\u{e0041}');
});

test('C1 controls, DEL and lone surrogates are written out', () => {
  assert.equal(escapeText('\x7f\x9b31m\ud800'), '\\u{7f}\\u{9b}31m\\u{d800}');
});

test('long text is cut', () => {
  assert.equal(escapeText('a'.repeat(301)), `${'a'.repeat(300)}…`);
  assert.equal(escapeText('a'.repeat(300)), 'a'.repeat(300));
});

test('whatever comes, nothing unprintable goes out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(escapeText(text), /[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('escaped JSON has the same value, in printable characters', () => {
  assert.equal(escapeJson(JSON.stringify('\x9b\u{e0041}é')), '"\\u009b\\udb40\\udc41é"');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = escapeJson(JSON.stringify(text));
      assert.equal(JSON.parse(json), text);
      assert.doesNotMatch(json, /[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
});
