import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as icmp from '../../wire/icmp.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as codec from '../../wire/udp.ts';
import { u8 } from '../../wire/values.test-data.ts';
import {
  ARRIVED,
  CLOSED,
  createAnswer,
  FILTERED,
  LOW_COOKIE,
  MAY_BE_PARTIAL,
  MUST_BE_RIGHT,
  NO_COOKIE,
  NONE,
  OPEN,
  shows,
  VOUCHED,
} from '../answer.ts';
import { changed, leavePartial, patched, readWith, type Values, values } from '../form.test-data.ts';
import { PAYLOAD_MOST } from './payload.ts';
import { PAYLOADS } from './payloads.ts';
import { DATAGRAM, datagramForm, udp } from './udp.ts';

const NOTHING = new Uint8Array(0);
const OURS = {
  source: 0xc6124d01,
  destination: 0xc6124d02,
  sourcePort: 40_001,
  destinationPort: 53,
  cookie: 0xabcd1234,
};
const ROUTER = 0xc6330001;

function ipHeader(source: number, destination: number, protocol: number, payloadLength: number): ipv4.Ipv4 {
  const fragment = { dontFragment: false, moreFragments: false, fragmentOffset: 0 };
  const fixed = { typeOfService: 0, identification: 0, ttl: 64, options: NOTHING };
  return { ...fixed, ...fragment, protocol, source, destination, payloadLength };
}

test('a datagram, literally: may be fragmented, the identification is half of the cookie', () => {
  const hex = '4500001c1234000040114275' + 'c6124d01c6124d02' + '9c410035' + '0008' + '3d3f';
  assert.equal(Buffer.from(patched(udp, DATAGRAM, OURS)).toString('hex'), hex);
});

test('a datagram with a payload of odd length, literally: the root, asked for its name servers', () => {
  const header = '4500002d1234000040114264' + 'c6124d01c6124d02';
  const datagram = '9c410035' + '0019' + '3a1c';
  const payload = Buffer.from('0000' + '0000' + '0001000000000000' + '00' + '0002' + '0001', 'hex');
  const form = datagramForm(payload);
  assert.equal(Buffer.from(patched(udp, form, OURS)).toString('hex'), header + datagram + payload.toString('hex'));
});

test('byte for byte what the codecs make, with any payload, of odd length too', () => {
  const payloads = fc.oneof(
    fc.constantFrom(NOTHING, ...PAYLOADS.map(({ bytes }) => bytes)),
    fc.uint8Array({ maxLength: 64 }),
    fc.uint8Array({ minLength: PAYLOAD_MOST - 3, maxLength: PAYLOAD_MOST }),
  );
  fc.assert(
    fc.property(values, payloads, (from, payload) => {
      const bytes = new Uint8Array(28 + payload.length);
      codec.emit(bytes, 20, { ...from, payload }, from.source, from.destination);
      const header = ipHeader(from.source, from.destination, ipv4.PROTOCOL_UDP, 8 + payload.length);
      ipv4.emit(bytes, 0, { ...header, identification: from.cookie & 0xffff });
      assert.deepEqual(patched(udp, datagramForm(payload), from), bytes);
    }),
    { numRuns: 1000 },
  );
});

test('a checksum of zero is sent as all ones: zero would say that there is none', () => {
  // 17 for the protocol, and the length twice.
  const from = { source: 0, destination: 0, sourcePort: 0xffff - 33, destinationPort: 0, cookie: 0 };
  const packet = patched(udp, DATAGRAM, from);
  assert.equal(codec.checksum(packet, 20), 0xffff);
  assert.ok(codec.isIntact(packet, 20, 8, 0, 0));
});

function datagramTo({ source, destination, sourcePort, destinationPort }: Values, payload = NOTHING): Uint8Array {
  const bytes = new Uint8Array(120);
  const datagram = { sourcePort: destinationPort, destinationPort: sourcePort, payload };
  const length = codec.emit(bytes, 20, datagram, destination, source);
  ipv4.emit(bytes, 0, { ...ipHeader(destination, source, ipv4.PROTOCOL_UDP, length), ttl: 57 });
  return bytes.slice(0, 20 + length);
}

function errorAbout(quoted: Uint8Array, type: 3 | 11, code: number, from: number): Uint8Array {
  const bytes = new Uint8Array(200);
  const message: icmp.Icmp =
    type === 11
      ? { type: 'time-exceeded', code, quoted }
      : { type: 'destination-unreachable', code, nextHopMtu: 0, quoted };
  const length = icmp.emit(bytes, 20, message);
  ipv4.emit(bytes, 0, ipHeader(from, OURS.source, ipv4.PROTOCOL_ICMP, length));
  return bytes.slice(0, 20 + length);
}

test('a datagram from the port is open; it shows no cookie', () => {
  fc.assert(
    fc.property(values, fc.uint8Array({ maxLength: 60 }), (from, payload) => {
      fc.pre(payload.length > 0 || from.destinationPort < 32_768);
      assert.deepEqual(readWith(udp, datagramTo(from, payload)), {
        kind: OPEN,
        answer: {
          host: from.destination,
          port: from.destinationPort,
          ourAddress: from.source,
          ourPort: from.sourcePort,
          cookie: 0,
          cookieMask: NO_COOKIE,
          cookieSlack: 0,
          ttl: 57,
          window: 0,
          icmp: 0,
          icmpSource: 0,
          payloadAt: 28,
          payloadLength: payload.length,
        },
      });
    }),
  );
});

