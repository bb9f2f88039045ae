import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ADDRESS_1, ADDRESS_2, TRANSPORT, UDP } from './frames.test-data.ts';
import * as udp from './udp.ts';
import { u32, udpDatagram } from './values.test-data.ts';

const CHART: udp.Udp = { sourcePort: 38_412, destinationPort: 5353, payload: Uint8Array.from(Buffer.from('chart')) };

test('a captured datagram', () => {
  assert.equal(udp.check(UDP, TRANSPORT, 13), 8);
  assert.deepEqual(udp.parse(UDP, TRANSPORT, 13), CHART);
  assert.equal(udp.sourcePort(UDP, TRANSPORT), 38_412);
  assert.equal(udp.destinationPort(UDP, TRANSPORT), 5353);
  assert.equal(udp.checksum(UDP, TRANSPORT), 0xf5da);
  assert.equal(udp.isIntact(UDP, TRANSPORT, 13, ADDRESS_1, ADDRESS_2), true);
  assert.equal(udp.isIntact(UDP, TRANSPORT, 13, ADDRESS_1, ADDRESS_2 + 1), false);
});

test('the captured datagram is made byte for byte, checksum included', () => {
  const bytes = new Uint8Array(13).fill(0xee);
  assert.equal(udp.emit(bytes, 0, CHART, ADDRESS_1, ADDRESS_2), 13);
  assert.deepEqual(bytes, UDP.subarray(TRANSPORT));
});

test('no checksum is a right checksum', () => {
  const bytes = Uint8Array.from(UDP.subarray(TRANSPORT));
  bytes[6] = 0;
  bytes[7] = 0;
  assert.equal(udp.isIntact(bytes, 0, 13, ADDRESS_1, ADDRESS_2), true);
});

test('a checksum of zero is sent as all ones', () => {
  // The whole sum is 0xffff: 17 + 9 (pseudo-header) + 9 (length) + 0xff00 (payload) leaves 0xdc for the port.
  const datagram: udp.Udp = { sourcePort: 0xdc, destinationPort: 0, payload: Uint8Array.of(0xff) };
  const bytes = new Uint8Array(9);
  udp.emit(bytes, 0, datagram, 0, 0);
  assert.equal(udp.checksum(bytes, 0), 0xffff);
  assert.equal(udp.isIntact(bytes, 0, 9, 0, 0), true);
});

test('the length field is believed downwards only', () => {
  const bytes = new Uint8Array(30).fill(0xee);
  udp.emit(bytes, 0, CHART, ADDRESS_1, ADDRESS_2);
  assert.equal(udp.payloadLength(bytes, 0, 30), 5);
  assert.equal(udp.payloadLength(bytes, 0, 10), 2);
  assert.deepEqual(udp.parse(bytes, 0, 10)?.payload, Uint8Array.from(Buffer.from('ch')));
  assert.equal(udp.isIntact(bytes, 0, 10, ADDRESS_1, ADDRESS_2), false);
  bytes[5] = 7;
  assert.equal(udp.check(bytes, 0, 30), 0);
  assert.equal(udp.check(UDP, TRANSPORT, 7), 0);
});

test('a payload that is too large is an error', () => {
  const bytes = new Uint8Array(70_000);
  const datagram = (length: number): udp.Udp => ({ ...CHART, payload: new Uint8Array(length) });
  assert.throws(() => udp.emit(bytes, 0, datagram(65_508), 0, 0), /E_UDP_LENGTH: 65508/);
  assert.equal(udp.emit(bytes, 0, datagram(65_507), 0, 0), 65_515);
});

test('parse(emit(x)) = x, and the checksum is right', () => {
  fc.assert(
    fc.property(udpDatagram, u32, u32, fc.nat(9), (datagram, source, destination, offset) => {
      const bytes = new Uint8Array(offset + 8 + datagram.payload.length).fill(0xee);
      const length = udp.emit(bytes, offset, datagram, source, destination);
      assert.deepEqual(udp.parse(bytes, offset, length), datagram);
      assert.notEqual(udp.checksum(bytes, offset), 0);
      assert.equal(udp.isIntact(bytes, offset, length, source, destination), true);
    }),
  );
});
