import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, ProgressFinding } from '../../finding/finding.ts';
import { fakeSetup, portsFrom } from '../engine-setup.test-data.ts';
import { createEventWriter } from '../state/event-ring.ts';
import { COUNTER, EVENT_HOST_UP, EVENT_OPEN, type Pass } from '../state/shared-state.ts';
import type { Clock } from '../state/thread-clock.ts';
import { createEventReader } from './event-reader.ts';
import { createProgress } from './progress.ts';

const FIRST: Pass = { number: 1, list: null };
const segments = [{ first: 0xc6120000, last: 0xc6120009 }];

const clock = Object.assign(() => 0, { sleep: () => {} }) as unknown as Clock;

function begin(changed: Partial<Parameters<typeof fakeSetup>[0]> = {}, neighbours: readonly number[] = []) {
  const setup = fakeSetup({ segments, ports: portsFrom(1, 100), ...changed });
  const { counters } = setup.state;
  const shown: ProgressFinding[] = [];
  const reader = createEventReader(setup, new Set(neighbours), () => {});
  const progress = createProgress(setup, reader, (finding: Finding) => {
    assert.equal(finding.type, 'progress');
    shown.push(finding as ProgressFinding);
  });
  return {
    setup,
    reader,
    progress,
    shown,
    counters,
    send(frames: number) {
      counters[COUNTER.sent] += frames;
      counters[COUNTER.position] += frames;
    },
  };
}

test('the first figure has a rate of the sending alone, not of the time before it', () => {
  const { progress, shown, send } = begin();
  progress.show(FIRST, 30_000); // half a minute went by while neighbours were asked
  assert.equal(shown.length, 0);
  send(100);
  progress.show(FIRST, 30_100);
  assert.equal(shown.length, 0, 'five times a second is enough');
  send(100);
  progress.show(FIRST, 30_200);
  assert.equal(shown.length, 1);
  assert.equal(shown[0].rate, 1000);
  assert.equal(shown[0].remainingMs, 800);
  assert.equal(shown[0].phase, 'scan');
  assert.ok(Math.abs(shown[0].done - 0.19) < 1e-9);
  assert.equal(shown[0].sent, 200);
});

test('what is shown is what was told: hosts that ARP found too, and no ports of tarpits', () => {
  const { progress, shown, setup, reader } = begin({}, [segments[0].first + 9]);
  const { counters, hosts } = setup.state;
  const put = createEventWriter(setup.state, clock);
  counters[COUNTER.answered] = 105;
  counters[COUNTER.open] = 101;
  hosts.open[0] = 100;
  hosts.open[1] = 1;
  for (let port = 1; port <= 100; port++) put(EVENT_OPEN, 0, port, 0, 0, 0, 0);
  put(EVENT_OPEN, 1, 22, 0, 0, 0, 0);
  put(EVENT_HOST_UP, 2, 23, 0, 0, 0, 0);
  reader.drain();
  progress.show(FIRST, 0);
  progress.show(FIRST, 200);
  assert.deepEqual(shown, [
    {
      type: 'progress',
      phase: 'scan',
      attempt: 1,
      done: 0,
      rate: 0,
      sent: 0,
      answered: 105,
      openPorts: 1,
      hostsUp: 4,
      remainingMs: null,
    },
  ]);
});

test('repeats: what is left of the list, and `done` never falls nor says it is over', () => {
  const { progress, shown, counters, send } = begin();
  progress.show(FIRST, 0);
  send(1000);
  progress.show(FIRST, 300);
  const repeat: Pass = { number: 2, list: new Uint32Array(400) };
  progress.show(repeat, 310);
  counters[COUNTER.sent] += 100;
  counters[COUNTER.position] = 7; // the place of a list jumps about
  progress.show(repeat, 500);
  counters[COUNTER.sent] += 300;
  progress.show(repeat, 1000);
  assert.deepEqual(
    shown.map(({ phase }) => phase),
    ['scan', 'repeat', 'repeat'],
  );
  assert.equal(shown[1].rate, 500);
  assert.equal(shown[1].remainingMs, 600);
  assert.equal(shown[2].remainingMs, 0);
  for (let k = 1; k < shown.length; k++) assert.ok(shown[k].done >= shown[k - 1].done);
  assert.ok(shown.every(({ done }) => done < 1));
});

test('a second pass over everything does not make `done` fall', () => {
  const { progress, shown, counters } = begin({ stateless: true });
  progress.show(FIRST, 0);
  counters[COUNTER.position] = 900;
  progress.show(FIRST, 200);
  counters[COUNTER.position] = 100;
  progress.show({ number: 2, list: null }, 400);
  assert.ok(shown[0].done > 0.8);
  assert.equal(shown[1].done, shown[0].done);
});

test('a shard counts its own share', () => {
  const shard = { index: 1, count: 4 };
  const { progress, shown, counters } = begin({ shard });
  progress.show(FIRST, 0);
  counters[COUNTER.sent] = 100;
  counters[COUNTER.position] = 400;
  progress.show(FIRST, 200);
  assert.equal(shown[0].remainingMs, 300);
  assert.equal(progress.remainingAt(500), 300);
});

test('all answered: once every probe has its answer, never without a ledger', () => {
  const { progress, counters } = begin();
  counters[COUNTER.answered] = 999;
  assert.equal(progress.allAnswered(), false);
  counters[COUNTER.answered] = 1000;
  assert.equal(progress.allAnswered(), true);
  const stateless = begin({ stateless: true });
  stateless.counters[COUNTER.answered] = 5000;
  assert.equal(stateless.progress.allAnswered(), false);
});