test('an empty datagram from a port that clients have is a probe, and says whom it asks', () => {
  fc.assert(
    fc.property(values, (from) => {
      fc.pre(from.sourcePort >= 32_768);
      const { kind, answer } = readWith(udp, patched(udp, DATAGRAM, from));
      assert.equal(kind, ARRIVED);
      assert.ok(shows(answer, from.cookie) && !shows(answer, from.cookie ^ 1));
      const { host, port, ourAddress, ourPort } = answer;
      const { source, destination, sourcePort, destinationPort } = from;
      assert.deepEqual([host, port, ourAddress, ourPort], [destination, destinationPort, source, sourcePort]);
    }),
  );
});

test('lengths and checksum: what no UDP accepts is no answer', () => {
  const payload = new Uint8Array(31).fill(7);
  const good = datagramTo(OURS, payload);
  const kindOf = (packet: Uint8Array, trust: number, missing = 0) =>
    udp.read(packet, 0, packet.length, missing, trust, createAnswer());
  const broken = good.slice();
  broken[27] ^= 1;
  assert.deepEqual(
    [VOUCHED, MUST_BE_RIGHT, MAY_BE_PARTIAL].map((trust) => kindOf(broken, trust)),
    [OPEN, NONE, NONE],
  );
  const partial = leavePartial(good.slice());
  assert.deepEqual(
    [VOUCHED, MUST_BE_RIGHT, MAY_BE_PARTIAL].map((trust) => kindOf(partial, trust)),
    [OPEN, NONE, OPEN],
  );
  assert.equal(kindOf(broken.slice(0, 50), MUST_BE_RIGHT, good.length - 50), OPEN, 'not all of it is shown');
  const none = good.slice();
  none.set([0, 0], 26);
  assert.equal(kindOf(none, MUST_BE_RIGHT), OPEN, 'a sender may make none');
  for (const [what, at, value] of [
    ['a length below 8', 25, 7],
    ['a length beyond the packet', 25, 40],
    ['a total length beyond the packet', 3, 60],
    ['a total length within the header', 3, 19],
  ] as const) {
    assert.equal(kindOf(changed(good, { [at]: value }), MUST_BE_RIGHT), NONE, what);
  }
  assert.equal(kindOf(changed(good, { 25: 38 }), MUST_BE_RIGHT), OPEN, 'padding behind the datagram');
  assert.equal(kindOf(changed(good, { 6: 0x20, 24: 8 }), MUST_BE_RIGHT), OPEN, 'the first fragment of a long one');
});

test('ICMP errors: closed only by port unreachable from the host itself; half of the cookie', () => {
  const who = fc.constantFrom('host', 'router');
  fc.assert(
    fc.property(values, fc.constantFrom<3 | 11>(3, 11), fc.oneof(fc.constant(3), u8), who, (from, type, code, by) => {
      fc.pre(from.destination !== ROUTER);
      const sender = by === 'host' ? from.destination : ROUTER;
      const { kind, answer } = readWith(udp, errorAbout(patched(udp, DATAGRAM, from), type, code, sender));
      assert.equal(kind, type === 3 && code === 3 && by === 'host' ? CLOSED : FILTERED);
      assert.deepEqual(answer, {
        host: from.destination,
        port: from.destinationPort,
        ourAddress: from.source,
        ourPort: from.sourcePort,
        cookie: from.cookie & 0xffff,
        cookieMask: LOW_COOKIE,
        cookieSlack: 0,
        ttl: 64,
        window: 0,
        icmp: (type << 8) | code,
        icmpSource: sender,
        payloadAt: 0,
        payloadLength: 0,
      });
    }),
  );
});

test('a port unreachable, literally', () => {
  const header = '45000038000000004001' + '549d' + 'c6124d02c6124d01';
  const quoted = '4500001c123400004011' + '0000' + 'c6124d01c6124d02' + '9c41003500080000';
  const { kind, answer } = readWith(udp, Buffer.from(`${header}0303a2f300000000${quoted}`, 'hex'));
  assert.equal(kind, CLOSED);
  assert.deepEqual([answer.host, answer.port, answer.ourPort, answer.cookie], [0xc6124d02, 53, 40_001, 0x1234]);
});

test('what is no answer', () => {
  const datagram = datagramTo(OURS);
  const error = errorAbout(patched(udp, DATAGRAM, OURS), 3, 1, ROUTER);
  assert.equal(readWith(udp, datagram).kind, OPEN);
  assert.equal(readWith(udp, error).kind, FILTERED);
  const refused: [string, Uint8Array][] = [
    ['IPv6', changed(datagram, { 0: 0x65 })],
    ['an IPv4 header of 16 bytes', changed(datagram, { 0: 0x44 })],
    ['a later fragment', changed(datagram, { 7: 1 })],
    ['TCP', changed(datagram, { 9: 6 })],
    ['cut off', datagram.slice(0, 27)],
    ['an echo reply', changed(error, { 20: 0 })],
    ['a redirect', changed(error, { 20: 5 })],
    ['a quoted TCP segment', changed(error, { 37: 6 })],
    ['a quoted later fragment', changed(error, { 35: 9 })],
    ['a quote cut off', error.slice(0, 55)],
    ['nothing', NOTHING],
  ];
  for (const [what, packet] of refused) assert.equal(readWith(udp, packet).kind, NONE, what);
});
