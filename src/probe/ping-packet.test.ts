import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as icmp from '../wire/icmp.ts';
import * as ipv4 from '../wire/ipv4.ts';
import * as tcp from '../wire/tcp.ts';
import * as udp from '../wire/udp.ts';
import { createPingPacket, type PingPacketOptions } from './ping-packet.ts';

const u32 = fc.nat(0xffffffff);
const port = fc.integer({ min: 1, max: 65535 });
const options: fc.Arbitrary<PingPacketOptions> = fc.record({
  protocol: fc.constantFrom('tcp', 'udp', 'icmp'),
  syn: fc.constantFrom('full', 'bare'),
  flags: fc.nat(255),
  ttl: fc.integer({ min: 1, max: 255 }),
  tos: fc.nat(255),
  dontFragment: fc.boolean(),
  payload: fc.uint8Array({ maxLength: 64 }),
});

const SYN_FULL: PingPacketOptions = {
  protocol: 'tcp',
  syn: 'full',
  flags: tcp.SYN,
  ttl: 64,
  tos: 0,
  dontFragment: true,
  payload: new Uint8Array(0),
};

function make(wanted: PingPacketOptions, numbers: readonly number[]): Uint8Array {
  const packet = createPingPacket(wanted);
  const bytes = new Uint8Array(packet.length + 6);
  packet.prepare(bytes, 3);
  // What an earlier probe left there must not matter.
  packet.patch(bytes, 3, 0xffffffff, 0x01020304, 65535, 1, 0xfffffffe, 0xffffffff);
  const [source, destination, sourcePort, destinationPort, sequence, millis] = numbers;
  packet.patch(bytes, 3, source, destination, sourcePort, destinationPort, sequence, millis);
  assert.deepEqual([...bytes.subarray(0, 3), ...bytes.subarray(packet.length + 3)], [0, 0, 0, 0, 0, 0]);
  return bytes.slice(3, packet.length + 3);
}

test('ping packet: the full SYN has what a modern client sends, the bare one 40 bytes', () => {
  const numbers = [0xc6120001, 0xc6120002, 40000, 443, 0xdeadbeef, 0x01020304];
  assert.equal(make({ ...SYN_FULL, syn: 'bare' }, numbers).length, 40);
  const full = make(SYN_FULL, numbers);
  assert.equal(full.length, 60);
  assert.deepEqual(tcp.parse(full, 20, 40), {
    sourcePort: 40000,
    destinationPort: 443,
    sequence: 0xdeadbeef,
    acknowledgement: 0,
    flags: tcp.SYN,
    window: 64240,
    urgentPointer: 0,
    options: [
      { type: 'maximum-segment-size', size: 1460 },
      { type: 'sack-permitted' },
      { type: 'timestamps', value: 0x01020304, echoReply: 0 },
      { type: 'nop' },
      { type: 'window-scale', shift: 7 },
    ],
    payload: new Uint8Array(0),
    headerLength: 40,
  });
});

test('ping packet: whatever is asked for is in it, and its checksums are right', () => {
  fc.assert(
    fc.property(options, u32, u32, port, port, u32, u32, (wanted, source, destination, from, to, sequence, millis) => {
      const bytes = make(wanted, [source, destination, from, to, sequence, millis]);
      const ip = ipv4.parse(bytes, 0, bytes.length);
      assert.ok(ip !== null && ipv4.isIntact(bytes, 0));
      assert.deepEqual(
        [ip.source, ip.destination, ip.ttl, ip.typeOfService, ip.dontFragment, ip.totalLength],
        [source, destination, wanted.ttl, wanted.tos, wanted.dontFragment, bytes.length],
      );
      assert.equal(ip.identification, wanted.dontFragment ? 0 : sequence & 0xffff);
      const length = bytes.length - 20;
      if (wanted.protocol === 'tcp') {
        assert.ok(tcp.isIntact(bytes, 20, length, source, destination));
        const segment = tcp.parse(bytes, 20, length);
        assert.equal(segment?.sequence, sequence);
        assert.equal(segment.acknowledgement, wanted.flags & tcp.ACK ? sequence : 0);
        assert.deepEqual([segment.flags, segment.sourcePort, segment.destinationPort], [wanted.flags, from, to]);
        assert.deepEqual(segment.payload, wanted.payload);
        const time = segment.options.find((each) => each.type === 'timestamps');
        assert.equal(time?.value, wanted.syn === 'full' && wanted.flags & tcp.SYN ? millis : undefined);
      } else if (wanted.protocol === 'udp') {
        assert.ok(udp.isIntact(bytes, 20, length, source, destination));
        assert.notEqual(udp.checksum(bytes, 20), 0);
        assert.deepEqual(udp.parse(bytes, 20, length), {
          sourcePort: from,
          destinationPort: to,
          payload: wanted.payload,
        });
      } else {
        assert.ok(icmp.isIntact(bytes, 20, length));
        const echo = { type: 'echo', identifier: from, sequence: sequence & 0xffff, data: wanted.payload };
        assert.deepEqual(icmp.parse(bytes, 20, length), echo);
      }
    }),
  );
});

test('ping packet: a payload that no packet holds is an error', () => {
  const payload = new Uint8Array(65_536);
  for (const protocol of ['tcp', 'udp', 'icmp'] as const) {
    assert.throws(() => createPingPacket({ ...SYN_FULL, protocol, payload }), RangeError);
  }
});

test('ping packet: an echo request with another code, its checksum with it', () => {
  const echo: PingPacketOptions = { ...SYN_FULL, protocol: 'icmp', payload: Uint8Array.of(1, 2, 3, 4), echoCode: 9 };
  const bytes = make(echo, [0xc6120001, 0xc6120002, 77, 0, 5, 0]);
  assert.deepEqual([...bytes.subarray(20, 22), ...bytes.subarray(24)], [8, 9, 0, 77, 0, 5, 1, 2, 3, 4]);
  assert.ok(icmp.isIntact(bytes, 20, 12));
});
