import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as icmp from '../wire/icmp.ts';
import * as ipv4 from '../wire/ipv4.ts';
import * as tcp from '../wire/tcp.ts';
import { icmpMessage, ipv4Packet, tcpSegment, u8 } from '../wire/values.test-data.ts';
import {
  type Answer,
  CLOSED,
  createAnswer,
  FILTERED,
  MAY_BE_PARTIAL,
  MUST_BE_RIGHT,
  NONE,
  OPEN,
  shows,
  VOUCHED,
  WHOLE_COOKIE,
} from './answer.ts';
import { changed, leavePartial, seal } from './form.test-data.ts';
import { prepare } from './probe.ts';
import { ipHeader, make, NOTHING, type Probe, probe } from './tcp-syn.test-data.ts';
import { MSS_SYN, tcpSyn } from './tcp-syn.ts';

const OURS = { source: 0xc6124d01, destination: 0xc6124d02, sourcePort: 40_001, destinationPort: 443, sequence: 7 };

function answerTo(values: Probe, flags: number, acknowledgement: number, options = NOTHING): Uint8Array {
  const bytes = new Uint8Array(128);
  const header = 20 + options.length;
  const segment: tcp.Tcp = {
    sourcePort: values.destinationPort,
    destinationPort: values.sourcePort,
    sequence: 0x55667788,
    acknowledgement,
    flags,
    window: 29_200,
    urgentPointer: 0,
    options: [],
    payload: NOTHING,
  };
  const length = tcp.emit(bytes, header, segment, values.destination, values.source);
  ipv4.emit(bytes, 0, { ...ipHeader(values.destination, values.source, ipv4.PROTOCOL_TCP, length), ttl: 57, options });
  return bytes.slice(0, header + length);
}

const ROUTER = 0xc6330001;

function errorAbout(quoted: Uint8Array, message: { type: 'destination-unreachable' | 'time-exceeded'; code: number }) {
  const bytes = new Uint8Array(256);
  const value: icmp.Icmp =
    message.type === 'time-exceeded'
      ? { type: 'time-exceeded', code: message.code, quoted }
      : { type: 'destination-unreachable', code: message.code, nextHopMtu: 0, quoted };
  const length = icmp.emit(bytes, 20, value);
  ipv4.emit(bytes, 0, ipHeader(ROUTER, OURS.source, ipv4.PROTOCOL_ICMP, length));
  return bytes.slice(0, 20 + length);
}

function ourProbe(values: Probe = OURS): Uint8Array {
  const bytes = new Uint8Array(44);
  prepare(MSS_SYN, bytes, 0, 0);
  make(MSS_SYN, bytes, 0, values);
  return bytes;
}

function read(packet: Uint8Array): { kind: number; answer: Answer } {
  const answer = createAnswer();
  return { kind: tcpSyn.read(packet, 0, packet.length, 0, MUST_BE_RIGHT, answer), answer };
}

test('SYN-ACK and RST: whom and what they answer, with and without IP options', () => {
  const kinds = fc.constantFrom<[number, number]>(
    [tcp.SYN | tcp.ACK, OPEN],
    [tcp.SYN | tcp.ACK | tcp.ECE, OPEN],
    [tcp.RST | tcp.ACK, CLOSED],
    [tcp.RST | tcp.SYN | tcp.ACK, CLOSED],
    [tcp.ACK, NONE],
    [tcp.RST, NONE],
    [tcp.SYN, NONE],
    [tcp.FIN | tcp.ACK, NONE],
    [0, NONE],
  );
  fc.assert(
    fc.property(probe, kinds, fc.constantFrom(0, 4, 40), (values, [flags, kind], optionBytes) => {
      const acknowledgement = (values.sequence + 1) >>> 0;
      const packet = answerTo(values, flags, acknowledgement, new Uint8Array(optionBytes).fill(1));
      const found = read(packet);
      assert.equal(found.kind, kind);
      if (kind === NONE) return;
      assert.deepEqual(found.answer, {
        host: values.destination,
        port: values.destinationPort,
        ourAddress: values.source,
        ourPort: values.sourcePort,
        cookie: values.sequence,
        cookieMask: WHOLE_COOKIE,
        cookieSlack: kind === CLOSED ? 1 : 0,
        ttl: 57,
        window: 29_200,
        icmp: 0,
        icmpSource: 0,
        payloadAt: 0,
        payloadLength: 0,
      });
    }),
  );
});

