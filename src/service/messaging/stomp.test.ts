import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { stomp } from './stomp.ts';

test('CONNECTED names the server', () => {
  const verdict = stomp.read(
    reply(
      'CONNECTED\nserver:RabbitMQ/3.10.8\nsession:session-B1\nheart-beat:0,0\nversion:1.2\n\n\0\n',
      stomp.hello as Uint8Array,
      'stomp',
    ),
  );
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.info],
    [1, 'RabbitMQ', '3.10.8', 'STOMP 1.2'],
  );
  assert.equal(verdict?.notes?.[0].code, 'N_ANONYMOUS');
  assert.equal(verdict?.details?.session, undefined);
});

test('an error is a frame as well', () => {
  const error = 'ERROR\nmessage:Bad CONNECT\ncontent-type:text/plain\nversion:1.0,1.1,1.2\n\nAccess refused\0';
  const verdict = stomp.read(reply(error, stomp.hello as Uint8Array, 'stomp'));
  assert.deepEqual([verdict?.confidence, verdict?.info, verdict?.notes], [0.9, 'Bad CONNECT', undefined]);
});

test('others are none', () => {
  for (const other of [
    'ERROR\r\n',
    'ERROR\nno headers\n\n\0',
    'CONNECTED\nversion:1.2\n\n',
    'CONNECTED to host\n\n\0',
  ]) {
    assert.equal(stomp.read(reply(other)), null, other);
  }
});
