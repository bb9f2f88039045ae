import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTraceBy, readTraceBy } from './trace-by.ts';

test('a protocol, and of those that have ports one of them', () => {
  assert.equal(readTraceBy(undefined), null);
  assert.deepEqual(readTraceBy('icmp'), { method: 'icmp', port: null });
  assert.deepEqual(readTraceBy('udp'), { method: 'udp', port: null });
  assert.deepEqual(readTraceBy('tcp:443'), { method: 'tcp', port: 443 });
});

test('anything else is refused by name', () => {
  for (const text of ['', 'TCP', 'icmp:1', 'tcp:', 'tcp:0', 'udp:65536', 'tcp:443 ', 'sctp', 'tcp:1:2']) {
    assert.equal(isTraceBy(text), false, text);
    assert.throws(() => readTraceBy(text), { code: 'E_REQUEST', message: new RegExp(`"${text}"`) }, text);
  }
});
