import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { zookeeper } from './zookeeper.ts';

/** ZooKeeper 3.8 as its authors build it. */
const SRVR =
  'Zookeeper version: 3.8.0-5a02a05eddb59aee6ac762f7ea82e92a68eb9c0f, built on 2022-02-25 08:49 UTC\n' +
  'Latency min/avg/max: 0/0.0/0\nReceived: 1\nSent: 0\nConnections: 1\nOutstanding: 0\nZxid: 0x0\nMode: standalone\nNode count: 5\n';

test('srvr tells version and role', () => {
  const verdict = zookeeper.read(reply(SRVR, 'srvr', 'zookeeper'));
  assert.deepEqual([verdict?.confidence, verdict?.version, verdict?.info], [1, '3.8.0', 'standalone']);
  assert.equal(verdict?.details?.nodes, '5');
});

test('so do refusals', () => {
  assert.equal(zookeeper.read(reply('srvr is not executed because it is not in the whitelist.\n'))?.confidence, 0.95);
  assert.equal(
    zookeeper.read(reply('This ZooKeeper instance is not currently serving requests\n'))?.info,
    'not serving requests',
  );
  assert.equal(zookeeper.read(reply(SRVR.slice(0, 120)))?.more, true);
});

test('others are none', () => {
  assert.equal(zookeeper.read(reply('HTTP/1.1 200 OK\r\n\r\nZookeeper version: 3.8.0-x\n')), null);
});
