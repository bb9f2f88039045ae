import assert from 'node:assert/strict';
import test from 'node:test';
import { parseArguments } from './arguments.ts';

test('arguments: all works unless named; quick figures are not written unless told where', () => {
  const parse = (...words: string[]) => parseArguments(words, ['plain', 'send'], 'RESULTS.md');
  assert.deepEqual(parse(), { names: ['plain', 'send'], quick: false, out: 'RESULTS.md', help: false });
  assert.deepEqual(parse('send', '--quick'), { names: ['send'], quick: true, out: null, help: false });
  assert.deepEqual(parse('--quick', '--out', 'x.md').out, 'x.md');
  for (const bad of ['sned', '--fast', '--out']) assert.throws(() => parse(bad), { code: 'E_BENCH_USAGE' });
});
