import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OUTGOING, TO_ANOTHER, TO_US } from '../../link/frames/tap.ts';
import { readU16, writeU16 } from '../../wire/bytes.ts';
import { update16 } from '../../wire/checksum.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as tcp from '../../wire/tcp.ts';
import {
  BODY,
  createRun,
  errorAbout,
  IP,
  OURS,
  outgoing,
  RST_ACK,
  STRANGER,
  segment,
  THEM,
} from './reader.test-data.ts';

test('a clock that was set between the two stamps makes no round-trip time', () => {
  for (const [stamp, rttMs] of [
    [25.007, 25],
    [-3_600_000, null], // set back by an hour
    [3_600_000, null], // and forward
    [33, null],
  ] as const) {
    const { show, results } = createRun({ monotonic: () => 30 });
    show(segment({}), stamp);
    const [result] = results();
    assert.deepEqual([result.state, result.rttMs], ['open', rttMs]);
  }
});

/** The first part of a packet that was cut into several. */
function fragment(): Uint8Array {
  const frame = segment();
  const field = IP + ipv4.OFFSET.flagsAndFragment;
  const before = readU16(frame, field);
  writeU16(frame, field, before | 0x2000);
  const checksum = IP + ipv4.OFFSET.checksum;
  writeU16(frame, checksum, update16(readU16(frame, checksum), before, before | 0x2000));
  return frame;
}

const REFUSED: readonly [what: string, frame: Uint8Array, reason: string][] = [
  ['another acknowledgement', segment({ ack: 1002 }), 'wrong-ack'],
  ['the sequence number itself acknowledged', segment({ ack: 1000 }), 'wrong-ack'],
  ['from another address', segment({ source: STRANGER }), 'wrong-address'],
  ['from another port', segment({ from: 80 }), 'wrong-port'],
  ['to another port of ours', segment({ to: OURS + 1 }), 'wrong-port'],
  ['to a port that is not ours', segment({ to: 50_000 }), 'wrong-port'],
  ['a RST with another acknowledgement', segment({ flags: RST_ACK, ack: 1002 }), 'rst-wrong-ack'],
  ['a RST without one', segment({ flags: tcp.RST, sequence: 1001 }), 'rst-wrong-ack'],
  ['an ACK', segment({ flags: tcp.ACK }), 'not-syn-ack'],
  ['a SYN', segment({ flags: tcp.SYN }), 'not-syn-ack'],
  ['data', segment({ flags: tcp.ACK | tcp.PSH }), 'not-syn-ack'],
  ['a fragment', fragment(), 'fragment'],
  ['a frame that ends in the TCP header', segment().slice(0, BODY + 12), 'truncated'],
];

for (const [what, frame, reason] of REFUSED) {
  test(`reader: ${what} is a stray: ${reason}`, () => {
    const { show, results, strays, end, table } = createRun();
    show(frame, 1);
    assert.deepEqual(results(), []);
    assert.deepEqual(
      strays().map(({ kind, reason: said }) => [kind, said]),
      [['stray', reason]],
    );
    assert.equal(table.waiting, 2);
    assert.deepEqual([end().strays, end().received, end().rttMs], [{ [reason]: 1 }, 0, null]);
  });
}

test('reader: a wrong checksum is a stray, unless the kernel vouches for the packet', () => {
  const { show, results, strays } = createRun();
  const frame = segment();
  frame[BODY + tcp.OFFSET.checksum] ^= 1;
  show(frame, 1);
  assert.deepEqual([results().length, strays()[0].reason], [0, 'bad-checksum']);
  const header = segment();
  header[IP + ipv4.OFFSET.ttl] ^= 1;
  show(header, 1, TO_US, false);
  assert.deepEqual([results().length, strays()[1].reason], [0, 'bad-checksum']);
  show(frame, 1, TO_US, false);
  assert.equal(results().length, 1);
});

