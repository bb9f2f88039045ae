import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OUTGOING, TO_ANOTHER, TO_US } from '../../link/frames/tap.ts';
import { createPingPacket } from '../../probe/ping-packet.ts';
import * as arp from '../../wire/arp.ts';
import { readU16, writeU16 } from '../../wire/bytes.ts';
import { update16 } from '../../wire/checksum.ts';
import * as ethernet from '../../wire/ethernet.ts';
import * as icmp from '../../wire/icmp.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as tcp from '../../wire/tcp.ts';
import * as udp from '../../wire/udp.ts';
import { createBook, createTargetState } from '../book/book.ts';
import { createGroups } from '../book/groups.ts';
import { createProbeTable } from '../book/probe-table.ts';
import type { Path } from '../reach/paths.ts';
import type { PingEnd, PingEvent, PingResult, PingStray } from '../types.ts';
import { createReader, type ReaderOptions } from './reader.ts';

const US = 0xc6120001;
const THEM = 0xc6120002;
const STRANGER = 0xc6120063;
const PORT = 443;
const OURS = 40_000;
const TIMEOUT_MS = 1000;
const NOTHING = new Uint8Array(0);
const IP = 14;
const BODY = 34;

const path: Path = {
  kind: 'ethernet',
  interfaceIndex: 2,
  interfaceName: 'eth0',
  linkHeader: 14,
  source: US,
  sourceMac: new Uint8Array(6),
  nextHop: THEM,
  isGateway: false,
  mac: new Uint8Array(6),
  fixed: false,
  silentSince: 0,
};

/** A run of which two probes are out, with sequence numbers 1000 and 2000, at 0 and 100 ms. */
function createRun(options: Partial<ReaderOptions> = {}) {
  const method = options.method ?? 'tcp';
  const port = method === 'icmp' || method === 'arp' ? 0 : PORT;
  const table = createProbeTable(16);
  const target = createTargetState({ name: 'it', address: THEM, port }, path, '', 0);
  const events: PingEvent[] = [];
  const book = createBook(
    table,
    [target],
    { method, timeoutMs: TIMEOUT_MS, clock: 'kernel' },
    (event) => events.push(event),
    () => 0,
  );
  const fixed = {
    flags: tcp.SYN,
    payload: NOTHING,
    portBase: OURS,
    portCount: 16,
    epochSeconds: 100,
    monotonic: () => 1e9,
  };
  const reader = createReader({ method, ...fixed, ...options }, table, createGroups([target]), book);
  const probe = (key: number, sequence: number, sourcePort: number, sentAt: number): void => {
    const slot = table.add(key, sentAt);
    table.sequence[slot] = sequence;
    table.sourcePort[slot] = sourcePort;
    table.number[slot] = ++target.sent;
    table.leftAt[slot] = sentAt * 1000 + 7;
  };
  const show = (frame: Uint8Array, milliseconds: number, way = TO_US, unchecked = true): void => {
    const seconds = 100 + Math.floor(milliseconds / 1000);
    reader.packet(frame, 0, IP, frame.length, 0, way, seconds, Math.round((milliseconds % 1000) * 1e6), unchecked);
  };
  if (method === 'tcp') {
    probe(1000, 1000, OURS, 0);
    probe(2000, 2000, OURS + 1, 100);
  }
  const end = (): PingEnd => {
    book.end(target, false);
    return events.at(-1) as PingEnd;
  };
  const results = (): PingResult[] => events.filter((event) => event.type === 'ping');
  const strays = (): PingStray[] => events.filter((event) => event.type === 'ping-stray');
  return { table, book, reader, show, probe, end, results, strays };
}

interface Packet {
  readonly source?: number;
  readonly destination?: number;
  readonly protocol?: number;
}

/** An Ethernet frame around what `emit` writes. */
function frameOf({ source = THEM, destination = US, protocol = 6 }: Packet, emit: (bytes: Uint8Array) => number) {
  const bytes = new Uint8Array(300);
  writeU16(bytes, 12, ethernet.TYPE_IPV4);
  const length = emit(bytes);
  ipv4.emit(bytes, IP, {
    typeOfService: 0,
    identification: 0,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 57,
    protocol,
    source,
    destination,
    options: NOTHING,
    payloadLength: length,
  });
  return bytes.slice(0, BODY + length);
}

interface Segment extends Packet {
  readonly from?: number;
  readonly to?: number;
  readonly sequence?: number;
  readonly ack?: number;
  readonly flags?: number;
}

