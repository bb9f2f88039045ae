import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line } from '../../finding/finding.ts';
import { startOf, timeOf } from '../../inventory/inventory.test-data.ts';
import type { WriterThread } from '../../inventory/thread/start.ts';
import type { Show } from './held.ts';
import { createKept } from './kept.ts';

const PORT: Line = {
  ...{ type: 'port', ip: '198.18.0.7', proto: 'tcp', port: 1, state: 'open', reason: 'syn-ack', probe: 'syn' },
  ...{ stage: 'syn', time: timeOf(0) },
};

const unexpected = (error: unknown) => assert.fail(String(error));

/** A writer whose batches are kept when they are let. */
function slowWriter() {
  const batches: (readonly string[])[] = [];
  const waiting: PromiseWithResolvers<number>[] = [];
  const closed: string[] = [];
  let added: string[] = [];
  const writer: WriterThread = {
    add: (_, json) => void added.push(json),
    write() {
      batches.push(added);
      added = [];
      waiting.push(Promise.withResolvers());
      return waiting.at(-1)!.promise;
    },
    async close(state) {
      closed.push(state);
      return 1;
    },
  };
  return {
    writer,
    batches,
    closed,
    keep: () => waiting.shift()!.resolve(1),
    fail: () => waiting.shift()!.reject(new Error('full')),
  };
}

function screen() {
  const shown: Line[] = [];
  const show: Show = {
    take: (line) => void shown.push(line),
    textOf: () => null,
    print: unexpected,
    together: (write) => write(),
  };
  return { shown, show };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('nothing is shown that is not kept; what comes meanwhile is the next batch', async () => {
  const { writer, batches, closed, keep } = slowWriter();
  const { shown, show } = screen();
  const kept = createKept({ startWriter: () => writer, show, tell: unexpected });
  kept.take(startOf(0));
  kept.take(PORT);
  await turn();
  kept.take({ ...PORT, port: 2 });
  assert.deepEqual([batches.length, batches[0].length, shown.length], [1, 2, 0]);
  keep();
  await turn();
  assert.deepEqual([shown.length, batches.length], [2, 1], 'the next one waits a moment for more');
  const flushed = kept.flush();
  await turn();
  assert.equal(batches.length, 2, 'unless somebody waits for all');
  keep();
  await flushed;
  assert.deepEqual(shown, [startOf(0), PORT, { ...PORT, port: 2 }]);
  assert.deepEqual(
    batches.flat().map((text) => JSON.parse(text)),
    shown,
  );
  await kept.close('finished');
  assert.deepEqual(closed, ['finished']);
});

test('while too much waits the survey waits', async () => {
  const { writer, keep } = slowWriter();
  const { shown, show } = screen();
  const kept = createKept({ startWriter: () => writer, show, tell: unexpected });
  kept.take(startOf(0));
  await turn();
  let room: Promise<void> | undefined;
  let count = 0;
  for (; room === undefined && count < 100_000; count++) room = kept.take(PORT);
  assert.ok(count < 100_000);
  keep();
  await room;
  keep();
  await kept.flush();
  assert.equal(shown.length, count + 1);
});

test('what cannot be written is told once, and all is shown; so it is without an inventory', async () => {
  const { writer, batches, fail } = slowWriter();
  const { shown, show } = screen();
  const told: unknown[] = [];
  const kept = createKept({ startWriter: () => writer, show, tell: (error) => told.push(error) });
  kept.take(startOf(0));
  await turn();
  kept.take(PORT);
  fail();
  await kept.flush();
  kept.take(PORT);
  assert.deepEqual([shown.length, batches.length, told.length], [3, 1, 1]);
  await kept.close('finished');
  const none = createKept({ startWriter: null, show, tell: unexpected });
  none.take(startOf(0));
  assert.equal(shown.length, 4);
});

test('when there is no time left what waits is shown', async () => {
  const { writer } = slowWriter();
  const { shown, show } = screen();
  const kept = createKept({ startWriter: () => writer, show, tell: unexpected });
  kept.take(startOf(0));
  await turn();
  kept.take(PORT);
  kept.showAll();
  assert.equal(shown.length, 2);
});

test('what showing throws the survey is told', async () => {
  const { writer, keep } = slowWriter();
  const gone = new Error('nobody reads');
  const show: Show = {
    take: () => {
      throw gone;
    },
    textOf: () => null,
    print: unexpected,
    together: (write) => write(),
  };
  const kept = createKept({ startWriter: () => writer, show, tell: unexpected });
  kept.take(startOf(0));
  await turn();
  keep();
  await assert.rejects(kept.flush(), gone);
  assert.throws(() => kept.take(PORT), gone);
});

test('a journal is written before anything of the batch is shown, also where there is no inventory', async () => {
  for (const startWriter of [null, () => slowWriter().writer]) {
    const { shown, show } = screen();
    let written = 0;
    let waiting = 0;
    const journal = {
      write() {
        written += waiting;
        waiting = 0;
      },
    };
    const take = (line: Line): void => {
      assert.ok(written > shown.length);
      show.take(line);
    };
    const kept = createKept({ startWriter, show: { ...show, take }, tell: unexpected, journals: () => [journal] });
    for (const line of [startOf(0), PORT, { ...PORT, port: 2 }]) {
      waiting++;
      kept.take(line);
    }
    if (startWriter !== null) kept.showAll();
    await (startWriter === null ? kept.flush() : turn());
    assert.equal(shown.length, 3);
  }
});
