// The programs of every probe in the kernel, on frames given to them, against the TypeScript of the raw engine: what it
// would send, and what it would make of each answer. Needs root; nothing is attached and nothing is sent.
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { test as plainTest } from 'node:test';
import { available } from '../../../lab/available.ts';
import { loadProgram, testRun, XDP } from '../../link/bpf.ts';
import { type Answer, ARRIVED, createAnswer, MAY_BE_PARTIAL, NO_PORT, NONE, shows } from '../../probe/answer.ts';
import { leavePartial, seal } from '../../probe/form.test-data.ts';
import { rowOf } from '../../probe/form-table.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { PROBES } from '../../probe/probes.ts';
import { checksum, ethernet } from '../../wire/index.ts';
import { cookie } from '../order/cookie.ts';
import { hostOfAddress, segmentOfHost } from '../order/host-table.ts';
import { createListCursor, createWalkCursor } from '../order/order.ts';
import { CLOSED, FILTERED, get, OPEN, UNANSWERED } from '../state/ledger.ts';
import { EVENT_HOST_UP, EVENT_ICMP, EVENT_OPEN } from '../state/shared-state.ts';
import { arpReply, datagram, echoReply, error, segment, THEIR_MAC } from './answers.test-data.ts';
import { generatorWord, WORD } from './layout.ts';
import { readWord, writeWord } from './memory.ts';
import {
  expectedFrame,
  framesOf,
  PORT_BASE,
  portsOf,
  prepare,
  prepareReceiver,
  SEGMENTS,
} from './programs.test-data.ts';
import { receiveProgram } from './receive/program.ts';
import { FRAME_LENGTH, frameLength } from './transmit/plan.ts';
import { transmitProgram } from './transmit/program.ts';

const { missing } = await available();

function test(name: string, body: () => void): void {
  plainTest(name, { skip: missing ?? false }, body);
}

/** `discover` asks in several protocols, which is for the raw engine alone. */
type KernelProbe = Exclude<ProbeName, 'discover'>;
const NAMES = Object.keys(PROBES).filter((name) => name !== 'discover') as KernelProbe[];
const ROUTER = 0xc6120002;

for (const name of NAMES) {
  const { forms } = PROBES[name];
  test(`xdp transmit program, ${name}: the whole order and a list: every frame as the raw engine's`, () => {
    const scan = prepare(SEGMENTS, portsOf(name), [], 1, name);
    const list = Uint32Array.from({ length: scan.probes }, (_, k) => k);
    new Uint32Array(scan.view, scan.regions.list, list.length).set(list);
    for (const pass of [1, 18]) {
      const cursor = pass === 1 ? createWalkCursor(scan.setup) : createListCursor(scan.setup, list, pass);
      const expected: string[] = [];
      while (cursor.advance()) {
        const form = scan.setup.forms[rowOf(PROBES[name], pass)][cursor.portIndex];
        expected.push(expectedFrame(scan, forms[form], cursor.host, cursor.portIndex, pass).toString('hex'));
      }
      for (const word of [WORD.cursor, generatorWord(0, 'done')]) writeWord(scan.words, word, 0);
      const listLength = pass === 1 ? null : list.length;
      const plan = { ...scan.plan, pass, listLength };
      const loaded = loadProgram(transmitProgram(plan), 'xdp');
      assert.deepEqual(framesOf(scan, loaded, frameLength(plan)), expected);
      loaded.close();
    }
    scan.memory.close();
  });

  test(`socket filter, ${name}: the kernel takes it`, () => {
    const scan = prepare(SEGMENTS, portsOf(name), [], 1, name);
    for (const linkHeader of name === 'arp' ? ([14] as const) : ([14, 0] as const)) {
      loadProgram(receiveProgram(scan.plan, 'socketFilter', linkHeader), 'socketFilter').close();
    }
    scan.memory.close();
  });
}

type Receiver = ReturnType<typeof prepareReceiver>;

