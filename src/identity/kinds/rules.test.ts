import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { About, Word } from '../words/word.ts';
import { evidenceOfKind, fits } from './evidence.ts';
import { kindOf } from './kind.ts';
import type { KindRule } from './rule.ts';
import { RULES } from './rules.ts';

/** What takes longer than this for a text of the longest kind is not linear. */
const SLOW_MS = 50;

const exampleOf = (pattern: string | RegExp, example: string | undefined): string =>
  typeof pattern === 'string' ? pattern : (example ?? '');

function wordsOf([, , about, pattern, , example, and]: KindRule): Word[] {
  const word = (of: About, text: string, origin: string): Word => ({ about: of, text, sure: 1, origin, place: origin });
  const first = word(about, exampleOf(pattern, example), 'one');
  return and === undefined ? [first] : [first, word(and[0], exampleOf(and[1], and[2]), 'two')];
}

const nameOf = (rule: KindRule): string => `${rule[0]}: ${rule[2]} ${rule[3]}`;

test('there are as many rules as kinds need, each with what it rests on', () => {
  assert.ok(RULES.length >= 150, String(RULES.length));
  for (const rule of RULES) {
    assert.ok(rule[1] > 0 && rule[1] <= (rule[2] === 'product' ? 0.85 : 0.95), nameOf(rule));
    assert.ok(rule[4].length > 3, nameOf(rule));
  }
  assert.equal(new Set(RULES.map((rule) => `${nameOf(rule)} ${rule[6]}`)).size, RULES.length);
});

test('every rule is fulfilled by its example', () => {
  for (const rule of RULES) {
    const [kind, weight, , pattern, , example, and] = rule;
    assert.ok(fits(exampleOf(pattern, example), pattern), nameOf(rule));
    if (and !== undefined) assert.ok(fits(exampleOf(and[1], and[2]), and[1]), nameOf(rule));
    const fired = evidenceOfKind(wordsOf(rule)).filter((each) => each.is === kind);
    assert.ok(
      fired.some((each) => each.weight === weight),
      nameOf(rule),
    );
  }
});

test('nothing that is sure of its kind is fulfilled by the example of another kind', () => {
  const SURE = 0.7;
  for (const rule of RULES.filter(([, weight]) => weight >= SURE)) {
    for (const other of RULES.filter(([kind, weight]) => kind !== rule[0] && weight >= SURE)) {
      const words = wordsOf(other);
      const fires =
        words.some(({ about, text }) => about === rule[2] && fits(text, rule[3])) &&
        (rule[6] === undefined || words.some(({ about, text }) => about === rule[6]![0] && fits(text, rule[6]![1])));
      assert.ok(!fires, `${nameOf(rule)} by the example of ${nameOf(other)}`);
    }
  }
});

test('an example by itself makes its own kind, or none that is sure', () => {
  for (const rule of RULES) {
    const { kind } = kindOf(evidenceOfKind(wordsOf(rule)));
    if (kind === null || kind.is === rule[0]) continue;
    assert.ok(kind.confidence < 0.7, `${nameOf(rule)} makes ${kind.is} ${kind.confidence}`);
  }
});

test('patterns take linear time', () => {
  const longest = ['a', ' ', '-', 'Cisco IOS Software ', '0', 'urn:', '1.3.6.1.4.1.9.'].map((part) =>
    part.repeat(256).slice(0, 256),
  );
  for (const rule of RULES) {
    for (const text of longest) {
      const begin = performance.now();
      fits(text, rule[3]);
      assert.ok(performance.now() - begin < SLOW_MS, nameOf(rule));
    }
  }
});
