// Signs of life, each as the codecs make it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeU16, writeU32 } from '../wire/bytes.ts';
import * as ipv4 from '../wire/ipv4.ts';
import * as tcp from '../wire/tcp.ts';
import { FILTERED, LOW_COOKIE, NO_COOKIE, NONE, OPEN, SHOWS_RST, WHOLE_COOKIE } from './answer.ts';
import { discover } from './discover.ts';
import { patched, readWith, seal, type Values, values } from './form.test-data.ts';
import type { ProbeForm } from './probe.ts';
import { ECHO_WAY, findWay, LAST_SYN_WAY, OTHER_WAYS, wayOf } from './ways.ts';

const ROUTER = 0xc6330001;
const NOTHING = new Uint8Array(0);

const formFor = (way: number): ProbeForm => discover.forms[discover.formOf(way, 0, false)];
const probe = (way: number, from: Values): Uint8Array =>
  patched(discover, formFor(way), { ...from, destinationPort: way });

function packet(protocol: number, source: number, destination: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(20 + body.length);
  const fragment = { dontFragment: true, moreFragments: false, fragmentOffset: 0 };
  const fixed = { typeOfService: 0, identification: 0, ttl: 57, options: NOTHING, protocol };
  ipv4.emit(bytes, 0, { ...fixed, ...fragment, source, destination, payloadLength: body.length });
  bytes.set(body, 20);
  return seal(bytes);
}

function segment(from: Values, port: number, flags: number, sequence: number, acknowledgement: number): Uint8Array {
  const body = new Uint8Array(20);
  const numbers = { sequence, acknowledgement, flags, window: 1000, urgentPointer: 0, options: [], payload: NOTHING };
  tcp.emit(body, 0, { sourcePort: port, destinationPort: from.sourcePort, ...numbers }, 0, 0);
  return packet(6, from.destination, from.source, body);
}

/** The message that came, sent back as another type. */
function reply(sent: Uint8Array, type: number, from: Values): Uint8Array {
  const body = sent.slice(20);
  body[0] = type;
  return packet(1, from.destination, from.source, body);
}

function error(quoted: Uint8Array, code: number, sender: number, from: Values): Uint8Array {
  const body = new Uint8Array(8 + 28);
  body[0] = 3;
  body[1] = code;
  body.set(quoted.slice(0, 28), 8);
  return packet(1, sender, from.source, body);
}

function datagram(from: Values, port: number): Uint8Array {
  const body = new Uint8Array(12);
  writeU16(body, 0, port);
  writeU16(body, 2, from.sourcePort);
  writeU16(body, 4, 12);
  writeU32(body, 8, 0x01020304);
  return packet(17, from.destination, from.source, body);
}

const { upBy } = discover.meaning;
const reason = (way: number, sign: number) => upBy?.(way, sign);
const WAYS = [ECHO_WAY, 1, 443, LAST_SYN_WAY, ...OTHER_WAYS.map((_, index) => wayOf(index))];
/** Where it is not one of ours, an address of documentation. */
const some = values.map((each) => ({ ...each, source: 0xc6120001, destination: 0xc6130007 }));

