import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line, ScanCounters } from './finding.ts';
import { createSums } from './sums.ts';

const TIME = '2026-11-27T03:12:12.042Z';
const COUNTERS: ScanCounters = {
  ...{ hostsAsked: 10, hostsUp: 3, openPorts: 4, closedPorts: 5, filteredPorts: 6, probes: 1000, answered: 900 },
  ...{ retransmitted: 7, silent: 100, completeness: 1, unasked: 0, strays: 1, duplicates: 2, late: 3 },
  ...{ limitedHosts: ['198.18.0.1'], answersAllHosts: ['198.18.0.9'], kernelDrops: 0, interrupted: false },
  ...{ stateless: false, elapsedMs: 50, probe: 'syn', engine: 'raw' },
};
const UDP: ScanCounters = {
  ...COUNTERS,
  ...{ hostsUp: 2, openFilteredPorts: 8, probes: 3000, answered: 300, completeness: 0.2, elapsedMs: 70, probe: 'udp' },
  ...{ limitedHosts: ['198.18.0.1', '198.18.0.2'], interrupted: true },
};

const phaseEnd = (stage: string, counters?: ScanCounters): Line => ({ type: 'phase-end', stage, counters, time: TIME });
const host = (ip: string): Line => ({
  type: 'host',
  ip,
  state: 'up',
  reason: 'rst',
  probe: 'syn',
  stage: 's',
  time: TIME,
});

function endOf(stages: number, ...lines: Line[]) {
  const sums = createSums(stages);
  for (const line of lines) sums.take(line);
  return sums.end(TIME);
}

test('the end of one stage has its figures, all of them', () => {
  assert.deepEqual(endOf(1, host('198.18.0.1'), phaseEnd('syn', COUNTERS)), { type: 'end', ...COUNTERS, time: TIME });
});

test('of several stages: what was asked and found adds up, lists join, the worst of each word stands', () => {
  assert.deepEqual(endOf(2, phaseEnd('syn', COUNTERS), phaseEnd('udp', UDP)), {
    type: 'end',
    ...{ hostsAsked: 10, hostsUp: 3, openPorts: 8, closedPorts: 10, filteredPorts: 12, openFilteredPorts: 8 },
    ...{ probes: 4000, answered: 1200, retransmitted: 14, silent: 200, completeness: 0.4, unasked: 0 },
    ...{ strays: 2, duplicates: 4, late: 6, limitedHosts: ['198.18.0.1', '198.18.0.2'] },
    ...{ answersAllHosts: ['198.18.0.9'], kernelDrops: 0, interrupted: true, stateless: false, elapsedMs: 120 },
    ...{ probe: 'several', engine: 'raw', time: TIME },
  });
});

test('hosts that several stages met count once', () => {
  const hosts = ['198.18.0.1', '198.18.0.2', '198.18.0.1', '198.18.0.3', '198.18.0.4'].map(host);
  assert.equal(endOf(2, ...hosts, phaseEnd('syn', COUNTERS), phaseEnd('udp', UDP)).hostsUp, 4);
});

test('a stage that failed is named, also where none came to figures', () => {
  const failed: Line = { type: 'phase-end', stage: 'udp', error: { code: 'E_X', text: 'x' }, time: TIME };
  assert.deepEqual(endOf(2, phaseEnd('syn', COUNTERS), failed), {
    ...{ type: 'end', ...COUNTERS, failedStages: ['udp'], time: TIME },
  });
  assert.partialDeepStrictEqual(endOf(2, failed), { type: 'end', probes: 0, openPorts: 0, failedStages: ['udp'] });
});

test('what a stage was to ask that never began was not asked', () => {
  const sums = createSums(2);
  sums.take(phaseEnd('syn', COUNTERS));
  sums.leaveOut(500);
  assert.deepEqual(sums.end(TIME), {
    ...{ type: 'end', ...COUNTERS, time: TIME },
    ...{ probes: 1500, unasked: 500, interrupted: true },
  });
});

test('complete is the whole only where every stage is', () => {
  const most = { ...UDP, completeness: 1 - 1e-9 };
  const completeness = (...all: ScanCounters[]) =>
    endOf(all.length, ...all.map((each, n) => phaseEnd(`s${n}`, each))).completeness;
  assert.equal(completeness(COUNTERS, { ...UDP, completeness: 1 }, COUNTERS), 1);
  assert.ok(completeness(COUNTERS, most, COUNTERS) < 1);
  assert.equal(completeness({ ...COUNTERS, probes: 0 }, { ...COUNTERS, probes: 0 }), 1);
});

test('of very many addresses the first are listed, and the rest counted', () => {
  const list = (from: number) => Array.from({ length: 65_536 }, (_, n) => `h${from + n}`);
  const one = { ...COUNTERS, answersAllHosts: list(0), answersAllUnlisted: 5 };
  const end = endOf(2, phaseEnd('a', one), phaseEnd('b', { ...COUNTERS, answersAllHosts: list(65_530) }));
  assert.deepEqual([end.answersAllHosts.length, end.answersAllUnlisted], [65_536, 65_530 + 5]);
});