test('ICMP errors that quote our probe, whole or its first eight bytes', () => {
  fc.assert(
    fc.property(probe, u8, fc.boolean(), fc.integer({ min: 28, max: 44 }), (values, code, isUnreachable, quoted) => {
      const type = isUnreachable ? 'destination-unreachable' : 'time-exceeded';
      const packet = errorAbout(ourProbe(values).slice(0, quoted), { type, code });
      const { kind, answer } = read(packet);
      assert.equal(kind, FILTERED);
      assert.deepEqual(answer, {
        host: values.destination,
        port: values.destinationPort,
        ourAddress: values.source,
        ourPort: values.sourcePort,
        cookie: values.sequence,
        cookieMask: WHOLE_COOKIE,
        cookieSlack: 0,
        ttl: 64,
        window: 0,
        icmp: ((isUnreachable ? 3 : 11) << 8) | code,
        icmpSource: ROUTER,
        payloadAt: 0,
        payloadLength: 0,
      });
    }),
  );
});

function broken(packet: Uint8Array, at: number): Uint8Array {
  const copy = packet.slice();
  copy[at] ^= 0x55;
  return copy;
}

test('a RST may acknowledge the SYN itself, as some firewalls count; a SYN-ACK not', () => {
  for (const [flags, acknowledgement, wanted] of [
    [tcp.RST | tcp.ACK, 7, true],
    [tcp.RST | tcp.ACK, 8, true],
    [tcp.RST | tcp.ACK, 9, false],
    [tcp.RST | tcp.ACK, 6, false],
    [tcp.SYN | tcp.ACK, 8, true],
    [tcp.SYN | tcp.ACK, 7, false],
  ] as const) {
    const { answer } = read(answerTo(OURS, flags, acknowledgement));
    assert.equal(shows(answer, OURS.sequence), wanted, `${flags}, ${acknowledgement}`);
  }
  const last = read(answerTo({ ...OURS, sequence: 0xffffffff }, tcp.RST | tcp.ACK, 0xffffffff));
  assert.ok(shows(last.answer, 0xffffffff));
});

test('a wrong checksum that the kernel vouches for was not filled in yet; Ethernet may pad', () => {
  const synAck = answerTo(OURS, tcp.SYN | tcp.ACK, 8);
  const kindOf = (packet: Uint8Array, trust: number) => tcpSyn.read(packet, 0, packet.length, 0, trust, createAnswer());
  const trusts = [VOUCHED, MUST_BE_RIGHT, MAY_BE_PARTIAL];
  assert.deepEqual(
    trusts.map((trust) => kindOf(broken(synAck, 36), trust)),
    [OPEN, NONE, NONE],
  );
  const partial = leavePartial(synAck.slice());
  assert.deepEqual(
    trusts.map((trust) => kindOf(partial, trust)),
    [OPEN, NONE, OPEN],
  );
  assert.deepEqual(
    trusts.map((trust) => kindOf(broken(synAck, 10), trust)),
    [NONE, NONE, NONE],
  );
  const padded = new Uint8Array(46).fill(0xee);
  padded.set(synAck);
  assert.deepEqual(
    trusts.map((trust) => kindOf(padded, trust)),
    [OPEN, OPEN, OPEN],
  );
});

test('what is no answer', () => {
  const synAck = answerTo(OURS, tcp.SYN | tcp.ACK, 8);
  const error = errorAbout(ourProbe(), { type: 'destination-unreachable', code: 1 });
  assert.equal(read(synAck).kind, OPEN);
  assert.equal(read(error).kind, FILTERED);
  const refused: [string, Uint8Array][] = [
    ['our own probe', ourProbe()],
    ['IPv6', changed(synAck, { 0: 0x65 })],
    ['an IPv4 header of 16 bytes', changed(synAck, { 0: 0x44 })],
    ['an IPv4 header longer than the packet', changed(synAck, { 0: 0x4f })],
    ['a later fragment', changed(synAck, { 7: 1 })],
    ['a later fragment far behind', changed(synAck, { 6: 0x1f })],
    ['UDP', changed(synAck, { 9: 17 })],
    ['an echo reply', changed(error, { 20: 0 })],
    ['a first fragment', changed(synAck, { 6: 0x20 })],
    ['a wrong IPv4 checksum', broken(synAck, 10)],
    ['a wrong checksum', broken(synAck, 36)],
    ['a segment that was changed on the way', broken(synAck, 34)],
    ['an error with a wrong checksum', broken(error, 22)],
    ['a data offset of 4', changed(synAck, { 32: 0x40 })],
    ['a data offset of 0', changed(synAck, { 32: 0 })],
    ['a data offset behind the end', changed(synAck, { 32: 0x60 })],
    ['a total length without room for TCP', changed(synAck, { 3: 20 })],
    ['a total length that cuts TCP', changed(synAck, { 3: 39 })],
    ['a total length that is more than came', changed(synAck, { 3: 41 })],
    ['a redirect', changed(error, { 20: 5 })],
    ['a quoted IPv6 packet', changed(error, { 28: 0x65 })],
    ['a quoted header of 16 bytes', changed(error, { 28: 0x44 })],
    ['a quoted header longer than the packet', changed(error, { 28: 0x4f })],
    ['a quoted UDP datagram', changed(error, { 37: 17 })],
    ['a quoted later fragment', changed(error, { 35: 9 })],
    ['nothing', NOTHING],
  ];
  for (const [what, packet] of refused) assert.equal(read(packet).kind, NONE, what);
});

