import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLifecycle, type Part } from './lifecycle.ts';

const LIMIT_MS = 30;
const never = () => new Promise<never>(() => {});

/** A part that notes each of its steps. */
function noting(name: string, log: string[], change: Partial<Part> = {}): Part {
  const note = (step: string) => () => void log.push(`${step} ${name}`);
  return { name, init: note('init'), start: note('start'), stop: note('stop'), destroy: note('destroy'), ...change };
}

test('all are ready before one opens; they end in reverse, once', async () => {
  const log: string[] = [];
  const life = createLifecycle([noting('a', log), noting('b', log)]);
  await life.begin();
  assert.deepEqual(log.splice(0), ['init a', 'init b', 'start a', 'start b']);
  assert.deepEqual(await life.end(), []);
  assert.deepEqual(await life.end(), []);
  assert.deepEqual(log, ['stop b', 'stop a', 'destroy b', 'destroy a']);
});

const BAD: readonly [how: string, step: () => unknown, text: RegExp][] = [
  ['throws', () => assert.fail('no water'), /no water/],
  ['rejects', () => Promise.reject(new Error('no water')), /no water/],
  ['hangs', never, /hung in \w+ for 30 ms/],
];

for (const [how, step, text] of BAD) {
  test(`one that ${how} in init: those before it end, those after it never began`, async () => {
    const log: string[] = [];
    const parts = [noting('a', log), noting('b', log), noting('bad', log, { init: step }), noting('c', log)];
    await assert.rejects(createLifecycle(parts, LIMIT_MS).begin(), (error: Error & { code: string }) => {
      assert.equal(error.code, 'E_SERVICE_START');
      assert.match(error.message, /^bad /);
      assert.match(error.message, text);
      return true;
    });
    assert.deepEqual(log, ['init a', 'init b', 'destroy b', 'destroy a']);
  });

  test(`one that ${how} in start: all give back what they hold`, async () => {
    const log: string[] = [];
    const parts = [noting('a', log), noting('bad', log, { start: step }), noting('c', log)];
    await assert.rejects(createLifecycle(parts, LIMIT_MS).begin(), { code: 'E_SERVICE_START', message: /^bad / });
    assert.deepEqual(log.slice(3), ['start a', 'stop a', 'destroy c', 'destroy bad', 'destroy a']);
  });

  test(`one that ${how} while it ends: the others end in order, and it is told`, async () => {
    const log: string[] = [];
    const bad = noting('bad', log, { stop: step, destroy: step });
    const life = createLifecycle([noting('a', log), bad, noting('c', log)], LIMIT_MS);
    await life.begin();
    log.splice(0);
    const faults = await life.end();
    assert.deepEqual(log, ['stop c', 'stop a', 'destroy c', 'destroy a']);
    assert.equal(faults.length, 2);
    for (const fault of faults) assert.match(fault, text);
    assert.match(faults[0], /^bad .*stop/);
    assert.match(faults[1], /^bad .*destroy/);
  });
}

test('an error at the start says also what went wrong on the way back', async () => {
  const parts: Part[] = [
    { name: 'a', destroy: () => assert.fail('rope torn') },
    { name: 'b', init: () => assert.fail('no water') },
  ];
  await assert.rejects(createLifecycle(parts, LIMIT_MS).begin(), {
    message: /b failed .*no water; a failed .*rope torn/,
  });
});
