import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clue } from '../../identity/clue.ts';
import type { Lookup, Lookups, Subject } from '../../identity/lookups/lookup.ts';
import { serviceFact } from '../../identity/sources/fact.test-data.ts';
import { createQuestions, type QuestionOptions } from './identity-questions.ts';

const clue = (value: string): Clue => ({ about: 'name', value, source: 'test', confidence: 1 });
const named: Lookup = { name: 'named', ask: async ({ ip }) => [clue(`name-of-${ip}`)] };

interface Asked {
  readonly told: string[];
  readonly closed: number[];
}

function questions(all: readonly Lookup[], change: Partial<QuestionOptions> = {}) {
  const seen: Asked = { told: [], closed: [] };
  const lookups: Lookups = { all, close: () => void seen.closed.push(1) };
  const run = createQuestions({
    lookups,
    signal: new AbortController().signal,
    udpPorts: [],
    tell: (ip, { value }) => void seen.told.push(`${ip} ${value}`),
    ...change,
  });
  return { run, seen };
}

const subject = (ip: string): Subject => ({ ip, isNear: false });
async function toEnd({ run }: ReturnType<typeof questions>): Promise<void> {
  while (await run.next());
}

test('every host is asked once by every lookup', async () => {
  const some = questions([named]);
  for (let k = 0; k < 2000; k++) some.run.host(subject(`198.18.${k >> 8}.${k & 255}`));
  await toEnd(some);
  assert.equal(new Set(some.seen.told).size, 2000);
});

test('this machine itself is asked nothing', async () => {
  const asked = questions([named]);
  asked.run.host(subject('127.0.0.1'));
  asked.run.fact({ ...serviceFact({ service: 'ssdp' }), ip: '127.0.0.1' });
  await toEnd(asked);
  assert(asked.seen.told.every((each) => !each.includes('name-of')));
});

test('what the scan of UDP asks is not asked again', async () => {
  const netbios: Lookup = { ...named, udpPort: 137 };
  const asked = questions([netbios], { udpPorts: [[100, 200]] });
  asked.run.host(subject('198.18.0.1'));
  await toEnd(asked);
  assert.deepEqual(asked.seen.told, []);
  const not = questions([netbios], { udpPorts: [[138, 200]] });
  not.run.host(subject('198.18.0.1'));
  await toEnd(not);
  assert.equal(not.seen.told.length, 1);
});

test('facts are followed up, and a lookup that throws ends nobody else’s', async () => {
  const follows: Lookup = {
    name: 'follows',
    follow: (fact) =>
      fact.type === 'service' && fact.service === 'ssdp' ? Promise.resolve([clue('described')]) : null,
  };
  const throws: Lookup = { name: 'throws', ask: () => Promise.reject(new Error('x')) };
  const asked = questions([throws, follows, named]);
  asked.run.host(subject('198.18.0.1'));
  asked.run.fact(serviceFact({ service: 'ssdp' }));
  asked.run.fact(serviceFact({ service: 'http' }));
  await toEnd(asked);
  assert.deepEqual(asked.seen.told.sort(), ['198.18.0.1 name-of-198.18.0.1', '198.18.0.9 described']);
});

test('where the pace is capped, nobody is asked before the others have ended, and then slowly', async () => {
  let last = 0;
  let least = Number.POSITIVE_INFINITY;
  const watched: Lookup = {
    name: 'watched',
    async ask() {
      const now = performance.now();
      if (last > 0) least = Math.min(least, now - last);
      last = now;
      return [];
    },
  };
  const capped = questions([watched], { rate: 1200 });
  for (const ip of ['198.18.0.1', '198.18.0.2', '198.18.0.3']) capped.run.host(subject(ip));
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(last, 0);
  await toEnd(capped);
  assert(least > 5, String(least));
});

test('aborted it ends, and closes what it opened', async () => {
  const over = new AbortController();
  const slow: Lookup = {
    name: 'slow',
    ask: (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve([]))),
  };
  const asked = questions([slow], { signal: over.signal });
  for (let k = 0; k < 600; k++) asked.run.host(subject(`198.18.${k >> 8}.${k & 255}`));
  setTimeout(() => over.abort(), 50);
  await toEnd(asked);
  assert.deepEqual(asked.seen.closed, [1]);
});

test('after a scan that is over in a blink answers are waited for a quarter as long', async () => {
  const given: number[] = [];
  const listening: Lookup = {
    name: 'listening',
    ask: async (_, { budgetMs }) => {
      given.push(budgetMs);
      return [];
    },
  };
  for (const isHasty of [false, true]) {
    const asked = questions([listening], { isHasty });
    asked.run.host(subject('198.18.0.1'));
    await toEnd(asked);
  }
  assert.deepEqual(given, [2000, 500]);
});
