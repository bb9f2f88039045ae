// Both programs in the kernel, on frames given to them, against the TypeScript of the raw engine. Needs root; nothing is
// attached and nothing is sent.
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { test as plainTest } from 'node:test';
import { available } from '../../../lab/available.ts';
import { loadProgram, testRun, XDP } from '../../link/bpf.ts';
import { seal } from '../../probe/form.test-data.ts';
import { BARE_SYN, MSS_SYN } from '../../probe/tcp-syn.ts';
import type { Range } from '../../target/ranges.ts';
import { contains } from '../../target/ranges.ts';
import { writeU16, writeU32 } from '../../wire/bytes.ts';
import type { Segment } from '../order/host-table.test-data.ts';
import { addressOfHost } from '../order/host-table.ts';
import { createListCursor, createWalkCursor } from '../order/order.ts';
import { CLOSED, FILTERED, get, OPEN, UNANSWERED } from '../state/ledger.ts';
import { EVENT_HOST_UP, EVENT_ICMP, EVENT_OPEN } from '../state/shared-state.ts';
import { generatorWord, WORD } from './layout.ts';
import { readWord, writeWord } from './memory.ts';
import { expectedFrame, framesOf, PORT_BASE, PORTS, prepare, prepareReceiver, SEGMENTS } from './programs.test-data.ts';
import { FRAME_LENGTH, frameLength } from './transmit/plan.ts';
import { transmitProgram } from './transmit/program.ts';

const { missing } = await available();

function test(name: string, body: () => void): void {
  plainTest(name, { skip: missing ?? false }, body);
}

for (const [name, segments, ports, excluded, shards] of [
  ['one run of hosts, all ports of a run', SEGMENTS.slice(0, 1), [20, 21, 22, 23, 24], [], 1],
  ['several hops, ports with holes', SEGMENTS, PORTS, [], 1],
  [
    'exclusions that are among the hosts after all',
    SEGMENTS,
    PORTS,
    [
      [0xc6130003, 0xc6130004],
      [0xc6130020, 0xc6130041],
      [0xc6140000, 0xc6140001],
    ],
    1,
  ],
  ['the last of three shards', SEGMENTS, PORTS, [], 3],
] as [string, readonly Segment[], number[], Range[], number][]) {
  test(`xdp transmit program: ${name}: every frame and every book as the raw engine's`, () => {
    const scan = prepare(segments, ports, excluded, shards);
    const loaded = loadProgram(transmitProgram({ ...scan.plan, pass: 1, listLength: null }), 'xdp');
    const expected: string[] = [];
    const sent = new Uint32Array(scan.setup.table.hosts);
    let hits = 0;
    const cursor = createWalkCursor(scan.setup);
    while (cursor.advance()) {
      if (contains(excluded, addressOfHost(scan.setup.table, cursor.host))) {
        hits++;
        continue;
      }
      expected.push(expectedFrame(scan, BARE_SYN, cursor.host, cursor.portIndex, 1).toString('hex'));
      sent[cursor.host]++;
    }
    assert.deepEqual(framesOf(scan, loaded), expected);
    assert.deepEqual([...scan.state.hosts.sent], [...sent]);
    assert.equal(readWord(scan.words, generatorWord(0, 'sent')), expected.length);
    assert.equal(readWord(scan.words, generatorWord(0, 'excludedHits')), hits);
    assert.equal(readWord(scan.words, WORD.cursor), scan.probes + 1);
    assert.equal(
      scan.state.bins.frames.reduce((sum, each) => sum + each, 0),
      expected.length,
    );
    loaded.close();
    scan.memory.close();
  });
}

test('xdp transmit program: three at once take every place once, in the order of the one', () => {
  const scan = prepare(SEGMENTS, PORTS);
  const programs = [0, 1, 2].map((generator) => {
    writeWord(scan.words, generatorWord(generator, 'limit'), 2 ** 32 - 1);
    return loadProgram(transmitProgram({ ...scan.plan, generator, generators: 3, pass: 1, listLength: null }), 'xdp');
  });
  const frames: string[] = [];
  const isDone = (generator: number) => readWord(scan.words, generatorWord(generator, 'done')) === 1;
  for (let turn = 0; ![0, 1, 2].every(isDone); turn++) {
    assert.ok(turn < 100_000, 'the order ends');
    const { result, output } = testRun(programs[randomInt(3)], Buffer.alloc(FRAME_LENGTH, 0xa5));
    if (result === XDP.redirect) frames.push(output.toString('hex'));
  }
  const expected: string[] = [];
  const cursor = createWalkCursor(scan.setup);
  while (cursor.advance()) {
    expected.push(expectedFrame(scan, BARE_SYN, cursor.host, cursor.portIndex, 1).toString('hex'));
  }
  assert.deepEqual(frames, expected);
  const shares = [0, 1, 2].map((generator) => readWord(scan.words, generatorWord(generator, 'sent')));
  assert.ok(shares.every((share) => share > 0));
  assert.equal(shares[0] + shares[1] + shares[2], scan.probes);
  assert.deepEqual(
    [...scan.state.hosts.sent],
    Array.from({ length: scan.setup.table.hosts }, () => PORTS.length),
  );
  for (const each of programs) each.close();
  scan.memory.close();
});

