import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFormTable, formsIn, longestForm } from './form-table.ts';
import { PROBES } from './probes.ts';

const PORTS = Uint16Array.of(22, 53, 123, 40_031, 40_032);

test('by port index; our own source ports are asked as such', () => {
  const asked: string[] = [];
  const formOf = (port: number, again: boolean, isOurs: boolean): number => {
    asked.push(`${port} ${again} ${isOurs}`);
    return (port & 0x7f) + (again ? 128 : 0);
  };
  const { first, again } = createFormTable({ formOf }, PORTS, { first: 40_000, count: 32 });
  assert.deepEqual([...first], [22, 53, 123, 40_031 & 0x7f, 40_032 & 0x7f]);
  assert.deepEqual(
    [...again],
    [...first].map((form) => form + 128),
  );
  assert.deepEqual(asked.slice(0, 5), [
    ...['22 false false', '53 false false', '123 false false', '40031 false true', '40032 false false'],
  ]);
});

test('which forms a table has, each once', () => {
  assert.deepEqual(formsIn(Uint8Array.of(7, 0, 255, 7, 0)), [0, 7, 255]);
  assert.deepEqual(formsIn(new Uint8Array(0)), []);
});

test('SYN: bare at first, with the option again, whichever the port; UDP: as long as the longest', () => {
  const { first, again } = createFormTable(PROBES.syn, PORTS, { first: 40_000, count: 32 });
  assert.deepEqual([formsIn(first), formsIn(again)], [[0], [1]]);
  assert.equal(longestForm(PROBES.syn.forms), 44);
  assert.equal(longestForm(PROBES.udp.forms), 76);
});