/** What receiver.ts makes of a frame that its filter lets in: NONE, 'stray', or the verdict about a probe. */
function expectation({ setup }: Receiver, frame: Buffer): { verdict: number | 'stray'; answer: Answer; index: number } {
  const { table, hops, portNumbers, cookieKey, probe } = setup;
  const answer = createAnswer();
  const nothing = { verdict: NONE, answer, index: -1 };
  const stray = { ...nothing, verdict: 'stray' as const };
  if (frame.length < 14 || frame.readUInt16BE(12) !== PROBES[probe].forms[0].etherType) return nothing;
  const verdict = PROBES[probe].read(frame, 14, frame.length, 0, MAY_BE_PARTIAL, answer);
  if (verdict === NONE || verdict === ARRIVED) return nothing;
  const slot = answer.ourPort === NO_PORT ? 1 : answer.ourPort - PORT_BASE;
  if (slot < 0 || slot > 15) return nothing;
  const host = hostOfAddress(table, answer.host);
  const portIndex = portNumbers.indexOf(answer.port);
  if (host < 0 || portIndex < 0) return stray;
  const [source] = hops[table.hop[segmentOfHost(table, host)]].sources;
  const proof = cookie(cookieKey[0], cookieKey[1], source, answer.host, answer.ourPort, answer.port);
  if (source !== answer.ourAddress || !shows(answer, proof)) return stray;
  return { verdict, answer, index: host * portNumbers.length + portIndex };
}

/** Answers of each kind that a probe can have, as its hosts and the routers before them would send them. */
function answersTo(name: KernelProbe, probe: Buffer): Buffer[] {
  const errors = [error(probe, 3, 3), error(probe, 3, 13), error(probe, 3, 3, ROUTER), error(probe, 11, 0, ROUTER)];
  switch (name) {
    case 'syn':
      return [
        ...[segment(probe, 0x12), segment(probe, 0x14), segment(probe, 0x14, { acknowledges: 0 })],
        ...[segment(probe, 0x12, { options: 24 }), segment(probe, 0x14, { payload: 63 })],
        ...[segment(probe, 0x12, { payload: 1400 }), leavePartial(segment(probe, 0x12, { options: 20 }), 14)],
        ...errors,
      ];
    case 'udp':
      return [datagram(probe), datagram(probe, 1471), leavePartial(datagram(probe), 14), ...errors];
    case 'icmp':
      return [echoReply(probe), ...errors];
    case 'arp':
      return [arpReply(probe)];
  }
}

const SWALLOWED: Readonly<Record<KernelProbe, readonly number[]>> = {
  syn: [CLOSED],
  udp: [OPEN, CLOSED],
  icmp: [OPEN],
  arp: [],
};

/** Gives one frame to the program, and looks at everything it may have changed. */
function checkFrame(scan: Receiver, name: KernelProbe, frame: Buffer, what: string): void {
  const { verdict, answer, index } = expectation(scan, frame);
  const strays = scan.word('strays');
  const before = scan.state.ledger.slice();
  if (typeof verdict === 'number' && verdict !== NONE) scan.state.ledger.fill(0);
  const result = scan.take(frame);
  const event = scan.event();
  assert.equal(scan.word('strays') - strays, verdict === 'stray' ? 1 : 0, what);
  if (verdict === 'stray' || verdict === NONE) {
    assert.equal(result, XDP.pass, what);
    assert.equal(event, null, what);
    assert.deepEqual(scan.state.ledger, before, what);
    return;
  }
  assert.equal(result, SWALLOWED[name].includes(verdict) ? XDP.drop : XDP.pass, what);
  assert.equal(get(scan.state.ledger, index), verdict, what);
  const kind = verdict === OPEN ? EVENT_OPEN : verdict === FILTERED ? EVENT_ICMP : EVENT_HOST_UP;
  if (event === null) {
    // Told once a host, or not for every error.
    assert.notEqual(verdict, OPEN, what);
    return;
  }
  const { port, ttl, window, icmp, icmpSource } = answer;
  const host = hostOfAddress(scan.setup.table, answer.host);
  assert.deepEqual(event, [kind, host, port, ((ttl << 16) | window) >>> 0, event[4], icmp, icmpSource], what);
}