test('xdp transmit program: where there is no wire, no byte more than the probe has', () => {
  const scan = prepare(SEGMENTS, PORTS);
  const plan = { ...scan.plan, padded: false, pass: 1, listLength: null };
  const length = frameLength(plan);
  assert.equal(length, 14 + BARE_SYN.template.length);
  assert.equal(frameLength({ ...plan, pass: 2 }), 14 + MSS_SYN.template.length);
  assert.equal(frameLength({ ...plan, padded: true }), FRAME_LENGTH);
  const loaded = loadProgram(transmitProgram(plan), 'xdp');
  const cursor = createWalkCursor(scan.setup);
  cursor.advance();
  const expected = expectedFrame(scan, BARE_SYN, cursor.host, cursor.portIndex, 1).subarray(0, length);
  assert.equal(testRun(loaded, Buffer.alloc(length, 0xa5)).output.toString('hex'), expected.toString('hex'));
  loaded.close();
  scan.memory.close();
});

test('xdp transmit program: a list: its own order, the longer form, and nothing that is answered by now', () => {
  const scan = prepare(SEGMENTS, PORTS);
  const list = Uint32Array.from({ length: 100 }, (_, k) => 2 * k);
  new Uint32Array(scan.view, scan.regions.list, list.length).set(list);
  for (const index of [0, 34, 198]) scan.state.ledger[index >>> 4] |= CLOSED << ((index & 15) << 1);
  const loaded = loadProgram(transmitProgram({ ...scan.plan, pass: 18, listLength: list.length }), 'xdp');
  const expected: string[] = [];
  const cursor = createListCursor(scan.setup, list, 18);
  while (cursor.advance()) {
    if (get(scan.state.ledger, list[cursor.place]) !== UNANSWERED) continue;
    expected.push(expectedFrame(scan, MSS_SYN, cursor.host, cursor.portIndex, 18).toString('hex'));
  }
  assert.equal(expected.length, 97);
  assert.deepEqual(framesOf(scan, loaded), expected);
  assert.equal(
    scan.state.hosts.sent.reduce((sum, each) => sum + each, 0),
    100,
  );
  loaded.close();
  scan.memory.close();
});

test('xdp transmit program: no frame beyond the limit, none before its time, few to a host with a rate of its own', () => {
  const scan = prepare(SEGMENTS, PORTS);
  const loaded = loadProgram(transmitProgram({ ...scan.plan, pass: 1, listLength: null }), 'xdp');
  const runs = (count: number): number => {
    const before = readWord(scan.words, generatorWord(0, 'sent'));
    for (let k = 0; k < count; k++) testRun(loaded, Buffer.alloc(FRAME_LENGTH));
    return readWord(scan.words, generatorWord(0, 'sent')) - before;
  };
  writeWord(scan.words, generatorWord(0, 'limit'), 7);
  assert.equal(runs(20), 7);
  assert.equal(readWord(scan.words, WORD.cursor), 7);
  writeWord(scan.words, generatorWord(0, 'limit'), 2 ** 32 - 1);
  // An hour to the next frame: one goes, and then none.
  const hour = new BigUint64Array(scan.view, scan.regions.state, generatorWord(1, 'sent'));
  hour[generatorWord(0, 'interval')] = 3_600_000_000_000n;
  assert.equal(runs(20), 1);
  hour[generatorWord(0, 'interval')] = 0n;
  hour[generatorWord(0, 'next')] = 0n;
  scan.state.hosts.gap.fill(3_600_000_000);
  // Four gaps' worth may come together, and one more.
  assert.ok(runs(scan.probes) <= 5 * scan.setup.table.hosts);
  assert.ok(readWord(scan.words, generatorWord(0, 'deferred')) > 0);
  loaded.close();
  scan.memory.close();
});

