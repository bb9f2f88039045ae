import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datagramReply, reply } from '../fake-talk.test-data.ts';
import { qotd, qotdUdp } from './qotd.ts';

test('a quote on its port is likely, elsewhere nothing', () => {
  const quote = { ...reply('"We want a few mad people now." George Bernard Shaw\r\n'), closed: true };
  assert.equal(qotd.read({ ...quote, endpoint: { ...quote.endpoint, port: 17 } })?.confidence, 0.5);
  assert.equal(qotd.read(quote), null);
  assert.equal(qotd.read({ ...quote, closed: false, endpoint: { ...quote.endpoint, port: 17 } }), null);
});

test('a datagram asks, and has nothing to close', () => {
  const quote = datagramReply('"We want a few mad people now." George Bernard Shaw\r\n', qotdUdp.hello as Uint8Array);
  assert.equal(qotdUdp.read({ ...quote, endpoint: { ...quote.endpoint, port: 17 } })?.confidence, 0.5);
  assert.equal(qotdUdp.read(quote), null);
});
