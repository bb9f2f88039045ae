import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTarpitJudge } from './tarpit.ts';

const count = fc.nat(65_535);

test('a host that opens every port is told from one with many services', () => {
  const judge = createTarpitJudge(65_535);
  const finished = (open: number, refused: number) => judge.answersAll(open, refused, open + refused, false);
  assert.equal(finished(65_535, 0), true);
  assert.equal(finished(60_000, 5000), true);
  assert.equal(finished(90, 10), true);
  assert.equal(finished(89, 0), false, 'so few may all be open');
  assert.equal(finished(200, 65_335), false);
  assert.equal(finished(58_000, 7000), false);
  assert.equal(finished(0, 0), false);
});

test('silence counts: open ports behind a firewall that drops the rest are open ports', () => {
  const judge = createTarpitJudge(65_535);
  assert.equal(judge.answersAll(101, 0, 65_535, false), false);
  assert.equal(judge.answersAll(101, 0, 65_535, true), false, 'nor where the scan was interrupted');
  assert.equal(judge.answersAll(101, 0, 113, false), false);
  assert.equal(judge.answersAll(101, 0, 112, false), true, 'nearly all that was asked');
  assert.equal(judge.answersAll(60_000, 0, 65_535, false), true, 'a few of a tarpit may stay silent');
});

test('interrupted, a tarpit far away whose last answers were not waited for is one all the same', () => {
  const judge = createTarpitJudge(65_535);
  assert.equal(judge.answersAll(600, 0, 1000, true), true);
  assert.equal(judge.answersAll(600, 0, 1000, false), false);
  assert.equal(judge.answersAll(600, 100, 1000, true), false, 'what refuses has said so');
});

test('reports wait from the 17th open port on, where a third of what was asked is open', () => {
  const judge = createTarpitJudge(1000);
  assert.equal(judge.suspicious(16, 0, 16), false);
  assert.equal(judge.suspicious(17, 0, 0), true);
  assert.equal(judge.suspicious(17, 39, 0), true);
  assert.equal(judge.suspicious(17, 40, 0), false);
  assert.equal(judge.suspicious(17, 0, 56), true);
  assert.equal(judge.suspicious(17, 0, 57), false, 'the others were silent');
  assert.equal(judge.suspicious(500, 20_000, 20_500), false);
});

test('where fewer than 100 ports are asked, nobody is a tarpit', () => {
  fc.assert(
    fc.property(fc.nat(99), count, count, count, fc.boolean(), (ports, open, refused, asked, interrupted) => {
      const judge = createTarpitJudge(ports);
      assert.equal(judge.possible, false);
      assert.equal(judge.suspicious(open, refused, asked), false);
      assert.equal(judge.answersAll(open, refused, asked, interrupted), false);
    }),
  );
});

test('whoever answers everything was suspicious before: its reports were held back', () => {
  const ports = fc.integer({ min: 100, max: 65_535 });
  fc.assert(
    fc.property(ports, count, count, count, fc.boolean(), (all, open, refused, silent, interrupted) => {
      const judge = createTarpitJudge(all);
      const asked = open + refused + silent;
      if (judge.answersAll(open, refused, asked, interrupted)) assert.ok(judge.suspicious(open, refused, asked));
    }),
  );
});
