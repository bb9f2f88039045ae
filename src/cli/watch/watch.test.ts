import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndFinding, Finding } from '../../finding/finding.ts';
import { END } from '../../report/findings.test-data.ts';
import { violations } from '../../report/lines.test-data.ts';
import { fakeConsole, fakeWorld } from '../scan/fake-world.test-data.ts';
import { parseScanOptions, type ScanCommandOptions } from '../scan/options.ts';
import { createScanOutput } from '../scan/output.ts';
import { watchScan } from './watch.ts';

const HOST: Finding = { type: 'host', ip: '198.18.0.5', state: 'up', reason: 'rst' };
const OPEN: Finding = { type: 'port', ip: '198.18.0.5', proto: 'tcp', port: 22, state: 'open', reason: 'syn-ack' };
const CLOSED: Finding = { type: 'port', ip: '198.18.0.5', proto: 'tcp', port: 22, state: 'closed', reason: 'rst' };
const DONE = { ...END, unasked: 0, interrupted: false, retransmitted: 5 } as EndFinding;

function optionsOf(...words: string[]): ScanCommandOptions {
  const common = ['--watch', '30s', '-p', '22', '--no-services', '--no-identity', '--no-db', '198.18.0.5'];
  return parseScanOptions([...common, ...words], {}) as ScanCommandOptions;
}

async function watched(options: ScanCommandOptions) {
  const console = fakeConsole();
  const controller = new AbortController();
  let round = 0;
  const world = await fakeWorld({
    async *scan() {
      round++;
      yield HOST;
      yield round > 1 ? OPEN : CLOSED;
      yield DONE;
    },
  });
  const interruption = {
    signal: controller.signal,
    heard: () => undefined,
    exitCode: () => 130,
    release: () => undefined,
  };
  const code = await watchScan({
    ...{ options: { ...options, watch: options.watch! }, console, world, argv: ['scan'], startWriter: null },
    output: createScanOutput(options, console),
    interruption: { ...interruption, stuck: new Promise<number>(() => undefined) },
    wait: async () => {
      if (round === 3) controller.abort();
    },
  });
  return { code, console, round };
}

test('three scans, one change: as text, and as a line of JSON that the schema knows', async () => {
  const { code, console, round } = await watched(optionsOf());
  assert.deepEqual([code, round, console.stdout], [130, 3, '+ 198.18.0.5 22/tcp is open, was closed\n']);
  assert.match(console.stderr, /watching: \d+ hosts? up/);
  const asJson = await watched(optionsOf('--json'));
  const [line, ...more] = asJson.console.stdout.trimEnd().split('\n');
  assert.deepEqual([more, violations(JSON.parse(line))], [[], []]);
});

test('what makes no sense is refused', () => {
  const refused = (words: readonly string[], message: RegExp) =>
    assert.throws(() => parseScanOptions(words, {}), { message });
  refused(['--on-change', 'true', '198.18.0.5'], /--on-change has no meaning without --watch/);
  refused(['--webhook', 'http://127.0.0.1/', '198.18.0.5'], /--webhook has no meaning without --watch/);
  refused(['--watch', '5s', '198.18.0.5'], /Give a time such as 30s/);
  refused(['--watch', '1h', '--webhook', 'file:///etc/passwd'], /Give a URL, http/);
  refused(['--watch', '1h', '--webhook', 'http://a:b@127.0.0.1/'], /Names and passwords/);
  refused(['--watch', '1h', '--dry-run', '198.18.0.5'], /--dry-run/);
  refused(['--watch', '1h', '-'], /targets from stdin/);
});
