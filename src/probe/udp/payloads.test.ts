import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAYLOAD_MOST } from './payload.ts';
import { PAYLOADS } from './payloads.ts';
import { udp } from './udp.ts';

function hexOf(name: string): string {
  const found = PAYLOADS.find((each) => each.name === name);
  return Buffer.from(found?.bytes ?? []).toString('hex');
}

test('payloads, literally', () => {
  assert.equal(hexOf('dns'), '000000000001000000000000' + '0000020001');
  assert.equal(hexOf('ntp'), `23${'00'.repeat(47)}`);
});

test('each fits, has a name of its own, and no port has two', () => {
  const ports = PAYLOADS.flatMap((each) => each.ports);
  assert.equal(new Set(ports).size, ports.length);
  assert.equal(new Set(PAYLOADS.map(({ name }) => name)).size, PAYLOADS.length);
  for (const { bytes, ports: own, name } of PAYLOADS) {
    assert.ok(bytes.length > 0 && bytes.length <= PAYLOAD_MOST && own.length > 0, name);
    assert.ok(own.every((port) => Number.isInteger(port) && port > 0 && port < 65_536));
  }
});

test('each port is asked by the form of its payload, at first and again; all others, and our own, by an empty datagram', () => {
  for (const again of [false, true]) {
    for (const { ports, bytes } of PAYLOADS) {
      for (const port of ports) {
        assert.deepEqual(udp.forms[udp.formOf(port, again, false)].template.slice(28), bytes);
        assert.equal(udp.formOf(port, again, true), 0);
      }
    }
    assert.equal(udp.formOf(54, again, false), 0);
  }
  assert.equal(udp.forms[0].template.length, 28);
});