const SYN_ACK = tcp.SYN | tcp.ACK;
const RST_ACK = tcp.RST | tcp.ACK;

/** The right SYN-ACK to the first probe, unless something is said to be different. */
function segment(wanted: Segment = {}): Uint8Array {
  const {
    source = THEM,
    destination = US,
    from = PORT,
    to = OURS,
    sequence = 77,
    ack = 1001,
    flags = SYN_ACK,
  } = wanted;
  const numbers = { sequence, acknowledgement: ack, flags, window: 65160, urgentPointer: 0 };
  return frameOf(wanted, (bytes) =>
    tcp.emit(
      bytes,
      BODY,
      { sourcePort: from, destinationPort: to, ...numbers, options: [], payload: NOTHING },
      source,
      destination,
    ),
  );
}

/** The probe itself, as it leaves. */
function outgoing(sequence: number, sourcePort: number): Uint8Array {
  const packet = createPingPacket({
    ...{ protocol: 'tcp', syn: 'full', flags: tcp.SYN, ttl: 64, tos: 0, dontFragment: true, payload: NOTHING },
  });
  const bytes = new Uint8Array(IP + packet.length);
  writeU16(bytes, 12, ethernet.TYPE_IPV4);
  packet.prepare(bytes, IP);
  packet.patch(bytes, IP, US, THEM, sourcePort, PORT, sequence, 5);
  return bytes;
}

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

test('reader: an answer, with the time from the kernel’s to the kernel’s stamp', () => {
  const { show, results, end } = createRun();
  show(outgoing(1000, OURS), 0.5, OUTGOING);
  show(segment(), 0.713);
  assert.deepEqual(results(), [
    {
      ...{ type: 'ping', target: 'it', n: 1, src: '198.18.0.1', sport: OURS, dst: '198.18.0.2', dport: PORT },
      ...{ seq: 1000, ack: 1001, state: 'open', reason: 'syn-ack', from: null, ttl: 57, window: 65160, mac: null },
      rttMs: 0.213,
    },
  ]);
  assert.equal(end().clock, 'kernel');
});

test('reader: without a stamp of leaving our own reading has to do, and the summary says so', () => {
  const { show, results, end } = createRun();
  show(segment(), 0.307);
  assert.equal(results()[0].rttMs, 0.3);
  assert.equal(end().clock, 'kernel-receive');
});

