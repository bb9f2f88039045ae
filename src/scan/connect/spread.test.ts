import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answersMakeRoom, createSpread, isSpread, spreadRoom, wentOut } from './spread.ts';
import { START } from './window.ts';

const SIZE = 1000;
const WAIT = 100;

test('what silence makes room for goes evenly, a window and a fifth in the time it waits', () => {
  const spread = createSpread(0);
  for (let k = 0; k < START; k++) wentOut(spread, WAIT);
  let gone = 0;
  for (let now = 1; now <= WAIT; now++) {
    const room = spreadRoom(spread, SIZE, now);
    assert.ok(room <= 32, `${room} at once`);
    for (let k = 0; k < room; k++) wentOut(spread, WAIT);
    gone += room;
  }
  assert.ok(gone > 1.1 * SIZE && gone < 1.3 * SIZE, `${gone} went`);
});

test('an answer lets two go at once, however many were answered', () => {
  const spread = createSpread(0);
  for (let k = 0; k < START; k++) wentOut(spread, WAIT);
  assert.ok(isSpread(spread));
  answersMakeRoom(spread, 500);
  assert.equal(spreadRoom(spread, SIZE, 0), 1000);
});

test('who looks late does not make up for it', () => {
  const spread = createSpread(0);
  for (let k = 0; k < START; k++) wentOut(spread, WAIT);
  assert.ok(spreadRoom(spread, SIZE, 5000) <= 32);
});
