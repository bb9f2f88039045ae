import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLifecycle, type Part } from './lifecycle.ts';

const LIMITS = { stepMs: 30, endMs: 2000 };
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
    await assert.rejects(createLifecycle(parts, { limits: LIMITS }).begin(), (error: Error & { code: string }) => {
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
    await assert.rejects(createLifecycle(parts, { limits: LIMITS }).begin(), {
      code: 'E_SERVICE_START',
      message: /^bad /,
    });
    assert.deepEqual(log.slice(3), ['start a', 'stop a', 'destroy c', 'destroy bad', 'destroy a']);
  });

  test(`one that ${how} while it ends: the others end in order, and it is told`, async () => {
    const log: string[] = [];
    const bad = noting('bad', log, { stop: step, destroy: step });
    const life = createLifecycle([noting('a', log), bad, noting('c', log)], { limits: LIMITS });
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
  await assert.rejects(createLifecycle(parts, { limits: LIMITS }).begin(), {
    message: /b failed .*no water; a failed .*rope torn/,
  });
});

test('who needs a moment at once has it, however little time others have left; who blocks is ended and named', async () => {
  const log: string[] = [];
  const busy = (): void => {
    const until = performance.now() + 50;
    while (performance.now() < until);
    log.push('done');
  };
  const blocks = (): never => {
    for (;;);
  };
  const parts = [noting('a', log, { destroy: busy }), noting('bad', log, { destroy: blocks }), noting('c', log)];
  const life = createLifecycle(parts, { limits: { stepMs: 1000, endMs: 10 } });
  await life.begin();
  log.splice(0);
  const faults = await life.end();
  assert.match(faults[0], /^bad blocked the process for 500 ms in destroy$/);
  assert.ok(faults.every((fault) => !fault.startsWith('a blocked')));
  assert.ok(log.includes('done'), log.join());
});

test('however many hang, the end has a limit, each is named, and who does not hang has its turn', async () => {
  const log: string[] = [];
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const bad = names.map((name) => noting(name, log, { stop: never, destroy: never }));
  const limits = { stepMs: 1000, endMs: 100 };
  const life = createLifecycle([noting('first', log), ...bad], { limits });
  await life.begin();
  log.splice(0);
  const faults = await life.end();
  assert.deepEqual(
    faults.map((fault) => fault.replace(/ for .*/, '')),
    ['stop', 'destroy'].flatMap((step) => names.toReversed().map((name) => `${name} hung in ${step}`)),
  );
  const given = faults.map((fault) => Number(/for (\d+) ms/.exec(fault)?.[1]));
  assert.ok(given.reduce((sum, ms) => sum + ms, 0) <= limits.endMs + given.length, `${given}`);
  assert.deepEqual(log, ['stop first', 'destroy first']);
});