test('reader: a RST with the right acknowledgement is closed; a sequence number at the end wraps', () => {
  const { show, results, probe } = createRun();
  show(segment({ flags: RST_ACK, sequence: 0 }), 1);
  probe(0xffffffff, 0xffffffff, OURS + 2, 200);
  show(segment({ ack: 0, to: OURS + 2 }), 201);
  assert.deepEqual(
    results().map(({ state, reason, n, ack }) => [state, reason, n, ack]),
    [
      ['closed', 'rst', 1, 1001],
      ['open', 'syn-ack', 3, 0],
    ],
  );
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

function errorAbout(
  probe: Uint8Array,
  type: 'destination-unreachable' | 'time-exceeded',
  code: number,
  source: number,
) {
  const quoted = probe.slice(IP, IP + 28);
  const message: icmp.Icmp = type === 'time-exceeded' ? { type, code, quoted } : { type, code, quoted, nextHopMtu: 0 };
  return frameOf({ source, protocol: 1 }, (bytes) => icmp.emit(bytes, BODY, message));
}

test('reader: an ICMP error that quotes a probe, with who sent it; one that quotes none is a stray', () => {
  const { show, results, strays, end } = createRun();
  show(errorAbout(outgoing(1000, OURS), 'time-exceeded', 0, STRANGER), 1);
  show(errorAbout(outgoing(2000, OURS + 1), 'destination-unreachable', 13, THEM), 101);
  show(errorAbout(outgoing(2001, OURS + 1), 'destination-unreachable', 3, THEM), 102);
  show(errorAbout(outgoing(2000, 50_000), 'destination-unreachable', 3, THEM), 102);
  assert.deepEqual(
    results().map(({ state, reason, from, rttMs }) => [state, reason, from, rttMs]),
    [
      ['time-exceeded', 'icmp-time-exceeded', '198.18.0.99', null],
      ['unreachable', 'icmp-admin-prohibited', '198.18.0.2', null],
    ],
  );
  assert.deepEqual(
    strays().map(({ reason }) => reason),
    ['icmp-unknown-probe'],
  );
  assert.deepEqual([end().received, end().lossPercent], [0, 100]);
});

test('reader: a probe with ACK is reset by sequence number; one with data by what it acknowledges', () => {
  const ack = createRun({ flags: tcp.ACK });
  ack.show(segment({ flags: tcp.RST, sequence: 1000, ack: 0 }), 1);
  assert.deepEqual([ack.results()[0].state, ack.results()[0].ack], ['closed', null]);
  const data = createRun({ payload: new Uint8Array(5) });
  data.show(segment({ flags: RST_ACK, ack: 1001 }), 1);
  data.show(segment({ flags: RST_ACK, ack: 1006 }), 1);
  data.show(segment({ to: OURS + 1, ack: 2001 }), 101);
  assert.deepEqual(
    data.results().map(({ state }) => state),
    ['closed', 'open'],
  );
  assert.deepEqual(data.end().strays, { 'rst-wrong-ack': 1 });
});

test('reader: UDP, by our port; the host’s own port unreachable is closed', () => {
  const { show, results, strays, probe } = createRun({ method: 'udp' });
  probe(OURS, 0, OURS, 0);
  probe(OURS + 1, 1, OURS + 1, 1);
  const datagram = (from: number, to: number, source = THEM): Uint8Array =>
    frameOf({ source, protocol: 17 }, (bytes) =>
      udp.emit(bytes, BODY, { sourcePort: from, destinationPort: to, payload: NOTHING }, source, US),
    );
  show(datagram(PORT + 1, OURS), 1);
  show(datagram(PORT, OURS, STRANGER), 1);
  show(datagram(PORT, OURS + 5), 1);
  show(datagram(PORT, OURS), 1);
  const probed = frameOf({ source: US, destination: THEM, protocol: 17 }, (bytes) =>
    udp.emit(bytes, BODY, { sourcePort: OURS + 1, destinationPort: PORT, payload: NOTHING }, US, THEM),
  );
  show(errorAbout(probed, 'destination-unreachable', 3, THEM), 2);
  assert.deepEqual(
    strays().map(({ reason }) => reason),
    ['wrong-port', 'wrong-address', 'not-asked'],
  );
  assert.deepEqual(
    results().map(({ state, reason, rttMs }) => [state, reason, rttMs !== null]),
    [
      ['open', 'udp-response', true],
      ['closed', 'icmp-port-unreachable', true],
    ],
  );
});

test('reader: ICMP echo, by identifier, number and data', () => {
  const data = Uint8Array.of(1, 2, 3);
  const { show, results, strays, probe } = createRun({ method: 'icmp', portBase: 4711, portCount: 1, payload: data });
  probe(9, 9, 4711, 0);
  const reply = (identifier: number, sequence: number, sent: Uint8Array, source = THEM): Uint8Array =>
    frameOf({ source, protocol: 1 }, (bytes) =>
      icmp.emit(bytes, BODY, { type: 'echo-reply', identifier, sequence, data: sent }),
    );
  show(reply(4712, 9, data), 1); // another ping's
  show(reply(4711, 8, data), 1);
  show(reply(4711, 9, data, STRANGER), 1);
  show(reply(4711, 9, Uint8Array.of(1, 2, 4)), 1);
  show(reply(4711, 9, data), 1);
  assert.deepEqual(
    strays().map(({ reason }) => reason),
    ['wrong-sequence', 'wrong-address', 'wrong-data'],
  );
  assert.deepEqual(
    results().map(({ state, reason, seq, sport }) => [state, reason, seq, sport]),
    [['up', 'echo-reply', 9, 0]],
  );
});

test('reader: ARP, with the link address', () => {
  const { show, results, strays, probe } = createRun({ method: 'arp' });
  probe(0, 0, 0, 0);
  const mac = Uint8Array.of(2, 0, 0x5e, 0, 0x53, 1);
  const reply = (sender: number, target: number): Uint8Array => {
    const bytes = new Uint8Array(42);
    writeU16(bytes, 12, ethernet.TYPE_ARP);
    const hosts = { senderMac: mac, senderAddress: sender, targetMac: mac, targetAddress: target };
    arp.emit(bytes, IP, { operation: arp.REPLY, ...hosts });
    return bytes;
  };
  show(reply(STRANGER, US), 1);
  show(reply(THEM, STRANGER), 1);
  show(reply(THEM, US), 1);
  assert.deepEqual(strays(), []);
  assert.deepEqual(
    results().map(({ state, reason, mac: seen }) => [state, reason, seen]),
    [['up', 'arp-reply', '02:00:5e:00:53:01']],
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
