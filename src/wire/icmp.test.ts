import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ADDRESS_1,
  ADDRESS_2,
  ECHO,
  ECHO_REPLY,
  IP,
  PORT_UNREACHABLE,
  SYN,
  TRANSPORT,
  UDP,
} from './frames.test-data.ts';
import * as icmp from './icmp.ts';
import * as tcp from './tcp.ts';
import { icmpMessage } from './values.test-data.ts';

const DATA = Uint8Array.from(Buffer.from('portolan'));

/** An error of this type that quotes these bytes, four bytes into the buffer. */
function errorOf(type: 'destination-unreachable' | 'time-exceeded', quoted: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 8 + quoted.length);
  icmp.emit(bytes, 4, { type, code: 0, nextHopMtu: 0, quoted });
  return bytes;
}

test('a captured echo and its reply', () => {
  assert.deepEqual(icmp.parse(ECHO, TRANSPORT, 16), { type: 'echo', identifier: 0x1234, sequence: 1, data: DATA });
  assert.deepEqual(icmp.parse(ECHO_REPLY, TRANSPORT, 16), {
    type: 'echo-reply',
    identifier: 0x1234,
    sequence: 1,
    data: DATA,
  });
  assert.equal(icmp.identifier(ECHO_REPLY, TRANSPORT), 0x1234);
  assert.equal(icmp.sequence(ECHO_REPLY, TRANSPORT), 1);
  assert.equal(icmp.isIntact(ECHO, TRANSPORT, 16), true);
  assert.equal(icmp.isIntact(ECHO, TRANSPORT, 15), false);
  assert.equal(icmp.quotedHeader(ECHO, TRANSPORT, 16), 0);
});

test('a captured port unreachable and what it quotes', () => {
  assert.equal(icmp.check(PORT_UNREACHABLE, TRANSPORT, 41), 8);
  assert.equal(icmp.type(PORT_UNREACHABLE, TRANSPORT), icmp.TYPE.destinationUnreachable);
  assert.equal(icmp.code(PORT_UNREACHABLE, TRANSPORT), icmp.UNREACHABLE.port);
  assert.deepEqual(icmp.parse(PORT_UNREACHABLE, TRANSPORT, 41), {
    type: 'destination-unreachable',
    code: icmp.UNREACHABLE.port,
    nextHopMtu: 0,
    quoted: UDP.subarray(IP),
  });
  assert.deepEqual(icmp.parseQuote(PORT_UNREACHABLE, TRANSPORT, 41), {
    headerOffset: TRANSPORT + 8,
    protocol: 17,
    source: ADDRESS_1,
    destination: ADDRESS_2,
    ports: { source: 38_412, destination: 5353 },
    sequence: null,
  });
});

test('the captured messages are made byte for byte', () => {
  for (const frame of [ECHO, ECHO_REPLY, PORT_UNREACHABLE]) {
    const expected = frame.subarray(TRANSPORT);
    const message = icmp.parse(frame, TRANSPORT, expected.length);
    assert.ok(message);
    const bytes = new Uint8Array(expected.length).fill(0xee);
    assert.equal(icmp.emit(bytes, 0, message), bytes.length);
    assert.deepEqual(bytes, expected);
  }
});

test('a quoted SYN of 8 bytes gives ports and sequence number', () => {
  const bytes = errorOf('time-exceeded', SYN.subarray(IP, TRANSPORT + 8));
  const quote = icmp.parseQuote(bytes, 4, bytes.length - 4);
  assert.deepEqual(quote?.ports, { source: 36_754, destination: 8080 });
  assert.equal(quote?.sequence, 0x010550eb);
  const transport = icmp.quotedTransport(bytes, 4, bytes.length - 4);
  assert.equal(transport, 4 + 8 + 20);
  assert.equal(tcp.destinationPort(bytes, transport), 8080);
});

test('a quote that is cut before 8 bytes of TCP has addresses only', () => {
  const bytes = errorOf('destination-unreachable', SYN.subarray(IP, TRANSPORT + 7));
  const quote = icmp.parseQuote(bytes, 4, bytes.length - 4);
  assert.equal(quote?.destination, ADDRESS_2);
  assert.equal(quote?.ports, null);
  assert.equal(quote?.sequence, null);
  assert.equal(icmp.quotedTransport(bytes, 4, bytes.length - 4), 0);
});

test('a quote that is cut in its IPv4 header, or is none, is nothing', () => {
  const cut = errorOf('destination-unreachable', SYN.subarray(IP, IP + 19));
  assert.equal(icmp.parseQuote(cut, 4, cut.length - 4), null);
  const options = Uint8Array.from(SYN.subarray(IP, TRANSPORT + 8));
  options[0] = 0x4f;
  const beyond = errorOf('destination-unreachable', options);
  assert.equal(icmp.quotedHeader(beyond, 4, beyond.length - 4), 0);
  options[0] = 0x65;
  const ipv6 = errorOf('destination-unreachable', options);
  assert.equal(icmp.quotedHeader(ipv6, 4, ipv6.length - 4), 0);
});

test('a later fragment has no ports', () => {
  const fragment = Uint8Array.from(SYN.subarray(IP, TRANSPORT + 8));
  fragment[7] = 1;
  const bytes = errorOf('time-exceeded', fragment);
  assert.equal(icmp.parseQuote(bytes, 4, bytes.length - 4)?.ports, null);
});

test('IPv4 options of the quote are stepped over', () => {
  const withOptions = new Uint8Array(24 + 8);
  withOptions.set(SYN.subarray(IP, IP + 20));
  withOptions.set(SYN.subarray(TRANSPORT, TRANSPORT + 8), 24);
  withOptions[0] = 0x46;
  const bytes = errorOf('time-exceeded', withOptions);
  assert.equal(icmp.parseQuote(bytes, 4, bytes.length - 4)?.sequence, 0x010550eb);
});

test('the errors are the five of RFC 1122', () => {
  const errors = Array.from({ length: 256 }, (_, type) => type).filter(icmp.isError);
  assert.deepEqual(errors, [3, 4, 5, 11, 12]);
});

test('the next hop MTU of RFC 1191', () => {
  const bytes = new Uint8Array(8);
  icmp.emit(bytes, 0, { type: 'destination-unreachable', code: 4, nextHopMtu: 1400, quoted: new Uint8Array(0) });
  assert.deepEqual([...bytes.subarray(4)], [0, 0, 5, 0x78]);
});

test('an echo with a code is not an echo', () => {
  const bytes = Uint8Array.from(ECHO.subarray(TRANSPORT));
  bytes[1] = 1;
  assert.deepEqual(icmp.parse(bytes, 0, 16), { type: 'other', typeNumber: 8, code: 1, rest: 0x12340001, data: DATA });
});

test('parse(emit(x)) = x, and the checksum is right', () => {
  fc.assert(
    fc.property(icmpMessage, fc.nat(9), (message, offset) => {
      const bytes = new Uint8Array(offset + 72).fill(0xee);
      const length = icmp.emit(bytes, offset, message);
      assert.deepEqual(icmp.parse(bytes, offset, length), message);
      assert.equal(icmp.isIntact(bytes, offset, length), true);
    }),
  );
});