/** What a host sends back to a probe. */
function answerTo(probe: Uint8Array, flags: number, change: (bytes: Buffer) => void = () => {}): Buffer {
  const from = Buffer.from(probe);
  const bytes = Buffer.alloc(FRAME_LENGTH);
  bytes.set(from.subarray(6, 12), 0);
  bytes.set(from.subarray(0, 6), 6);
  bytes.set(Buffer.from('0800450000280000400040060000', 'hex'), 12);
  bytes.set(from.subarray(30, 34), 26);
  bytes.set(from.subarray(26, 30), 30);
  bytes.set(from.subarray(36, 38), 34);
  bytes.set(from.subarray(34, 36), 36);
  writeU32(bytes, 42, (from.readUInt32BE(38) + 1) >>> 0);
  bytes[46] = 0x50;
  bytes[47] = flags;
  writeU16(bytes, 48, 1234);
  change(bytes);
  return seal(bytes, 14);
}

function icmpTo(probe: Uint8Array, type: number, code: number, from: number): Buffer {
  const bytes = Buffer.alloc(14 + 20 + 8 + 28);
  bytes.set(Buffer.from('0800450000380000400040010000', 'hex'), 12);
  writeU32(bytes, 26, from);
  bytes.set(probe.subarray(26, 30), 30);
  bytes[34] = type;
  bytes[35] = code;
  bytes.set(probe.subarray(14, 42), 42);
  return seal(bytes, 14);
}

const SYN_ACK = 0x12;
const RST_ACK = 0x14;

test('xdp receive program: SYN-ACKs, RSTs and ICMP errors: ledger, counters, events, and what the kernel still gets', () => {
  const scan = prepareReceiver();
  const { table } = scan.setup;
  const last = table.hosts - 1;
  assert.equal(scan.take(answerTo(scan.probe(last, 2), SYN_ACK)), XDP.pass);
  assert.equal(scan.state2(last, 2), OPEN);
  assert.deepEqual(scan.event(), [EVENT_OPEN, last, 80, (64 << 16) | 1234, 0, 0, 0]);
  assert.equal(scan.take(answerTo(scan.probe(last, 3), RST_ACK)), XDP.drop);
  assert.equal(scan.state2(last, 3), CLOSED);
  assert.equal(scan.event(), null);
  assert.equal(scan.take(answerTo(scan.probe(0, 0), RST_ACK)), XDP.drop);
  assert.deepEqual(scan.event()?.slice(0, 3), [EVENT_HOST_UP, 0, 1]);
  const router = 0xc6120002;
  assert.equal(scan.take(icmpTo(scan.probe(5, 8), 3, 13, router)), XDP.pass);
  assert.equal(scan.state2(5, 8), FILTERED);
  assert.deepEqual(scan.event(), [EVENT_ICMP, 5, 65_535, 64 << 16, 0, (3 << 8) | 13, router]);
  assert.deepEqual([scan.word('open'), scan.word('closed'), scan.word('filtered'), scan.word('hostsUp')], [1, 2, 1, 2]);
  // Again: duplicates. But a port that answers after all outweighs what a router said, and is counted as one answer.
  assert.equal(scan.take(answerTo(scan.probe(last, 3), RST_ACK)), XDP.drop);
  assert.equal(scan.take(answerTo(scan.probe(last, 2), RST_ACK)), XDP.drop);
  assert.equal(scan.take(answerTo(scan.probe(5, 8), SYN_ACK)), XDP.pass);
  assert.deepEqual([scan.state2(last, 3), scan.state2(last, 2), scan.state2(5, 8)], [CLOSED, OPEN, OPEN]);
  assert.deepEqual([scan.word('duplicates'), scan.word('open'), scan.word('filtered')], [2, 2, 0]);
  assert.equal(readWord(scan.words, WORD.answeredByPass + 1), 4);
  assert.deepEqual([scan.state.hosts.open[5], scan.state.hosts.filtered[5]], [1, 0]);
  // Of an earlier pass: counted for it, and late.
  assert.equal(scan.take(answerTo(scan.probe(1, 1, 7), RST_ACK)), XDP.drop);
  assert.deepEqual([scan.word('late'), readWord(scan.words, WORD.answeredByPass + 7)], [1, 1]);
  scan.close();
});

