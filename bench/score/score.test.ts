import assert from 'node:assert/strict';
import test from 'node:test';
import {
  checkComplete,
  checkFaster,
  compare,
  failuresOf,
  foundCell,
  type Sample,
  SCAN_COLUMNS,
  scanRow,
} from './score.ts';

const good: Sample = {
  seconds: 2,
  failure: null,
  found: 8,
  of: 8,
  wrong: 0,
  sent: 1000,
  lost: 3,
  silent: 0,
  gauged: [],
};

test('score: found, missed, and reported without being open', () => {
  const truth = new Map([
    ['198.19.0.1', [22, 80]],
    ['198.19.0.2', [443]],
  ]);
  const open = new Map([
    ['198.19.0.1', new Set([22, 81])],
    ['198.19.0.3', new Set([443])],
  ]);
  assert.deepEqual(compare(open, truth), { found: 1, of: 3, wrong: 2 });
  assert.deepEqual(compare(new Map(), truth), { found: 0, of: 3, wrong: 0 });
});

test('score: a row counts failed runs, and takes times from whole ones only', () => {
  const bad: Sample = { ...good, seconds: 60, failure: 'ended after 60 s', found: 3 };
  const cells = scanRow('nmap', [good, bad, { ...good, seconds: 4, gauged: [] }]);
  assert.equal(cells.length, SCAN_COLUMNS.length);
  assert.deepEqual(cells.slice(0, 6), [
    'nmap',
    '3, 1 failed',
    '3.00 (2.00-4.00)',
    '375',
    '1,000',
    '3-8 of 8, all in 2 of 3 runs',
  ]);
  assert.deepEqual(failuresOf('nmap', [good, bad, bad]), ['nmap failed: ended after 60 s']);
  assert.equal(scanRow('nmap', [bad])[2], '-');
});

test('score: gauges come last, a run without a value is left out', () => {
  const cells = scanRow('portolan', [
    { ...good, gauged: [1, null] },
    { ...good, gauged: [2, 5] },
  ]);
  assert.deepEqual(cells.slice(SCAN_COLUMNS.length), ['1.50 (1.00-2.00)', '5.00']);
});

test('score: what is not open and reported is said', () => {
  assert.equal(foundCell([{ ...good, wrong: 2 }]), '8 of 8; 2 reported that are not open');
});

test('score: complete is all of it, nothing else, and to the end', () => {
  assert.equal(checkComplete([good, good]).met, true);
  for (const flaw of [{ found: 7 }, { wrong: 1 }, { failure: 'interrupted' }]) {
    assert.deepEqual(checkComplete([good, { ...good, ...flaw }]), {
      wanted: 'all open ports, and no other, in 2 runs of 2',
      got: '1 runs of 2',
      met: false,
    });
  }
  assert.equal(checkComplete([]).met, false);
});

test('score: a ratio that falls short is printed as it is', () => {
  const theirs = [{ ...good, seconds: 2.84 }];
  const check = checkFaster('nmap', 1.5, [good], theirs);
  assert.deepEqual(check, {
    wanted: '1.5 times faster than nmap',
    got: '1.42 times (median of the pairs)',
    met: false,
  });
  assert.equal(checkFaster('nmap', 1, [good], theirs)?.met, true);
  assert.equal(checkFaster('nmap', 1, [good], []), null);
  assert.equal(checkFaster('nmap', 1, [good], [{ ...good, failure: 'x' }])?.met, false);
});
