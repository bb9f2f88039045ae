import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ascii, hex } from '../bytes.ts';
import { binding, integer, octets, readQuestion, respond } from './agent.test-data.ts';
import { emitRequest, parseResponse, V1, V2C } from './message.ts';
import { objectId } from './object-id.ts';

const INTERFACES = objectId('1.3.6.1.2.1.2.2.1.2');

test('the questions of a walk: GetNext of version 1, GetBulk of 2c', () => {
  const about = { community: ascii('public'), requestId: 0x504f_5254, objects: [INTERFACES] };
  const next = emitRequest({ ...about, version: V1, kind: 'get-next' });
  const bulk = emitRequest({ ...about, version: V2C, kind: 'get-bulk', repetitions: 16 });
  const list = '300f 300d 0609 2b0601020102020102 0500';
  assert.deepEqual(next, hex(`302a 020100 0406 7075626c6963 a11d 0204504f5254 020100 020100 ${list}`));
  assert.deepEqual(bulk, hex(`302a 020101 0406 7075626c6963 a51d 0204504f5254 020100 020110 ${list}`));
  assert.deepEqual(readQuestion(bulk).objects, [INTERFACES]);
});

test('an answer: its number, its community, what each object has', () => {
  const about = { version: V2C, community: 'secret', requestId: 0x0102_0304 };
  const object = [...INTERFACES, 1];
  const bytes = respond(about, [binding(object, octets('eth0')), binding([...INTERFACES, 2], integer(7))], [5, 1]);
  const response = parseResponse(bytes)!;
  assert.deepEqual([response.version, response.requestId, response.status, response.index], [1, 0x0102_0304, 5, 1]);
  assert.deepEqual([...response.community], [...ascii('secret')]);
  assert.deepEqual(
    response.bindings.map(({ object: name, tag, value }) => [name.at(-1), tag, [...value]]),
    [
      [1, 4, [...ascii('eth0')]],
      [2, 2, [0, 7]],
    ],
  );
  for (let cut = 0; cut < bytes.length; cut++) assert.equal(parseResponse(bytes.subarray(0, cut)), null);
});

test('a question is no answer, and lengths that claim more than there is are not believed', () => {
  const about = { version: V2C, community: 'c', requestId: 0x0102_0304 } as const;
  const question = emitRequest({ ...about, community: ascii('c'), kind: 'get-bulk', objects: [INTERFACES] });
  assert.equal(parseResponse(question), null);
  const whole = respond(about, [binding([...INTERFACES, 1], octets('eth0')), binding([...INTERFACES, 2], octets('x'))]);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const bytes = whole.slice();
      bytes[at] = byte;
      for (const { value, object } of parseResponse(bytes)?.bindings ?? []) {
        assert(value.length <= bytes.length && object.length <= 128);
      }
    }),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => parseResponse(bytes) === null));
});