test('an acknowledgement of 0 answers the last sequence number there is', () => {
  const { kind, answer } = read(answerTo({ ...OURS, sequence: 0xffffffff }, tcp.SYN | tcp.ACK, 0));
  assert.equal(kind, OPEN);
  assert.equal(answer.cookie, 0xffffffff);
});

test('an IPv4 header shorter than its fields is not read as if it were one', () => {
  // Behind its 16 bytes stands what would be a perfect SYN-ACK.
  const packet = changed(answerTo(OURS, tcp.SYN | tcp.ACK, 8), { 0: 0x44 });
  packet.copyWithin(16, 20);
  for (let k = 0; k < 2; k++) packet[10 + k] = 0;
  assert.equal(read(packet).kind, NONE);
  assert.equal(read(changed(packet, { 0: 0x45 })).kind, NONE);
});

test('cut off at any length: an answer only where all that it needs is there', () => {
  const synAck = answerTo(OURS, tcp.SYN | tcp.ACK, 8, new Uint8Array(8).fill(1));
  const error = errorAbout(ourProbe(), { type: 'time-exceeded', code: 0 });
  for (const [packet, needed] of [
    [synAck, 48],
    [error, 56],
  ] as const) {
    const kind = read(packet).kind;
    for (let length = 0; length <= packet.length; length++) {
      const cut = packet.slice(0, length);
      const missing = packet.length - length;
      const shown = tcpSyn.read(cut, 0, length, missing, MUST_BE_RIGHT, createAnswer());
      assert.equal(shown, length >= needed ? kind : NONE, `${length} bytes are shown`);
      assert.equal(read(cut).kind, missing === 0 ? kind : NONE, `${length} bytes are there`);
    }
  }
});

/** Bytes that are or once were an answer. */
const packets = fc.oneof(
  fc.uint8Array({ maxLength: 120 }),
  probe.map((values) => answerTo(values, tcp.SYN | tcp.ACK, 1)),
  fc.tuple(probe, u8).map(([values, code]) => errorAbout(ourProbe(values), { type: 'destination-unreachable', code })),
  fc.tuple(ipv4Packet, fc.oneof(tcpSegment, icmpMessage)).map(([header, payload]) => {
    const bytes = new Uint8Array(512);
    const start = ipv4.emit(bytes, 0, { ...header, protocol: 'flags' in payload ? 6 : 1, fragmentOffset: 0 });
    const length = 'flags' in payload ? tcp.emit(bytes, start, payload, 1, 2) : icmp.emit(bytes, start, payload);
    return bytes.slice(0, start + length);
  }),
);

test('any bytes, cut anywhere: never throws, never reads outside its packet', () => {
  const around = fc.uint8Array({ minLength: 200, maxLength: 200 });
  const changes = fc.array(fc.tuple(fc.nat(), u8), { maxLength: 4 });
  fc.assert(
    fc.property(packets, changes, fc.option(fc.nat(120)), fc.nat(60), around, around, (bytes, list, cut, at, a, b) => {
      const packet = bytes.slice(0, cut ?? bytes.length);
      for (const [place, value] of list) if (packet.length > 0) packet[place % packet.length] = value;
      if (at % 2 === 0) seal(packet);
      const within = (surroundings: Uint8Array) => {
        const buffer = surroundings.slice();
        const held = new Uint8Array(buffer.length + packet.length);
        held.set(buffer.subarray(0, at));
        held.set(packet, at);
        held.set(buffer.subarray(at), at + packet.length);
        const answer = createAnswer();
        return { kind: tcpSyn.read(held, at, at + packet.length, 0, MUST_BE_RIGHT, answer), answer };
      };
      const first = within(a);
      const second = within(b);
      const alone = read(packet);
      assert.equal(first.kind, second.kind);
      assert.equal(first.kind, alone.kind);
      if (first.kind !== NONE) {
        assert.deepEqual(first.answer, second.answer);
        assert.deepEqual(first.answer, alone.answer);
      }
    }),
    { numRuns: 3000 },
  );
});

test('an end before the beginning is nothing', () => {
  const bytes = answerTo(OURS, tcp.SYN | tcp.ACK, 8);
  for (const end of [-1, 0, 19]) assert.equal(tcpSyn.read(bytes, 0, end, 0, MUST_BE_RIGHT, createAnswer()), NONE);
  assert.equal(tcpSyn.read(bytes, 100, 40, 0, MUST_BE_RIGHT, createAnswer()), NONE);
});
