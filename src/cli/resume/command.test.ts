// `portolan resume` in a world without packets: interrupted, named, gone on with; and what is no journal.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Finding } from '../../finding/finding.ts';
import { journalsFolder, journalsIn, takeUpParts } from '../../journals/journals.ts';
import { END } from '../../report/findings.test-data.ts';
import type { Scan } from '../../survey/fake.test-data.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { rangeWords } from '../../target/range-words.ts';
import { scanCommand } from '../scan/command.ts';
import { fakeConsole, fakeWorld } from '../scan/fake-world.test-data.ts';
import { resumeCommand } from './command.ts';

const OPEN: Finding = { type: 'port', ip: '198.18.0.3', proto: 'tcp', port: 22, state: 'open', reason: 'syn-ack' };
const ARGS = ['198.18.0.3-4', '-p', '1-10', '--json', '--no-identity', '--no-services', '--udp', 'none'];

/** The engine dies in the middle. */
const dies: Scan = async function* () {
  yield OPEN;
  throw Object.assign(new Error('the packet engine ended before it was done'), { code: 'E_ENGINE_DIED' });
};
const ends: Scan = async function* () {
  yield OPEN;
  yield { ...OPEN, port: 23 };
  yield { ...END };
};

async function inState(work: (state: string, environment: Record<string, string>) => Promise<void>): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), 'state-'));
  try {
    await work(state, { XDG_STATE_HOME: state });
  } finally {
    rmSync(state, { recursive: true });
  }
}

const world = (scan: Scan, environment: Record<string, string>) => async () => ({
  ...(await fakeWorld({ scan })),
  journals: journalsFolder(environment),
});

test('a scan that dies says how to go on; gone on with it gives all, each once, and its journal is gone', () =>
  inState(async (state, environment) => {
    const first = fakeConsole({ environment });
    await assert.rejects(scanCommand([...ARGS, '--rate', '500'], world(dies, environment), first), {
      code: 'E_ENGINE_DIED',
    });
    assert.match(first.stderr, /go on with: portolan resume \/\S+\/journals\/1\n/);
    const listed = fakeConsole({ environment });
    assert.equal(await resumeCommand(['--list'], world(ends, environment), listed), 0);
    assert.match(listed.stdout, /^\/\S+\/1 {2}\S+ {2}portolan scan 198\.18\.0\.3-4 -p 1-10/);
    const loaded = await world(ends, environment)();
    const second = fakeConsole({ environment });
    assert.equal(await resumeCommand([], async () => loaded, second), 0);
    const lines = second.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.filter(({ type }) => type === 'port').map(({ port }) => port),
      [22, 23],
    );
    assert.equal(loaded.specs[0].rateCap, 500);
    assert.deepEqual(readdirSync(join(state, 'portolan', 'journals')), []);
  }));

test('exclusions of now hold as well', () =>
  inState(async (_state, environment) => {
    await assert.rejects(scanCommand(ARGS, world(dies, environment), fakeConsole({ environment })));
    const loaded = await world(ends, environment)();
    const console = fakeConsole({ environment: { ...environment, PORTOLAN_EXCLUDE: '198.18.0.4' } });
    await resumeCommand(['1'], async () => loaded, console);
    const [{ targets }] = loaded.specs;
    assert.deepEqual([...targets].flat(), [0xc6120003, 0xc6120003]);
  }));

test('no journal, one that runs, a damaged one and wrong words are errors before anything is asked', () =>
  inState(async (state, environment) => {
    const never = async () => assert.fail('no world is needed');
    const run = (words: readonly string[]) => resumeCommand(words, never, fakeConsole({ environment }));
    await assert.rejects(run([]), { code: 'E_JOURNAL', message: /no journal/ });
    await assert.rejects(run(['7']), { code: 'E_JOURNAL' });
    await assert.rejects(run(['1', '2']), /one scan/);
    await assert.rejects(run(['--rate', '5']), /no option --rate/);
    await assert.rejects(scanCommand(ARGS, world(dies, environment), fakeConsole({ environment })));
    const root = journalsFolder(environment);
    const [held] = takeUpParts(root, '1');
    await assert.rejects(run(['1']), { code: 'E_JOURNAL', message: /runs still/ });
    await assert.rejects(run([]), { code: 'E_JOURNAL', message: /no journal/ });
    held.close(false);
    writeFileSync(join(state, 'portolan', 'journals', '1', 'survey'), 'foreign\n');
    await assert.rejects(run(['1']), { code: 'E_JOURNAL', message: /damaged in line 1/ });
  }));

