import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as codec from '../wire/icmp.ts';
import * as ipv4 from '../wire/ipv4.ts';
import { u8 } from '../wire/values.test-data.ts';
import { FILTERED, LOW_COOKIE, NONE, OPEN, WHOLE_COOKIE } from './answer.ts';
import { changed, patched, readWith, type Values, values } from './form.test-data.ts';
import { ECHO, icmpEcho } from './icmp-echo.ts';

const NOTHING = new Uint8Array(0);
const OURS = {
  source: 0xc6124d01,
  destination: 0xc6124d02,
  sourcePort: 40_001,
  destinationPort: 0,
  cookie: 0xabcd1234,
};
const ROUTER = 0xc6330001;

function ipHeader(source: number, destination: number, payloadLength: number): ipv4.Ipv4 {
  const fragment = { dontFragment: true, moreFragments: false, fragmentOffset: 0 };
  const fixed = { typeOfService: 0, identification: 0, ttl: 64, options: NOTHING, protocol: ipv4.PROTOCOL_ICMP };
  return { ...fixed, ...fragment, source, destination, payloadLength };
}

function cookieBytes({ cookie }: Values): Uint8Array {
  return Uint8Array.of(cookie >>> 24, cookie >>> 16, cookie >>> 8, cookie);
}

test('an echo request, literally: the cookie is the payload, its half the sequence number', () => {
  const hex = '4500002000004000400114b5' + 'c6124d01c6124d02' + '0800' + '8b88' + '9c411234' + 'abcd1234';
  assert.equal(Buffer.from(patched(icmpEcho, ECHO, OURS)).toString('hex'), hex);
});

test('byte for byte what the codecs make', () => {
  fc.assert(
    fc.property(values, (from) => {
      const bytes = new Uint8Array(32);
      const echo = { type: 'echo', identifier: from.sourcePort, sequence: from.cookie & 0xffff } as const;
      codec.emit(bytes, 20, { ...echo, data: cookieBytes(from) });
      ipv4.emit(bytes, 0, ipHeader(from.source, from.destination, 12));
      assert.deepEqual(patched(icmpEcho, ECHO, from), bytes);
    }),
    { numRuns: 500 },
  );
});

function replyTo(from: Values, more = NOTHING): Uint8Array {
  const bytes = new Uint8Array(120);
  const data = Uint8Array.from([...cookieBytes(from), ...more]);
  const reply = { type: 'echo-reply', identifier: from.sourcePort, sequence: from.cookie & 0xffff, data } as const;
  const length = codec.emit(bytes, 20, reply);
  ipv4.emit(bytes, 0, { ...ipHeader(from.destination, from.source, length), ttl: 57 });
  return bytes.slice(0, 20 + length);
}

function errorAbout(quoted: Uint8Array, type: 3 | 11, code: number): Uint8Array {
  const bytes = new Uint8Array(200);
  const message: codec.Icmp =
    type === 11
      ? { type: 'time-exceeded', code, quoted }
      : { type: 'destination-unreachable', code, nextHopMtu: 0, quoted };
  const length = codec.emit(bytes, 20, message);
  ipv4.emit(bytes, 0, ipHeader(ROUTER, OURS.source, length));
  return bytes.slice(0, 20 + length);
}

const about = (from: Values) => ({
  host: from.destination,
  port: 0,
  ourAddress: from.source,
  ourPort: from.sourcePort,
  window: 0,
  cookieSlack: 0,
  payloadAt: 0,
  payloadLength: 0,
});

test('an echo reply: the host is there, and it shows the whole cookie', () => {
  fc.assert(
    fc.property(values, fc.uint8Array({ maxLength: 40 }), (from, more) => {
      assert.deepEqual(readWith(icmpEcho, replyTo(from, more)), {
        kind: OPEN,
        answer: { ...about(from), cookie: from.cookie, cookieMask: WHOLE_COOKIE, ttl: 57, icmp: 0, icmpSource: 0 },
      });
    }),
  );
});

test('ICMP errors that quote the request, whole or its first eight bytes: half of the cookie', () => {
  const lengths = fc.integer({ min: 28, max: 32 });
  fc.assert(
    fc.property(values, fc.constantFrom<3 | 11>(3, 11), u8, lengths, (from, type, code, length) => {
      const packet = errorAbout(patched(icmpEcho, ECHO, from).slice(0, length), type, code);
      const cookie = { cookie: from.cookie & 0xffff, cookieMask: LOW_COOKIE };
      assert.deepEqual(readWith(icmpEcho, packet), {
        kind: FILTERED,
        answer: { ...about(from), ...cookie, ttl: 64, icmp: (type << 8) | code, icmpSource: ROUTER },
      });
    }),
  );
});

function broken(packet: Uint8Array, at: number): Uint8Array {
  const copy = packet.slice();
  copy[at] ^= 1;
  return copy;
}

test('what is no answer', () => {
  const reply = replyTo(OURS);
  const error = errorAbout(patched(icmpEcho, ECHO, OURS), 3, 1);
  assert.equal(readWith(icmpEcho, reply).kind, OPEN);
  assert.equal(readWith(icmpEcho, error).kind, FILTERED);
  const refused: [string, Uint8Array][] = [
    ['our own request', patched(icmpEcho, ECHO, OURS)],
    ['IPv6', changed(reply, { 0: 0x65 })],
    ['a later fragment', changed(reply, { 7: 1 })],
    ['TCP', changed(reply, { 9: 6 })],
    ['a wrong checksum', broken(reply, 25)],
    ['an error with a wrong checksum', broken(error, 25)],
    ['a first fragment', changed(reply, { 6: 0x20 })],
    ['a reply without its payload', reply.slice(0, 31)],
    ['a redirect', changed(error, { 20: 5 })],
    ['a quoted datagram', changed(error, { 37: 17 })],
    ['a quoted echo reply', changed(error, { 48: 0 })],
    ['a quoted later fragment', changed(error, { 35: 9 })],
    ['a quote cut off', error.slice(0, 55)],
    ['nothing', NOTHING],
  ];
  for (const [what, packet] of refused) assert.equal(readWith(icmpEcho, packet).kind, NONE, what);
});
