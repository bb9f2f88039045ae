import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UNSTEERED } from '../../finding/steering.ts';
import type { Clue } from '../../identity/clue.ts';
import type { Lookup, Lookups, Subject } from '../../identity/lookups/lookup.ts';
import { serviceFact } from '../../identity/sources/fact.test-data.ts';
import { AGENTS_MOST, createQuestions, type QuestionOptions } from './identity-questions.ts';

const clue = (value: string): Clue => ({ about: 'name', value, source: 'test', confidence: 1 });
const named: Lookup = { name: 'named', ask: async ({ ip }) => [clue(`name-of-${ip}`)] };

interface Asked {
  readonly told: string[];
  readonly closed: number[];
}

function questions(all: readonly Lookup[], change: Partial<QuestionOptions> = {}, more: Partial<Lookups> = {}) {
  const seen: Asked = { told: [], closed: [] };
  const lookups: Lookups = { all, close: () => void seen.closed.push(1), ...more };
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

test('who asks servers neither waits for those who ask hosts, nor they for it', async () => {
  let servers = 0;
  let serversPeak = 0;
  let hosts = 0;
  let hostsPeak = 0;
  let free = (): void => {};
  const freed = new Promise<void>((resolve) => {
    free = resolve;
  });
  const names: Lookup = {
    name: 'names',
    asksServers: true,
    async ask({ ip }, { signal }) {
      assert(!signal.aborted);
      serversPeak = Math.max(serversPeak, ++servers);
      await freed;
      servers--;
      return [clue(`name-of-${ip}`)];
    },
  };
  const slow: Lookup = {
    name: 'slow',
    async ask() {
      hostsPeak = Math.max(hostsPeak, ++hosts);
      await freed;
      hosts--;
      return [];
    },
  };
  const asked = questions([names, slow]);
  for (let k = 0; k < 10_000; k++) asked.run.host(subject(`198.18.${k >> 8}.${k & 255}`));
  assert.deepEqual([serversPeak, hostsPeak], [8192, 2048]);
  free();
  await toEnd(asked);
  assert.equal(new Set(asked.seen.told).size, 10_000);
  assert.deepEqual([serversPeak, hostsPeak], [8192, 2048]);
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

const TABLES = { cables: [], arp: [], behind: [] };
const agentAt = (ip: string, readableBy?: string) => ({
  ...serviceFact({ service: 'snmp', proto: 'udp', port: 161, details: readableBy === undefined ? {} : { readableBy } }),
  ip,
});

test('an agent that a community reads is asked for its tables, once, whether the scan or a lookup met it', async () => {
  const asked: string[] = [];
  const told: string[] = [];
  const neighboursOf: Lookups['neighboursOf'] = async ({ ip, port, version }) => {
    asked.push(`${ip} ${port} ${version}`);
    return ip === '198.18.0.3' ? null : TABLES;
  };
  const meets: Lookup = {
    name: 'meets',
    ask: async ({ ip }, { answered }) => {
      answered?.([agentAt(ip, 'v1')]);
      return [];
    },
  };
  const some = questions([meets], { neighbours: (ip) => void told.push(ip) }, { neighboursOf });
  for (const ip of ['198.18.0.1', '198.18.0.1', '198.18.0.3', '127.0.0.1']) some.run.fact(agentAt(ip, 'v2c'));
  // Nobody knows a community of this one.
  some.run.fact(agentAt('198.18.0.4'));
  for (const ip of ['198.18.0.1', '198.18.0.2']) some.run.host(subject(ip));
  await toEnd(some);
  assert.deepEqual(asked.sort(), ['198.18.0.1 161 1', '198.18.0.2 161 0', '198.18.0.3 161 1']);
  assert.deepEqual(told.sort(), ['198.18.0.1', '198.18.0.2']);
  assert(!some.run.hasTooManyAgents());
});

test('agents are asked few at a time, no more than are kept, and one that fails ends nobody else’s', async () => {
  let [now, most, all] = [0, 0, 0];
  const neighboursOf: Lookups['neighboursOf'] = async () => {
    most = Math.max(most, ++now);
    all++;
    await new Promise((resolve) => setImmediate(resolve));
    now--;
    if (all % 2 === 0) throw new Error('x');
    return null;
  };
  const some = questions([], {}, { neighboursOf });
  for (let k = 0; k < AGENTS_MOST + 9; k++) some.run.fact(agentAt(`198.18.${k >> 8}.${k & 255}`, 'v2c'));
  await toEnd(some);
  assert.deepEqual([all, some.run.hasTooManyAgents()], [AGENTS_MOST, true]);
  assert(most > 1 && most <= 64, `${most} at once`);
});

test('where the pace is capped datagrams to agents are, too, and to one that was dropped none goes', async () => {
  const turns: number[] = [];
  const refused: string[] = [];
  const neighboursOf: Lookups['neighboursOf'] = async ({ ip }, { turn }) => {
    for (let k = 0; k < 5; k++) {
      if (await turn()) turns.push(performance.now());
      else refused.push(ip);
    }
    return TABLES;
  };
  const steering = { ...UNSTEERED, isDropped: (ip: string) => ip === '198.18.0.2' };
  const capped = questions([], { rate: 100, steering }, { neighboursOf });
  for (const ip of ['198.18.0.1', '198.18.0.2', '198.18.0.3']) capped.run.fact(agentAt(ip, 'v2c'));
  await toEnd(capped);
  assert.deepEqual(refused, Array(5).fill('198.18.0.2'));
  assert.equal(turns.length, 10);
  assert(turns[9] - turns[0] > 80, `${turns[9] - turns[0]} ms for nine more`);
});