test('a scan that ends by itself leaves nothing, and --no-journal keeps none', () =>
  inState(async (state, environment) => {
    for (const more of [[], ['--no-journal']]) {
      assert.equal(await scanCommand([...ARGS, ...more], world(ends, environment), fakeConsole({ environment })), 0);
    }
    assert.deepEqual(readdirSync(join(state, 'portolan', 'journals')), []);
  }));

test('a scan that was asked for wrongly leaves nothing to go on with', () =>
  inState(async (state, environment) => {
    const wrong: Scan = async function* () {
      yield OPEN;
      throw Object.assign(new Error('there is no interface "10"'), { code: 'E_NO_INTERFACE' });
    };
    const console = fakeConsole({ environment });
    await assert.rejects(scanCommand(ARGS, world(wrong, environment), console), { code: 'E_NO_INTERFACE' });
    assert.doesNotMatch(console.stderr, /go on with/);
    assert.deepEqual(readdirSync(join(state, 'portolan', 'journals')), []);
  }));

test('a scan that is kept in an inventory is called by its number there', () =>
  inState(async (_state, environment) => {
    const root = journalsFolder(environment);
    await assert.rejects(scanCommand(ARGS, world(dies, environment), fakeConsole({ environment })));
    const [journal] = takeUpParts(root, '1');
    assert.equal(journal.kept, null);
    const kept = { place: '/state/inventory.db', scan: 42 };
    journal.keptAs(kept);
    journal.close(false);
    assert.deepEqual(
      journalsIn(root).map(({ name }) => name),
      ['42'],
    );
    const [again] = takeUpParts(root, '42');
    assert.deepEqual(again.kept, kept);
    again.close(true);
  }));

test('a scan of several parts is gone on with whole: each where it was, one start, one end, and all journals are gone', () =>
  inState(async (state, environment) => {
    const root = journalsFolder(environment);
    const more = [['198.18.0.3-4'], ['198.18.7.1'], ['198.18.9.0/30']];
    for (const targets of more) {
      const args = [...targets, ...ARGS.slice(1)];
      await assert.rejects(scanCommand(args, world(dies, environment), fakeConsole({ environment })));
    }
    // As a server leaves them: parts of one scan, and of the last one a target was dropped. The first had ended.
    for (const number of ['1', '2', '3']) {
      const [journal] = takeUpParts(root, join(root, number));
      journal.keptAs({ place: '/state/inventory.db', scan: 42 });
      if (number === '1') journal.keep({ type: 'phase-end', stage: 'syn', time: '2026-01-01T00:00:00.000Z' });
      if (number === '3') journal.drop(['198.18.9.3']);
      journal.close(false);
    }
    const listed = fakeConsole({ environment });
    await resumeCommand(['--list'], world(ends, environment), listed);
    assert.match(
      listed.stdout,
      /^42 {2}\S+ {2}portolan scan 198\.18\.0\.3-4 .* and then 198\.18\.7\.1 198\.18\.9\.0\/30\n$/,
    );
    const loaded = await world(ends, environment)();
    const console = fakeConsole({ environment });
    assert.equal(await resumeCommand(['42'], async () => loaded, console), 0);
    const lines = console.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const asked = loaded.specs.map(({ targets }) => [...rangeWords(flatten(targets))].join(' '));
    assert.deepEqual(asked, ['198.18.7.1', '198.18.9.0-198.18.9.2']);
    const of = (type: string) => lines.filter((line) => line.type === type);
    assert.deepEqual([of('start').length, of('end').length], [1, 1]);
    assert.deepEqual(of('start')[0].targets, ['198.18.0.3-198.18.0.4', '198.18.7.1', '198.18.9.0-198.18.9.2']);
    assert.deepEqual(readdirSync(join(state, 'portolan', 'journals')), []);
  }));
