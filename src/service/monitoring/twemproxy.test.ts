import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { twemproxy } from './twemproxy.ts';

// As nutcracker 0.5.0 of Debian says it.
const STATS =
  '{"service":"nutcracker", "source":"vm", "version":"0.5.0", "uptime":3, "timestamp":1795774129, "total_connections":1, ' +
  '"curr_connections":1, "lab": {"client_eof":0, "client_err":0, "127.0.0.1:6379": {"server_eof":0, "server_err":0}}}\n';

test('its statistics, given to whoever connects', () => {
  const verdict = twemproxy.read(reply(STATS))!;
  assert.deepEqual(
    [verdict.confidence, verdict.product, verdict.version, verdict.hostname],
    [1, 'twemproxy', '0.5.0', 'vm'],
  );
  assert.equal(twemproxy.read(reply(STATS, 'GET / HTTP/1.1\r\n', 'http'))?.version, '0.5.0');
});

test('what is not', () => {
  for (const text of ['', STATS.slice(0, 30), '{"service":"mongos", "version":"0.5.0"}', ` ${STATS}`])
    assert.equal(twemproxy.read(reply(text)), null, text);
});