for (const name of NAMES) {
  test(`xdp receive program, ${name}: every kind of answer to every probe, in every pass`, () => {
    const scan = prepareReceiver(name);
    const ports = portsOf(name);
    for (let host = 0; host < scan.setup.table.hosts; host++) {
      for (let port = 0; port < ports.length; port++) {
        for (const pass of [1, 2, 17]) {
          for (const [k, frame] of answersTo(name, scan.probe(host, port, pass)).entries()) {
            assert.notEqual(expectation(scan, frame).index, -1);
            checkFrame(scan, name, frame, `host ${host}, port ${port}, pass ${pass}, answer ${k}`);
          }
        }
      }
    }
    scan.close();
  });

  test(`xdp receive program, ${name}: 8,000 answers with bytes changed, or cut: nothing is taken that the raw engine would not take`, () => {
    const scan = prepareReceiver(name);
    const ports = portsOf(name);
    const seen = { none: 0, stray: 0, taken: 0 };
    for (let k = 0; k < 8000; k++) {
      const probe = scan.probe(k % scan.setup.table.hosts, k % ports.length, 1 + (k % 3));
      const all = answersTo(name, probe);
      const frame = Buffer.from(all[k % all.length]);
      const changes = k % 4;
      for (let change = 0; change < changes; change++) {
        const at = 12 + randomInt(frame.length - 12);
        if (k % 8 < 4) frame[at] ^= 1 << randomInt(8);
        else randomBytes(1).copy(frame, at);
      }
      // Half of them with checksums that are right again: else hardly any would be looked at any further.
      if (changes > 0 && k % 8 >= 2 && name !== 'arp') seal(frame, 14);
      const cut = k % 16 === 15 ? frame.subarray(0, 14 + randomInt(frame.length - 14)) : frame;
      const { verdict } = expectation(scan, cut);
      seen[verdict === 'stray' ? 'stray' : verdict === NONE ? 'none' : 'taken']++;
      checkFrame(scan, name, cut, cut.toString('hex'));
    }
    assert.ok(seen.none > 500 && seen.taken > 1500 && seen.stray > 200, JSON.stringify(seen));
    scan.close();
  });
}

test('xdp receive program, syn: a RST may acknowledge the SYN itself, a SYN-ACK not', () => {
  const scan = prepareReceiver('syn');
  for (const [flags, acknowledges, verdict] of [
    [0x14, 0, CLOSED],
    [0x14, 1, CLOSED],
    [0x14, 2, UNANSWERED],
    [0x14, -1, UNANSWERED],
    [0x12, 0, UNANSWERED],
    [0x12, 1, OPEN],
    [0x12, 2, UNANSWERED],
  ]) {
    scan.state.ledger.fill(0);
    scan.take(segment(scan.probe(3, 2), flags, { acknowledges }));
    assert.equal(scan.state2(3, 2), verdict, `flags ${flags}, ${acknowledges} more than the sequence number`);
  }
  scan.close();
});

