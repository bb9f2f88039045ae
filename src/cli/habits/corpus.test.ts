// Every command line of the corpus through the options of our commands; no packets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeSurveyWorld } from '../../survey/fake.test-data.ts';
import { planSurvey } from '../../survey/plan.ts';
import { parsePingOptions } from '../ping/options.ts';
import { parseScanOptions, type ScanCommandOptions } from '../scan/options.ts';
import { argumentsOf, type CorpusEntry, corpus, wordsOf } from './corpus-entries.test-data.ts';

const ENTRIES = corpus();
const PINGS = ['ping', 'fping', 'hping3', 'nping'];
const ETH0 = {
  ...{ index: 2, name: 'eth0', kind: 'ethernet', mac: null, used: true, why: '', defaultRoute: true, notices: [] },
  addresses: [
    { address: 0xc6120005, prefixLength: 24 },
    { address: 0xc61200c8, prefixLength: 24 },
  ],
};

type Read = (words: readonly string[], environment: Record<string, string>) => object;

function readerOf({ tool }: CorpusEntry): Read {
  return PINGS.includes(tool) ? parsePingOptions : parseScanOptions;
}

/** What was understood, and what was said of it. */
function understood(read: Read, words: readonly string[]): { options: object; notes: readonly string[] } {
  const { notes, ...options } = read(words, {}) as { notes: readonly string[] };
  // Which way to all ports, and how a network is written, is no difference.
  return { options: JSON.parse(JSON.stringify(options, plain)), notes };
}

function plain(key: string, value: unknown): unknown {
  if (key === 'ports' && (value === '-' || value === '1-65535')) return '1-65535';
  if (key === 'ports' && typeof value === 'string') return value.replace(/^-(?=\d)/, '1-').replace(';', ',');
  if (key === 'targets' && Array.isArray(value)) return value.map((text: string) => text.replace(/\.\*$/, '.0/24'));
  return value;
}

async function check(entry: CorpusEntry): Promise<void> {
  const { theirs, outcome, ours, flags } = entry;
  const read = readerOf(entry);
  if (outcome === 'refused') {
    await assert.rejects(
      async () => {
        const options = read(argumentsOf(entry), {});
        await plan(entry, options);
      },
      (error: Error & { exitCode?: number; code?: string }) => {
        for (const flag of flags) assert.ok(error.message.includes(flag), `${theirs}: ${error.message}`);
        assert.match(error.code ?? '', /^E_/);
        return true;
      },
      theirs,
    );
    return;
  }
  const [command, ...words] = wordsOf(ours);
  assert.equal(command, PINGS.includes(entry.tool) ? 'ping' : 'scan', ours);
  const [given, wanted] = [understood(read, argumentsOf(entry)), understood(read, words)];
  assert.deepEqual(given.options, wanted.options, theirs);
  assert.equal(given.notes.length > 0, outcome === 'noted', `${theirs}: ${given.notes}`);
  await plan(entry, read(argumentsOf(entry), {}));
}

/** A scan that was understood can also be begun; lists of targets are not there. */
async function plan({ tool }: CorpusEntry, options: object): Promise<void> {
  if (PINGS.includes(tool)) return;
  const { targets = [], ...request } = options as ScanCommandOptions;
  const given = {
    ...request,
    targets: targets.length === 0 ? ['198.18.0.0/24'] : targets,
    targetsFile: [],
    excludeFile: [],
  };
  const interfaces = [ETH0, { ...ETH0, index: 3, name: 'eth1' }] as never;
  await planSurvey(given, await fakeSurveyWorld({ planInterfaces: () => interfaces }));
}

for (const tool of new Set(ENTRIES.map((entry) => entry.tool))) {
  test(`${tool}: its command lines, as people write them`, async () => {
    for (const entry of ENTRIES) if (entry.tool === tool) await check(entry);
  });
}

test('the corpus is large, and nothing stands in it twice', () => {
  assert.ok(ENTRIES.length >= 200, `${ENTRIES.length}`);
  const lines = ENTRIES.map(({ theirs }) => theirs);
  assert.deepEqual(lines, [...new Set(lines)]);
});
