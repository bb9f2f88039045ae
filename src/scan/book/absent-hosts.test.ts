import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAbsentHosts } from './absent-hosts.ts';

const ADDRESS = 0xc6120007;

test('an address that stays unresolved for ten seconds of asking is spared, and stays so', () => {
  let unresolved = [ADDRESS];
  const absent = createAbsentHosts(() => unresolved, 0);
  for (let second = 1; second <= 11; second++) {
    assert.equal(absent.spare(ADDRESS), false, `second ${second}`);
    absent.look(second * 1000);
  }
  assert.equal(absent.spare(ADDRESS), true);
  unresolved = [];
  absent.look(20_000);
  assert.equal(absent.spare(ADDRESS), true);
  assert.equal(absent.spare(ADDRESS + 1), false);
});

test('seconds without a probe do not count, and an answer begins it anew', () => {
  let unresolved = [ADDRESS];
  const absent = createAbsentHosts(() => unresolved, 0);
  absent.spare(ADDRESS);
  for (let second = 1; second <= 60; second++) absent.look(second * 1000);
  assert.equal(absent.spare(ADDRESS), false);
  for (let second = 61; second <= 68; second++) {
    absent.spare(ADDRESS);
    absent.look(second * 1000);
  }
  unresolved = [];
  absent.look(69_000);
  unresolved = [ADDRESS];
  for (let second = 70; second <= 79; second++) {
    assert.equal(absent.spare(ADDRESS), false, `second ${second}`);
    absent.look(second * 1000);
  }
});

test('looks once a second, however often it is called', () => {
  let looks = 0;
  const absent = createAbsentHosts(() => {
    looks++;
    return [];
  }, 0);
  for (let now = 0; now <= 5000; now += 10) absent.look(now);
  assert.equal(looks, 5);
});
