import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ADDRESS_1, ADDRESS_2, RST_ACK, SYN, SYN_ACK, SYN_ACK_OPTIONS, TRANSPORT } from './frames.test-data.ts';
import * as tcp from './tcp.ts';
import { tcpSegment, u32 } from './values.test-data.ts';

const NOTHING = new Uint8Array(0);

const PROBE: tcp.Tcp = {
  sourcePort: 36_754,
  destinationPort: 8080,
  sequence: 0x010550eb,
  acknowledgement: 0,
  flags: tcp.SYN,
  window: 1024,
  urgentPointer: 0,
  options: [{ type: 'maximum-segment-size', size: 1460 }],
  payload: NOTHING,
};

const ANSWER: tcp.Tcp = {
  sourcePort: 8080,
  destinationPort: 37_030,
  sequence: 0xe431e05e,
  acknowledgement: 0x675dbeb2,
  flags: tcp.SYN | tcp.ACK,
  window: 65_160,
  urgentPointer: 0,
  options: [
    { type: 'maximum-segment-size', size: 1460 },
    { type: 'sack-permitted' },
    { type: 'timestamps', value: 1_667_440_725, echoReply: 1_832_056_422 },
    { type: 'nop' },
    { type: 'window-scale', shift: 10 },
  ],
  payload: NOTHING,
};

test('a captured SYN', () => {
  assert.deepEqual(tcp.parse(SYN, TRANSPORT, 24), { ...PROBE, headerLength: 24 });
});

test('a captured SYN-ACK with every option of a handshake', () => {
  assert.deepEqual(tcp.parse(SYN_ACK_OPTIONS, TRANSPORT, 40), { ...ANSWER, headerLength: 40 });
});

test('a captured RST, read with the accessors', () => {
  assert.equal(tcp.check(RST_ACK, TRANSPORT, 20), 20);
  assert.equal(tcp.sourcePort(RST_ACK, TRANSPORT), 81);
  assert.equal(tcp.destinationPort(RST_ACK, TRANSPORT), 36_754);
  assert.equal(tcp.sequence(RST_ACK, TRANSPORT), 0);
  assert.equal(tcp.acknowledgement(RST_ACK, TRANSPORT), PROBE.sequence + 1);
  assert.equal(tcp.flags(RST_ACK, TRANSPORT), tcp.RST | tcp.ACK);
  assert.equal(tcp.window(RST_ACK, TRANSPORT), 0);
  assert.equal(tcp.headerLength(RST_ACK, TRANSPORT), 20);
});

test('the captured segments are made byte for byte, checksum included', () => {
  const bytes = new Uint8Array(40).fill(0xee);
  assert.equal(tcp.emit(bytes, 0, PROBE, ADDRESS_1, ADDRESS_2), 24);
  assert.deepEqual(bytes.subarray(0, 24), SYN.subarray(TRANSPORT));
  assert.equal(tcp.emit(bytes, 0, ANSWER, ADDRESS_2, ADDRESS_1), 40);
  assert.deepEqual(bytes, SYN_ACK_OPTIONS.subarray(TRANSPORT));
});

test('a checksum is right for its addresses only', () => {
  assert.equal(tcp.isIntact(SYN_ACK, TRANSPORT, 24, ADDRESS_2, ADDRESS_1), true);
  assert.equal(tcp.isIntact(SYN_ACK, TRANSPORT, 24, ADDRESS_2, ADDRESS_1 + 1), false);
  assert.equal(tcp.isIntact(SYN_ACK, TRANSPORT, 23, ADDRESS_2, ADDRESS_1), false);
});

test('flags have the bits of RFC 9293 figure 1', () => {
  const order = [tcp.FIN, tcp.SYN, tcp.RST, tcp.PSH, tcp.ACK, tcp.URG, tcp.ECE, tcp.CWR];
  assert.deepEqual(order, [1, 2, 4, 8, 16, 32, 64, 128]);
});

test('what is cut in the header, or too short by its own account, is refused', () => {
  for (let length = 0; length < 24; length++) assert.equal(tcp.check(SYN, TRANSPORT, length), 0, `${length}`);
  const bytes = Uint8Array.from(SYN.subarray(TRANSPORT));
  bytes[12] = 0x40;
  assert.equal(tcp.check(bytes, 0, 24), 0);
  assert.equal(tcp.parse(bytes, 0, 24), null);
  bytes[12] = 0x50;
  assert.equal(tcp.check(bytes, 0, 24), 20);
});

test('parse(emit(x)) = x, and the checksum is right', () => {
  fc.assert(
    fc.property(tcpSegment, u32, u32, fc.nat(9), (segment, source, destination, offset) => {
      const bytes = new Uint8Array(offset + 60 + segment.payload.length).fill(0xee);
      const length = tcp.emit(bytes, offset, segment, source, destination);
      const headerLength = length - segment.payload.length;
      assert.deepEqual(tcp.parse(bytes, offset, length), { ...segment, headerLength });
      assert.equal(tcp.isIntact(bytes, offset, length, source, destination), true);
    }),
    { numRuns: 500 },
  );
});

test('too little room is an error', () => {
  assert.throws(() => tcp.emit(new Uint8Array(23), 0, PROBE, 0, 0), /E_NO_ROOM: 24 bytes/);
});
