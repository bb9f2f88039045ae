// Messages arrive as they were sent, however the pipe cuts them; what is none is told and harms no other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BYTES_MOST, createMessageReader, encodeRun, encodeStop, type MessageHandler } from './messages.ts';

type Got = readonly [what: string, job: number, ...rest: unknown[]];

function recorder(accept = true): MessageHandler & { readonly got: Got[] } {
  const got: Got[] = [];
  return {
    got,
    accept: () => accept,
    run: ({ job, kind, head }, bytes) => void got.push(['run', job, kind, head, Buffer.from(bytes).toString('latin1')]),
    steer: (job, reins) => void got.push(['steer', job, reins]),
    stop: (job) => void got.push(['stop', job]),
    refuse: (job, why) => void got.push(['refuse', job, why]),
  };
}

const bytesOf = (...pieces: (string | Uint8Array)[]) =>
  Buffer.concat(pieces.map((piece) => Buffer.from(piece as string)));

test('cut anywhere, with lines after the bytes', () => {
  const attached = Buffer.from('\n\n{"job":9}\n'); // line ends among the bytes
  const sent = bytesOf(
    ...encodeRun(1, 'scan', { seed: 'é\u2028\n' }, attached),
    encodeStop(1),
    ...encodeRun(2, 'ping', {}, new Uint8Array(0)),
    encodeStop(2),
  );
  fc.assert(
    fc.property(fc.array(fc.nat(sent.length), { maxLength: 8 }), (cuts) => {
      const handler = recorder();
      const reader = createMessageReader(handler);
      const places = [0, ...cuts.sort((a, b) => a - b), sent.length];
      places.slice(1).forEach((end, index) => {
        reader.write(sent.subarray(places[index], end));
      });
      assert.deepEqual(handler.got, [
        ['run', 1, 'scan', { seed: 'é\u2028\n' }, attached.toString('latin1')],
        ['stop', 1],
        ['run', 2, 'ping', {}, ''],
        ['stop', 2],
      ]);
    }),
  );
});

test('bytes of a job that is not accepted are skipped', () => {
  const handler = recorder(false);
  createMessageReader(handler).write(bytesOf(...encodeRun(1, 'scan', {}, Buffer.alloc(100_000, 10)), encodeStop(7)));
  assert.deepEqual(handler.got, [['stop', 7]]);
});

test('what is no message is refused, and the next is heard', () => {
  for (const line of [
    'no JSON',
    '',
    'null',
    '7',
    '"run"',
    '[]',
    '{}',
    '{"job":0,"do":"stop"}',
    '{"job":1.5,"do":"stop"}',
    '{"job":"1","do":"stop"}',
    '{"job":1}',
    '{"job":1,"do":"run"}',
    '{"job":1,"do":"run","kind":7,"bytes":0}',
    '{"job":1,"do":"run","kind":"scan","bytes":-1}',
    `{"job":1,"do":"run","kind":"scan","bytes":${BYTES_MOST + 1}}`,
    '{"job":1,"do":"run","kind":"scan","bytes":"8"}',
    '{"__proto__":{"job":1},"do":"stop"}',
  ]) {
    const handler = recorder();
    createMessageReader(handler).write(bytesOf(`${line}\n`, encodeStop(3)));
    assert.equal(handler.got.length, 2, line);
    assert.equal(handler.got[0][0], 'refuse', line);
    assert.deepEqual(handler.got[1], ['stop', 3], line);
  }
});
