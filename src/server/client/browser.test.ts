// The client as a browser has it: no header goes with its WebSocket, so the token becomes a session first. The browser's part is played:
// a WebSocket that sends the origin and the cookies of its place, and a fetch that keeps them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import WebSocket from 'ws';
import type { EventBatch } from '../api.ts';
import { fakeServer, shortScan, TOKENS } from '../fake.test-data.ts';
import { connect } from './browser.ts';

const REQUEST = { targets: ['198.18.0.0/30'], ports: '22', services: false, identity: false };

test('a token becomes a session, which the WebSocket goes with; calls and events; a wrong token is told', async () => {
  await using fake = await fakeServer(shortScan);
  const { fetch, WebSocket: before } = globalThis;
  let cookie = '';
  globalThis.fetch = async (...words: Parameters<typeof fetch>) => {
    const answer = await fetch(...words);
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) [cookie] = set.split(';');
    return answer;
  };
  Object.assign(globalThis, {
    WebSocket: class extends WebSocket {
      constructor(place: string) {
        super(place, { headers: { origin: fake.url, ...(cookie === '' ? {} : { cookie }) } });
      }
    },
  });
  try {
    await assert.rejects(connect(fake.url, { reconnect: false }), { code: 'E_CONNECT' });
    await assert.rejects(connect(fake.url, { token: 'x'.repeat(43) }), { code: 'E_CONNECT', message: /401/ });
    const portolan = await connect(fake.url, { token: TOKENS.operator, reconnect: false });
    assert.match(cookie, /^portolan-\d+=operator\./);
    assert.equal((await portolan.call('server/info')).role, 'operator');
    const { promise, resolve } = Promise.withResolvers<void>();
    await portolan.onEvents(({ events }: EventBatch) => {
      if (events.some((event) => event.type === 'status' && event.status.state === 'finished')) resolve();
    });
    await portolan.call('discovery/start', REQUEST);
    await promise;
    await assert.rejects(portolan.call('discovery/cancel', { scan: 99 }), { code: 'E_NO_SCAN' });
    portolan.close();
    // The session is enough from now on.
    const again = await connect(fake.url, { reconnect: false });
    assert.equal((await again.call('inventory/scans', {})).total, 1);
    again.close();
  } finally {
    Object.assign(globalThis, { fetch, WebSocket: before });
  }
});
