import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { addressNumber, addressRun, dotted, labAddress, prefixRange } from './addresses.ts';

test('addresses: number and dotted form are each other', () => {
  fc.assert(fc.property(fc.nat(0xffffffff), (value) => addressNumber(dotted(value)) === value));
  assert.equal(addressNumber('198.19.0.1'), 0xc6130001);
});

test('addresses: what is none is refused', () => {
  for (const text of ['', '1.2.3', '1.2.3.4.5', '256.1.1.1', '1.2.3.4 ', 'a.b.c.d', '-1.2.3.4']) {
    assert.throws(() => addressNumber(text), { code: 'E_LAB_ADDRESS' }, text);
  }
});

test('addresses: a prefix covers its network', () => {
  assert.deepEqual(prefixRange('198.18.0.77/24'), [addressNumber('198.18.0.0'), addressNumber('198.18.0.255')]);
  assert.deepEqual(prefixRange('0.0.0.0/0'), [0, 0xffffffff]);
  assert.throws(() => prefixRange('198.18.0.0/33'), { code: 'E_LAB_ADDRESS' });
});

test("addresses: only the lab's ranges pass, whole", () => {
  for (const good of ['198.18.0.0/15', '198.19.255.255', '192.0.2.1/24', '203.0.113.7']) {
    assert.equal(labAddress(good), good);
  }
  for (const bad of ['198.18.0.0/14', '198.20.0.1', '10.0.0.1', '127.0.0.1', '8.8.8.8', '192.0.2.0/23']) {
    assert.throws(() => labAddress(bad), { code: 'E_LAB_ADDRESS' }, bad);
  }
});

test('addresses: a run goes on over the byte', () => {
  assert.deepEqual(addressRun('198.18.0.254', 3), ['198.18.0.254', '198.18.0.255', '198.18.1.0']);
});