test('xdp receive program, syn: what no TCP accepts is no answer', () => {
  const scan = prepareReceiver('syn');
  const changes: Readonly<Record<string, (frame: Buffer) => void>> = {
    'IPv4 checksum': (frame) => {
      frame[24] ^= 0x55;
    },
    'TCP checksum': (frame) => {
      frame[50] ^= 0x55;
    },
    'data offset below 5': (frame) => {
      frame[46] = 0x40;
      seal(frame, 14);
    },
    'data offset behind the end': (frame) => {
      frame[46] = 0x60;
      seal(frame, 14);
    },
    'total length without room for TCP': (frame) => {
      frame.writeUInt16BE(20, 16);
      frame.writeUInt16BE(checksum.finish(checksum.sum(frame, 14, 10, 0) + checksum.sum(frame, 26, 8, 0)), 24);
    },
    'total length behind the end': (frame) => {
      frame.writeUInt16BE(41, 16);
      frame.writeUInt16BE(checksum.finish(checksum.sum(frame, 14, 10, 0) + checksum.sum(frame, 26, 8, 0)), 24);
    },
    'a first fragment': (frame) => {
      frame[20] = 0x20;
      seal(frame, 14);
    },
    'a VLAN tag': (frame) => {
      frame.copyWithin(16, 12, frame.length - 4);
      frame.writeUInt32BE(0x81000005, 12);
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    for (const [options, payload] of [
      [0, 0],
      [0, 100],
    ]) {
      const frame = segment(scan.probe(3, 2), 0x12, { options, payload });
      change(frame);
      if (payload > 0 && what.includes('behind')) continue;
      assert.equal(scan.take(frame), XDP.pass, what);
      assert.equal(scan.state2(3, 2), UNANSWERED, what);
    }
  }
  scan.take(segment(scan.probe(3, 2), 0x12));
  assert.equal(scan.state2(3, 2), OPEN, 'the same without a fault');
  scan.close();
});

test('xdp receive program, udp: another scanner asks us: its source ports are no open ports', () => {
  const scan = prepareReceiver('udp');
  const asked = scan.probe(3, 7); // port 40007: one of those that clients have
  const theirs = datagram(asked, 0);
  assert.equal(scan.take(theirs), XDP.pass);
  assert.equal(scan.state2(3, 7), UNANSWERED);
  assert.equal(scan.take(datagram(asked, 5)), XDP.drop);
  assert.equal(scan.state2(3, 7), OPEN);
  writeWord(scan.words, WORD.askedSlots, 1 << 1);
  assert.equal(scan.take(datagram(scan.probe(3, 2, 2))), XDP.pass);
  assert.equal(scan.state2(3, 2), UNANSWERED, 'a port of ours that has asked nobody yet');
  assert.equal(scan.take(datagram(scan.probe(3, 2, 1))), XDP.drop);
  assert.equal(scan.state2(3, 2), OPEN);
  scan.close();
});

test('xdp receive program, udp: open outweighs filtered, a router closes nothing, half of the cookie is looked at', () => {
  const scan = prepareReceiver('udp');
  const probe = scan.probe(3, 2);
  assert.equal(scan.take(error(probe, 3, 3, ROUTER)), XDP.pass);
  assert.equal(scan.state2(3, 2), FILTERED);
  assert.deepEqual(scan.event(), [EVENT_ICMP, 3, 80, 61 << 16, 0, 0x0303, ROUTER]);
  assert.equal(scan.take(datagram(probe)), XDP.drop);
  assert.equal(scan.state2(3, 2), OPEN);
  assert.deepEqual(scan.event(), [EVENT_OPEN, 3, 80, 61 << 16, 0, 0, 0]);
  const host = scan.setup.table.address[0] + 4;
  assert.equal(scan.take(error(scan.probe(4, 0), 3, 3)), XDP.drop);
  assert.equal(scan.state2(4, 0), CLOSED);
  assert.deepEqual(scan.event(), [EVENT_HOST_UP, 4, 1, 61 << 16, 0, 0x0303, host]);
  const wrong = error(scan.probe(5, 0), 3, 3);
  wrong[42 + 5] ^= 1;
  seal(wrong, 14);
  assert.equal(scan.take(wrong), XDP.pass);
  assert.equal(scan.state2(5, 0), UNANSWERED);
  assert.equal(scan.word('strays'), 1);
  scan.close();
});

test('xdp receive program, icmp: the whole cookie in a reply, half of it in an error', () => {
  const scan = prepareReceiver('icmp');
  for (const at of [42, 43, 44, 45]) {
    const reply = echoReply(scan.probe(1, 0));
    reply[at] ^= 0x80;
    seal(reply, 14);
    assert.equal(scan.take(reply), XDP.pass);
  }
  assert.equal(scan.word('strays'), 4);
  assert.equal(scan.take(echoReply(scan.probe(1, 0))), XDP.drop);
  assert.deepEqual(scan.event(), [EVENT_OPEN, 1, 0, 61 << 16, 0, 0, 0]);
  assert.equal(scan.take(error(scan.probe(2, 0), 3, 1, ROUTER)), XDP.pass);
  assert.deepEqual(scan.event(), [EVENT_ICMP, 2, 0, 61 << 16, 0, 0x0301, ROUTER]);
  scan.close();
});

test('xdp receive program, arp: the MAC address is told, the pass is the one that runs, the kernel gets the reply too', () => {
  const scan = prepareReceiver('arp');
  const sender = loadProgram(transmitProgram({ ...scan.plan, pass: 1, listLength: null }), 'xdp');
  for (let k = 0; k < scan.setup.table.hosts; k++) {
    const { output } = testRun(sender, Buffer.alloc(FRAME_LENGTH));
    assert.equal(ethernet.etherType(output, 0, 14), ethernet.TYPE_ARP);
    assert.equal(scan.take(arpReply(output)), XDP.pass);
    const event = scan.event();
    assert.equal(event?.[0], EVENT_OPEN);
    assert.ok(event[4] > 0 && event[4] < 1_000_000, 'a round-trip time');
    const [high, low] = event.slice(5);
    const told = high.toString(16).padStart(4, '0') + low.toString(16).padStart(8, '0');
    assert.equal(told, Buffer.from(THEIR_MAC).toString('hex'));
  }
  assert.equal(scan.word('open'), scan.setup.table.hosts);
  assert.equal(readWord(scan.words, WORD.answeredByPass + 1), scan.setup.table.hosts);
  assert.equal(scan.word('late'), 0);
  sender.close();
  scan.close();
});
