// `portolan resume` in a world without packets: interrupted, named, gone on with; and what is no journal.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Finding } from '../../finding/finding.ts';
import { journalsFolder, journalsIn, takeUp } from '../../journals/journals.ts';
import { END } from '../../report/findings.test-data.ts';
import type { Scan } from '../../survey/fake.test-data.ts';
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
    const held = takeUp(root, '1');
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

test('a scan that is kept in an inventory is called by its number there', () =>
  inState(async (_state, environment) => {
    const root = journalsFolder(environment);
    await assert.rejects(scanCommand(ARGS, world(dies, environment), fakeConsole({ environment })));
    const journal = takeUp(root, '1');
    assert.equal(journal.kept, null);
    const kept = { place: '/state/inventory.db', scan: 42 };
    journal.keptAs(kept);
    journal.close(false);
    assert.deepEqual(
      journalsIn(root).map(({ name }) => name),
      ['42'],
    );
    const again = takeUp(root, '42');
    assert.deepEqual(again.kept, kept);
    again.close(true);
  }));
