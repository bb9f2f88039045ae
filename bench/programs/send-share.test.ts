import assert from 'node:assert/strict';
import test from 'node:test';
import { readShares } from './send-share.ts';

const MAC = '02:00:00:00:00:01';

test('send-share: only addresses of the lab are sent to, the last one too', () => {
  for (const [first, hosts] of [
    ['192.168.0.1', '1'],
    ['127.0.0.1', '1'],
    ['198.17.255.255', '2'],
    ['198.19.255.250', '64'],
  ]) {
    assert.throws(() => readShares('x', ['lo', MAC, first, hosts, '1', '1']), { code: 'E_LAB_ADDRESS' }, first);
  }
});

test('send-share: hosts that cannot be shared equally, and other words that make no sense, are refused', () => {
  for (const numbers of [
    ['3', '1', '2'],
    ['0', '1', '1'],
    ['1', '65536', '1'],
    ['1', '1', '0'],
    ['1', '1'],
    ['x', '1', '1'],
  ]) {
    assert.throws(() => readShares('x', ['lo', MAC, '198.19.0.1', ...numbers]), /usage: x INTERFACE/);
  }
});

test('send-share: an interface that is no Ethernet is named', () => {
  assert.throws(() => readShares('x', ['lo', MAC, '198.19.0.1', '1', '1', '1']), /lo is no Ethernet interface/);
});
