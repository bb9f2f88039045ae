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
  assert.equal(hexOf('dns-version'), '504f00000001000000000000' + '0776657273696f6e' + '0462696e64' + '0000100003');
  assert.equal(hexOf('dns-root'), '504f00000001000000000000' + '0000020001');
  assert.equal(hexOf('ntp'), `23${'00'.repeat(47)}`);
  // No request: a server would answer it from another port, which looks as if that one were open.
  assert.equal(hexOf('tftp-error'), '0005000000');
});

test('each fits, has a name of its own, and a port', () => {
  assert.equal(new Set(PAYLOADS.map(({ name }) => name)).size, PAYLOADS.length);
  for (const { bytes, ports, name } of PAYLOADS) {
    assert.ok(bytes.length > 0 && bytes.length <= PAYLOAD_MOST && ports.length > 0, name);
    assert.equal(new Set(ports).size, ports.length, name);
    assert.ok(ports.every((port) => Number.isInteger(port) && port > 0 && port < 65_536));
  }
});

test('each form has a number of one byte (form-table.ts), and 0 is the empty datagram', () => {
  assert.ok(PAYLOADS.length < 256);
});

test('no more payloads for a port than an attempt has turns', () => {
  const ports = new Set(PAYLOADS.flatMap((each) => each.ports));
  for (const port of ports) {
    assert.ok(PAYLOADS.filter((each) => each.ports.includes(port)).length <= udp.turns, `${port}`);
  }
});

test('each port is asked by its payloads in turn; all others, and our own, by an empty datagram', () => {
  const ports = new Set(PAYLOADS.flatMap((each) => each.ports));
  for (const port of ports) {
    const own = PAYLOADS.filter((each) => each.ports.includes(port));
    for (let attempt = 0; attempt < udp.turns; attempt++) {
      const { template } = udp.forms[udp.formOf(port, attempt, false)];
      assert.deepEqual(template.slice(28), own[attempt % own.length].bytes);
      assert.equal(udp.formOf(port, attempt, true), 0);
    }
  }
  assert.equal(udp.formOf(54, 0, false), 0);
  assert.equal(udp.forms[0].template.length, 28);
});
