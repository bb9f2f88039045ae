import assert from 'node:assert/strict';
import test from 'node:test';
import { targetWords } from './target-words.ts';

test('target-words: a run is one word, in the spelling of each tool', () => {
  const targets = ['198.19.0.1', '198.19.0.2', '198.19.0.3', '198.19.0.9'];
  assert.deepEqual(targetWords(targets, 'short'), ['198.19.0.1-3', '198.19.0.9']);
  assert.deepEqual(targetWords(targets, 'full'), ['198.19.0.1-198.19.0.3', '198.19.0.9']);
});

test('target-words: a run ends with the last number; prefixes and ranges stay', () => {
  assert.deepEqual(targetWords(['198.18.0.255', '198.18.1.0', '198.19.0.0/16', '198.18.0.10-30'], 'short'), [
    '198.18.0.255',
    '198.18.1.0',
    '198.19.0.0/16',
    '198.18.0.10-30',
  ]);
});
