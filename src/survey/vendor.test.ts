import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../finding/finding.ts';
import { withVendor } from './vendor.ts';

const host = (mac?: string): Finding => ({
  type: 'host',
  ip: '198.18.0.1',
  state: 'up',
  reason: 'arp-reply',
  ...(mac === undefined ? {} : { mac }),
});

test('a registered address has its vendor, a local one says so, an unknown one and what has none stay as they are', async () => {
  assert.deepEqual(await withVendor(host('00:0c:29:00:00:01')), {
    ...host('00:0c:29:00:00:01'),
    vendor: 'VMware, Inc.',
  });
  assert.deepEqual(await withVendor(host('02:00:00:00:00:01')), { ...host('02:00:00:00:00:01'), localMac: true });
  assert.deepEqual(await withVendor(host()), host());
  const notice: Finding = { type: 'notice', code: 'N_X', text: 'x' };
  assert.equal(await withVendor(notice), notice);
});
