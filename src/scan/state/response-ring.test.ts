import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createResponseReader, createResponseRing, createResponseWriter, RESPONSE_MOST } from './response-ring.ts';
import { COMMAND } from './shared-state.ts';

function world(firstEvent = 0) {
  const commands = new Int32Array(COMMAND.words);
  commands[COMMAND.eventsWritten] = firstEvent;
  const ring = createResponseRing();
  const keep = createResponseWriter(ring, commands);
  /** The event that a kept response belongs to. */
  const putEvent = (): number => {
    const event = commands[COMMAND.eventsWritten];
    commands[COMMAND.eventsWritten] = (event + 1) | 0;
    return event;
  };
  return { keep, putEvent, take: createResponseReader(ring) };
}

const bytesOf = (...values: number[]) => Uint8Array.from(values);

test('a response comes with its event, and only the bytes that are its own', () => {
  const { keep, putEvent, take } = world();
  keep(7, 53, bytesOf(9, 9, 1, 2, 3, 9), 2, 3);
  const event = putEvent();
  assert.deepEqual(take(event, 7, 53), bytesOf(1, 2, 3));
  assert.equal(take(event, 7, 53), null, 'once');
});

test('events without one in between, and one that was lost: nothing is told of another port', () => {
  const { keep, putEvent, take } = world();
  const none = putEvent();
  keep(1, 53, bytesOf(1), 0, 1); // its event found its ring full
  keep(2, 53, bytesOf(2), 0, 1);
  const second = putEvent();
  assert.equal(take(none, 9, 53), null);
  assert.deepEqual(take(second, 2, 53), bytesOf(2));
});

test('long ones are cut, and the largest host number is one', () => {
  const { keep, putEvent, take } = world();
  const long = new Uint8Array(2000).map((_, k) => k);
  keep(0xffffffff, 65_535, long, 0, 2000);
  assert.deepEqual(take(putEvent(), 0xffffffff, 65_535), long.slice(0, RESPONSE_MOST));
});

test('any order of writing and reading, through the wrap of the numbers: each event has its response or, where the ring was full, none', () => {
  const steps = fc.array(fc.record({ write: fc.nat(700), read: fc.nat(700) }), { maxLength: 8 });
  fc.assert(
    fc.property(steps, fc.constantFrom(0, 2 ** 31 - 300, -300), (list, first) => {
      const { keep, putEvent, take } = world(first);
      const waiting: { event: number; host: number; kept: boolean }[] = [];
      let held = 0;
      let host = 0;
      for (const { write, read } of list) {
        for (let k = 0; k < write; k++) {
          host++;
          const asked = host % 3 > 0; // every third event has none
          if (asked) keep(host, 1, bytesOf(host & 255, host >>> 8), 0, 2);
          const kept = asked && held < 512;
          if (kept) held++;
          waiting.push({ event: putEvent(), host, kept });
        }
        for (const each of waiting.splice(0, read)) {
          const found = take(each.event, each.host, 1);
          assert.deepEqual(found, each.kept ? bytesOf(each.host & 255, each.host >>> 8) : null);
          if (each.kept) held--;
        }
      }
    }),
    { numRuns: 60 },
  );
});
