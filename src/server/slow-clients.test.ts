// Clients that read nothing, beside others: they cost what their sockets hold, and nobody else waits for them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { connect } from './client/node.ts';
import { fakeServer, TOKENS } from './fake.test-data.ts';
import { floodOf } from './flood.test-data.ts';
import { type Follower, follow } from './followers.test-data.ts';

/** 24 MB in all: more than kernels keep for a socket that nobody reads. */
const NOTICES = 6000;
const LENGTH = 4000;
const CLIENTS = 8;
const SILENT = 2;
/** Events that are kept: so few that who reads nothing misses some. */
const KEPT = 1000;

test('8 clients, 2 of which read nothing, and 24 MB of lines', { timeout: 60_000 }, async () => {
  const flood = floodOf({ count: NOTICES, length: LENGTH });
  await using fake = await fakeServer(flood.scan, {}, { eventsKept: KEPT });
  const followers = await Promise.all(Array.from({ length: CLIENTS }, () => follow(fake.url)));
  const silent = followers.slice(0, SILENT);
  for (const { socket } of silent) socket.pause();
  const operator = await connect(fake.url, { token: TOKENS.operator, reconnect: false });
  const { scan } = await operator.call('discovery/start', flood.request);
  const scanned = async (): Promise<boolean> => (await operator.call('discovery/status', { scan }))[0].ended !== null;
  while (!(await scanned())) await sleep(50);
  const { lastEvent } = await operator.call('server/info');
  const isThere = ({ last }: Follower): boolean => last >= lastEvent;
  const quick = followers.slice(SILENT);
  while (!quick.every(isThere)) await sleep(50);

  for (const { socket } of silent) assert.equal(socket.readyState, WebSocket.OPEN);
  // What was not read is told as a number when they read again, and nothing else is lost.
  for (const { socket } of silent) socket.resume();
  while (!silent.every(isThere)) await sleep(50);
  for (const { missed } of silent)
    assert.ok(missed > 0, 'it read nothing and missed nothing: then something kept it all');
  operator.close();
  for (const { socket } of followers) socket.terminate();
});
