import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTarpitJudge } from './tarpit.ts';

const count = fc.nat(65_535);

test('a host that opens every port is told from one with many services', () => {
  const judge = createTarpitJudge(65_535);
  assert.equal(judge.answersAll(65_535, 0), true);
  assert.equal(judge.answersAll(60_000, 5000), true);
  assert.equal(judge.answersAll(90, 10), true);
  assert.equal(judge.answersAll(89, 0), false, 'so few may all be open');
  assert.equal(judge.answersAll(200, 65_335), false);
  assert.equal(judge.answersAll(58_000, 7000), false);
  assert.equal(judge.answersAll(0, 0), false);
});

test('reports wait from the 17th open port on, where a third of the answers is open', () => {
  const judge = createTarpitJudge(1000);
  assert.equal(judge.suspicious(16, 16, 0), false);
  assert.equal(judge.suspicious(17, 17, 0), true);
  assert.equal(judge.suspicious(17, 17, 39), true);
  assert.equal(judge.suspicious(17, 17, 40), false);
  assert.equal(judge.suspicious(500, 500, 20_000), false);
});

test('where fewer than 100 ports are asked, nobody is a tarpit', () => {
  fc.assert(
    fc.property(fc.nat(99), count, count, count, (asked, reported, open, closed) => {
      const judge = createTarpitJudge(asked);
      assert.equal(judge.suspicious(reported, open, closed), false);
      assert.equal(judge.answersAll(open, closed), false);
    }),
  );
});

test('whoever answers everything was suspicious before: its reports were held back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 65_535 }), count, count, (asked, open, closed) => {
      const judge = createTarpitJudge(asked);
      if (judge.answersAll(open, closed)) assert.ok(judge.suspicious(open, open, closed));
    }),
  );
});