test('reader: what is not for this run is nobody’s stray', () => {
  const { show, results, strays } = createRun();
  show(segment({ to: 50_000, ack: 5 }), 1); // another program's connection
  show(segment({ flags: RST_ACK, to: 50_000, ack: 5 }), 1);
  show(segment({ destination: STRANGER }), 1); // to another host
  show(segment(), 1, TO_ANOTHER);
  show(segment(), 1, OUTGOING);
  show(outgoing(1000, OURS), 1); // our own probe, as loopback shows it
  assert.deepEqual([results(), strays()], [[], []]);
});

test('reader: again, too late, and overtaken: each counted apart, none in the figures but what counts', () => {
  const { show, results, strays, end, probe } = createRun();
  probe(3000, 3000, OURS + 2, 150);
  show(segment({ to: OURS + 1, ack: 2001 }), 100.507);
  show(segment({ to: OURS + 1, ack: 2001 }), 101.007);
  show(segment(), 102);
  show(segment({ to: OURS + 2, ack: 3001 }), 1151);
  show(segment({ to: OURS + 2, ack: 3001 }), 1152);
  assert.deepEqual(
    results().map(({ n, state, rttMs }) => [n, state, rttMs]),
    [
      [2, 'open', 0.5],
      [1, 'open', null],
      [3, 'no-answer', null],
    ],
  );
  assert.deepEqual(
    strays().map(({ kind, n, rttMs }) => [kind, n, rttMs]),
    [
      ['duplicate', 2, 1],
      ['out-of-order', 1, 101.993],
      ['late', 3, 1000.993],
      ['duplicate', 3, 1001.993],
    ],
  );
  const { sent, received, lossPercent, duplicates, late, outOfOrder, rttMs } = end();
  assert.deepEqual([sent, received, lossPercent, duplicates, late, outOfOrder], [3, 2, 33.3333, 2, 1, 1]);
  assert.deepEqual([rttMs?.min, rttMs?.max], [0.5, 0.5]);
});

test('reader: after the timeout was told, an answer is late', () => {
  const { show, results, strays, book, table } = createRun();
  book.giveUp(table.find(1000), 'no-answer', 'no-response');
  show(segment(), 1500);
  assert.deepEqual([results().length, strays()[0].kind, strays()[0].n], [1, 'late', 1]);
});

test('reader: across a step of the clock no round trip is told', () => {
  const { show, results, reader } = createRun();
  reader.steppedAt = 50;
  show(segment(), 0.5);
  show(segment({ to: OURS + 1, ack: 2001 }), 100.507);
  assert.deepEqual(
    results().map(({ state, rttMs }) => [state, rttMs]),
    [
      ['open', null],
      ['open', 0.5],
    ],
  );
});

test('reader: an answer with any one byte changed, or cut anywhere, answers no probe', () => {
  const frame = segment();
  fc.assert(
    fc.property(fc.integer({ min: IP, max: frame.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, difference) => {
      const changed = frame.slice();
      changed[at] ^= difference;
      const { show, results } = createRun();
      show(changed, 1);
      show(frame.slice(0, at), 1);
      assert.deepEqual(results(), []);
      show(frame, 1);
      assert.equal(results().length, 1);
    }),
  );
});

test('reader: any bytes whatever never throw', () => {
  const start = fc.constantFrom(
    segment(),
    outgoing(1000, OURS),
    errorAbout(outgoing(1000, OURS), 'time-exceeded', 0, THEM),
    new Uint8Array(100),
  );
  const change = fc.tuple(fc.nat(90), fc.nat(255));
  const method = fc.constantFrom('tcp' as const, 'udp' as const, 'icmp' as const, 'arp' as const);
  fc.assert(
    fc.property(method, start, fc.array(change), fc.nat(90), fc.boolean(), (asked, frame, changes, length, checked) => {
      const { show, table } = createRun({ method: asked });
      const bytes = frame.slice(0, Math.max(IP, length));
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      show(bytes, 1, TO_US, checked);
      show(bytes, 1, OUTGOING, checked);
      assert.ok(table.waiting <= 2);
    }),
  );
});
