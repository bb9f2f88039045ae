import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENDPOINT, reply } from '../fake-talk.test-data.ts';
import { bacnetSc } from './bacnet-sc.ts';

const answer = (protocol: string): string =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`;

test('a hub takes its own subprotocol', () => {
  const verdict = bacnetSc.read(reply(answer('hub.bsc.bacnet.org')));
  assert.deepEqual([verdict?.confidence, verdict?.info], [1, 'hub']);
  assert.equal(bacnetSc.read(reply(answer('dc.bsc.bacnet.org')))?.info, 'node');
  const hello = (bacnetSc.hello as (at: typeof ENDPOINT) => Uint8Array)(ENDPOINT);
  assert.match(Buffer.from(hello).toString('latin1'), /Sec-WebSocket-Protocol: hub\.bsc\.bacnet\.org\r\n\r\n$/);
});

test('other subprotocols, and pages', () => {
  for (const text of [answer('mqtt'), answer('xhub.bsc.bacnet.org'), 'HTTP/1.1 200 OK\r\n\r\nhub.bsc.bacnet.org']) {
    assert.equal(bacnetSc.read(reply(text)), null);
  }
});