test('xdp receive program: a probe that was sent has a round-trip time, and its bin an answer', () => {
  const scan = prepareReceiver();
  const sender = loadProgram(transmitProgram({ ...scan.plan, pass: 1, listLength: null }), 'xdp');
  scan.state.hosts.open.fill(1); // all talk
  for (let k = 0; k < 50; k++) {
    const { output } = testRun(sender, Buffer.alloc(FRAME_LENGTH));
    assert.equal(scan.take(answerTo(output, SYN_ACK)), XDP.pass);
    const rtt = scan.event()?.[4] ?? 0;
    assert.ok(rtt > 0 && rtt < 1_000_000, `${rtt}`);
  }
  const sum = (array: Int32Array): number => array.reduce((total, each) => total + each, 0);
  assert.equal(sum(scan.state.bins.sent), 50);
  assert.equal(sum(scan.state.bins.answered), 50);
  assert.equal(scan.word('rttCount'), 50);
  assert.ok(scan.word('rttSum') >= 50);
  assert.ok(scan.state.hosts.smoothedRtt.some((rtt) => rtt > 0));
  sender.close();
  scan.close();
});

test('xdp receive program: what is not ours goes on untouched; wrong cookies, hosts and ports are strays', () => {
  const scan = prepareReceiver();
  const strays: [string, Buffer][] = [
    ['acknowledgement', answerTo(scan.probe(3, 3), SYN_ACK, (bytes) => void bytes.writeUInt8(bytes[45] ^ 1, 45))],
    ['host', answerTo(scan.probe(3, 3), SYN_ACK, (bytes) => void bytes.writeUInt32BE(0xc6130011, 26))],
    ['our address', answerTo(scan.probe(3, 3), RST_ACK, (bytes) => void bytes.writeUInt32BE(0xc6120003, 30))],
    ['port that was not asked', answerTo(scan.probe(3, 3), RST_ACK, (bytes) => void bytes.writeUInt16BE(83, 34))],
    ['another port', answerTo(scan.probe(3, 3), RST_ACK, (bytes) => void bytes.writeUInt16BE(82, 34))],
    ['another pass', answerTo(scan.probe(3, 3), RST_ACK, (bytes) => void bytes.writeUInt16BE(PORT_BASE + 4, 36))],
    ['quoted sequence', icmpTo(scan.probe(3, 3).fill(0, 38, 42), 3, 1, 1)],
  ];
  for (const [what, frame] of strays) {
    const before = scan.word('strays');
    assert.equal(scan.take(frame), XDP.pass, what);
    assert.equal(scan.word('strays'), before + 1, what);
  }
  const others: [string, Buffer][] = [
    ['no acknowledgement', answerTo(scan.probe(3, 3), 0x04)],
    ['no handshake', answerTo(scan.probe(3, 3), 0x10)],
    ['not our ports', answerTo(scan.probe(3, 3), RST_ACK, (bytes) => void bytes.writeUInt16BE(PORT_BASE + 16, 36))],
    ['a later fragment', answerTo(scan.probe(3, 3), RST_ACK, (bytes) => void bytes.writeUInt8(1, 21))],
    ['UDP', answerTo(scan.probe(3, 3), RST_ACK, (bytes) => void bytes.writeUInt8(17, 23))],
    ['IPv6', answerTo(scan.probe(3, 3), RST_ACK, (bytes) => void bytes.writeUInt16BE(0x86dd, 12))],
    ['a header that is too short', answerTo(scan.probe(3, 3), RST_ACK, (bytes) => void bytes.writeUInt8(0x44, 14))],
    ['a header beyond the frame', answerTo(scan.probe(3, 3), RST_ACK, (bytes) => void bytes.writeUInt8(0x4f, 14))],
    ['an echo reply', icmpTo(scan.probe(3, 3), 0, 0, 1)],
    ['cut short', answerTo(scan.probe(3, 3), RST_ACK).subarray(0, 50)],
    ['cut shorter', answerTo(scan.probe(3, 3), RST_ACK).subarray(0, 20)],
  ];
  const strayed = scan.word('strays');
  for (const [what, frame] of others) assert.equal(scan.take(frame), XDP.pass, what);
  assert.equal(scan.word('strays'), strayed);
  assert.ok(scan.state.ledger.every((word) => word === 0));
  // Any bytes whatever, behind what gets them as far as possible.
  for (let k = 0; k < 5000; k++) {
    const frame = answerTo(scan.probe(k % 24, k % 9), k % 2 === 0 ? SYN_ACK : RST_ACK);
    if (k % 3 === 0) icmpTo(scan.probe(k % 24, k % 9), 3, 3, k).copy(frame);
    const at = 12 + randomInt(frame.length - 12);
    randomBytes(4).copy(frame, at);
    writeU32(frame, 42, randomInt(2 ** 32 - 1));
    if (k % 2 === 0) seal(frame, 14);
    assert.equal(scan.take(frame.subarray(0, 14 + randomInt(frame.length - 14))), XDP.pass);
  }
  assert.ok(scan.state.ledger.every((word) => word === 0));
  scan.close();
});
