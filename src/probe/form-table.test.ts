import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attemptOf, createFormTable, formsIn, longestForm } from './form-table.ts';
import { PROBES } from './probes.ts';

const PORTS = Uint16Array.of(22, 53, 123, 40_031, 40_032);

test('by port index; our own source ports are asked as such', () => {
  const asked: string[] = [];
  const formOf = (port: number, attempt: number, isOurs: boolean): number => {
    asked.push(`${port} ${attempt} ${isOurs}`);
    return (port & 0x7f) + 128 * attempt;
  };
  const [first, again] = createFormTable({ attempts: 2, formOf }, PORTS, { first: 40_000, count: 32 });
  assert.deepEqual([...first], [22, 53, 123, 40_031 & 0x7f, 40_032 & 0x7f]);
  assert.deepEqual(
    [...again],
    [...first].map((form) => form + 128),
  );
  assert.deepEqual(asked.slice(0, 5), ['22 0 false', '53 0 false', '123 0 false', '40031 0 true', '40032 0 false']);
});

test('which table is for which pass: those after the last have the last', () => {
  const forms = [new Uint8Array(1), new Uint8Array(1), new Uint8Array(1)];
  assert.deepEqual(
    [1, 2, 3, 4, 100].map((pass) => attemptOf(forms, pass)),
    [0, 1, 2, 2, 2],
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
