import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedWords } from './asked-words.ts';
import { fakeSurveyWorld } from './fake.test-data.ts';
import { planSurvey } from './plan.ts';
import type { SurveyRequest } from './request.ts';

const askedOf = async (request: SurveyRequest) => askedWords(await planSurvey(request, await fakeSurveyWorld()));

test('a share of the probes, and how often the silent are asked', async () => {
  const share = { shard: { index: 2, count: 3 }, maxRetries: 0 };
  assert.deepEqual(await askedOf({ targets: ['198.18.0.1'], ports: '22', seed: 'a', ...share }), share);
  assert.deepEqual(await askedOf({ targets: ['198.18.0.1'], probes: ['icmp'] }), {});
});

test('ways in which hosts are looked for, in the words that choose them', async () => {
  const all = await askedOf({ targets: ['198.18.0.0/24'], probes: ['discover'] });
  assert.deepEqual(all.discoverBy?.slice(0, -1), ['echo', 'timestamp', 'mask', 'ack', 'udp']);
  assert.match(all.discoverBy!.at(-1)!, /^syn:[\d,-]+$/);
  const discoverBy = ['echo', 'syn:22,80-81'];
  assert.deepEqual(
    (await askedOf({ targets: ['198.18.0.0/24'], probes: ['discover'], discoverBy })).discoverBy,
    discoverBy,
  );
  const some = ['mask', 'ack:443', 'udp:53,161'];
  assert.deepEqual(
    (await askedOf({ targets: ['198.18.0.0/24'], probes: ['discover'], discoverBy: some })).discoverBy,
    some,
  );
  assert.deepEqual(
    (await askedOf({ targets: ['198.18.0.0/24'], probes: ['discover'], discoverBy: ['arp'] })).discoverBy,
    ['arp'],
  );
});
