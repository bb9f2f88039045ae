import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attemptOf, createFormTable, formsIn, longestForm, rowOf, turnsOf } from './form-table.ts';
import { PROBES } from './probes.ts';

const PORTS = Uint16Array.of(22, 53, 123, 40_031, 40_032);

test('by port index; our own source ports are asked as such', () => {
  const asked: string[] = [];
  const formOf = (port: number, attempt: number, isOurs: boolean): number => {
    asked.push(`${port} ${attempt} ${isOurs}`);
    return (port & 0x7f) + 128 * attempt;
  };
  const [first, again] = createFormTable({ attempts: 2, turns: 1, formOf }, PORTS, { first: 40_000, count: 32 });
  assert.deepEqual([...first], [22, 53, 123, 40_031 & 0x7f, 40_032 & 0x7f]);
  assert.deepEqual(
    [...again],
    [...first].map((form) => form + 128),
  );
  assert.deepEqual(asked.slice(0, 5), ['22 0 false', '53 0 false', '123 0 false', '40031 0 true', '40032 0 false']);
});

test('which table is for which pass: attempts after the last have the last; of each attempt one turn after the other', () => {
  const passes = [1, 2, 3, 4, 5, 100];
  assert.deepEqual(
    passes.map((pass) => rowOf({ attempts: 3, turns: 1 }, pass)),
    [0, 1, 2, 2, 2, 2],
  );
  assert.deepEqual(
    passes.map((pass) => rowOf({ attempts: 2, turns: 2 }, pass)),
    [0, 1, 2, 3, 2, 3],
  );
  assert.deepEqual(
    passes.map((pass) => attemptOf({ turns: 2 }, pass)),
    [1, 1, 2, 2, 3, 50],
  );
});

test('a port is asked in as many turns as forms are known for it', () => {
  const tables = createFormTable(PROBES.udp, PORTS, { first: 40_000, count: 32 });
  assert.deepEqual(
    [...PORTS.keys()].map((index) => turnsOf(tables, PROBES.udp.turns, index)),
    [1, 2, 2, 1, 1],
  );
});

test('which forms a table has, each once', () => {
  assert.deepEqual(formsIn(Uint8Array.of(7, 0, 255, 7, 0)), [0, 7, 255]);
  assert.deepEqual(formsIn(new Uint8Array(0)), []);
});

test('SYN: bare at first, with the option again, whichever the port; UDP: as long as the longest', () => {
  const tables = createFormTable(PROBES.syn, PORTS, { first: 40_000, count: 32 });
  assert.deepEqual(tables.map(formsIn), [[0], [1]]);
  assert.equal(longestForm(PROBES.syn.forms), 44);
  assert.ok(longestForm(PROBES.udp.forms) <= 28 + 1400);
});

test('several payloads for a port ask it in turn', () => {
  const at53 = createFormTable(PROBES.udp, PORTS, { first: 40_000, count: 32 }).map((table) => table[1]);
  assert.equal(new Set(at53).size, 2);
  assert.deepEqual(at53.slice(2), at53.slice(0, 2));
});