test('replies: which way was answered, by whom, with what of the cookie, and what it is called', () => {
  const mask = findWay('mask');
  const timestamp = findWay('timestamp');
  fc.assert(
    fc.property(some, (from) => {
      const { cookie } = from;
      const low = cookie & 0xffff;
      const cases: readonly [Uint8Array, number, number, number, string][] = [
        [reply(probe(0, from), 0, from), 0, cookie, WHOLE_COOKIE, 'echo-reply'],
        [reply(probe(timestamp, from), 14, from), timestamp, cookie, WHOLE_COOKIE, 'timestamp-reply'],
        [reply(probe(mask, from), 18, from), mask, low, LOW_COOKIE, 'mask-reply'],
        [segment(from, 443, 0x12, 7, (cookie + 1) >>> 0), 443, cookie, WHOLE_COOKIE, 'syn-ack'],
        [segment(from, 22, 0x14, 0, (cookie + 1) >>> 0), 22, cookie, WHOLE_COOKIE, 'rst'],
        [segment(from, 80, 0x04, cookie, 0), findWay('ack', 80), cookie, WHOLE_COOKIE, 'rst'],
        [datagram(from, 53), findWay('udp', 53), 0, NO_COOKIE, 'udp-response'],
      ];
      for (const [bytes, way, proof, proofMask, called] of cases) {
        const { kind, answer } = readWith(discover, bytes);
        assert.equal(kind, OPEN, called);
        const { host, port, ourAddress, ourPort } = answer;
        assert.deepEqual(
          [host, ourAddress, ourPort, port],
          [from.destination, from.source, from.sourcePort, way],
          called,
        );
        assert.deepEqual([answer.cookie, answer.cookieMask, answer.ttl], [proof, proofMask, 57], called);
        assert.equal(reason(port, answer.icmp), called);
      }
    }),
  );
});

test('an address mask reply tells the mask', () => {
  fc.assert(
    fc.property(some, fc.nat(0xffffffff), (from, told) => {
      const message = reply(probe(findWay('mask'), from), 18, from);
      writeU32(message, 20 + 8, told);
      const { kind, answer } = readWith(discover, seal(message));
      assert.deepEqual([kind, answer.icmp, answer.icmpSource >>> 0], [OPEN, 0, told]);
    }),
  );
});

test('ICMP errors: of the host itself a sign of life, of a router none; all but the ACK shows that it was ours', () => {
  fc.assert(
    fc.property(some, fc.constantFrom(...WAYS), fc.constantFrom(1, 3, 10, 13), (from, way, code) => {
      const quoted = probe(way, from);
      for (const sender of [from.destination, ROUTER]) {
        const { kind, answer } = readWith(discover, error(quoted, code, sender, from));
        if (way === findWay('ack', 80) || way === findWay('ack', 443)) continue; // its sequence number is no cookie: a stray
        assert.equal(kind, sender === ROUTER ? FILTERED : OPEN);
        assert.deepEqual([answer.host, answer.port, answer.ourPort], [from.destination, way, from.sourcePort]);
        assert.equal((answer.cookie ^ from.cookie) & answer.cookieMask, 0);
        assert.ok(answer.cookieMask !== NO_COOKIE);
        assert.equal(answer.icmp, 0x300 | code);
      }
    }),
  );
});

test('what is no sign of life', () => {
  const from: Values = {
    source: 0xc6120001,
    destination: 0xc6130007,
    sourcePort: 40_001,
    destinationPort: 0,
    cookie: 77,
  };
  const refused: readonly [string, Uint8Array][] = [
    ...WAYS.map((way): [string, Uint8Array] => [`our own probe ${way}`, probe(way, from)]),
    ['a RST without ACK from a port that no ACK asks', segment(from, 81, 0x04, 77, 0)],
    ['a lone ACK', segment(from, 80, 0x10, 77, 78)],
    ['a datagram from another port', datagram(from, 54)],
    ['a SYN-ACK from a port whose number means another way', segment(from, LAST_SYN_WAY + 1, 0x12, 1, 78)],
    ['a SYN-ACK from port 0, which means echo', segment(from, 0, 0x12, 1, 78)],
    [
      'a timestamp reply cut short',
      packet(1, from.destination, from.source, Uint8Array.of(14, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    ],
    ['a redirect', reply(probe(0, from), 5, from)],
    ['an error about a message that we never send', error(reply(probe(0, from), 15, from), 1, ROUTER, from)],
  ];
  for (const [what, bytes] of refused) assert.equal(readWith(discover, bytes).kind, NONE, what);
  assert.equal(reason(22, SHOWS_RST), 'rst');
});
