// What the XDP responder's hosts answer besides TCP, frame by frame: UDP, ICMP echo, ARP; and who of them is there. Needs
// root; see available.ts.
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { test as plainTest } from 'node:test';
import { testRun, XDP } from '../src/native/bpf/index.ts';
import { arp, ethernet, icmp, ipv4, udp } from '../src/wire/index.ts';
import { available } from './available.ts';
import { addressNumber, addressRun, dotted } from './network/addresses.ts';
import type { XdpResponder } from './network/scenario.ts';
import { createXdpAnswers, type XdpAnswers } from './xdp/xdp-answers.ts';
import { hostsThere } from './xdp/xdp-open.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void> | void): void {
  plainTest(name, { skip: missing ?? false }, body);
}

const PLAN: XdpResponder = {
  first: '198.19.0.250',
  count: 16,
  open: { kind: 'modulus', modulus: 1000, remainder: 80 },
  lossPercent: 0,
  limit: null,
  dropsAll: false,
  answers: ['tcp', 'udp', 'icmp', 'arp'],
};
const ASKER = addressNumber('198.18.0.1');
const HOST = addressNumber('198.19.1.9');
const OUR_MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);
const THEIR_MAC = Uint8Array.of(2, 0xf0, 0xe1, 0xd2, 0xc3, 0xb4);
const BROADCAST = new Uint8Array(6).fill(255);
/** Bytes of the payload: none, few, an odd number, up to a full frame. */
const LENGTHS = [0, 1, 13, 18, 19, 28, 29, 100, 1472];

/** An IPv4 packet around what `emit` writes for it, in a frame padded to `least` bytes. */
function packet(protocol: number, emit: (bytes: Uint8Array, at: number) => number, least = 0, to = HOST): Buffer {
  const bytes = Buffer.alloc(1600);
  const at = ethernet.emit(bytes, 0, { destination: THEIR_MAC, source: OUR_MAC, tags: [], etherType: 0x0800 });
  const payloadLength = emit(bytes, at + 20);
  ipv4.emit(bytes, at, {
    typeOfService: 0x10,
    identification: 4711,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 33,
    protocol,
    source: ASKER,
    destination: to,
    options: new Uint8Array(0),
    payloadLength,
  });
  return bytes.subarray(0, Math.max(least, at + 20 + payloadLength));
}

function datagram(destinationPort: number, payload: Uint8Array, least = 0, to = HOST): Buffer {
  const question = { sourcePort: 40_000, destinationPort, payload };
  return packet(17, (bytes, at) => udp.emit(bytes, at, question, ASKER, to), least, to);
}

function echo(data: Uint8Array, to = HOST): Buffer {
  const question = { type: 'echo', identifier: 0xbeef, sequence: 0x1234, data } as const;
  return packet(1, (bytes, at) => icmp.emit(bytes, at, question), 0, to);
}

function who(targetAddress: number, change: Partial<arp.Arp> = {}): Buffer {
  const bytes = Buffer.alloc(14 + arp.LENGTH);
  const at = ethernet.emit(bytes, 0, { destination: BROADCAST, source: OUR_MAC, tags: [], etherType: 0x0806 });
  const question = { senderMac: OUR_MAC, senderAddress: ASKER, targetMac: new Uint8Array(6), targetAddress };
  arp.emit(bytes, at, { operation: arp.REQUEST, ...question, ...change });
  return bytes;
}

/** The IPv4 packet that comes back; its header and the frame's must be right in every field. */
function replyTo(answers: XdpAnswers, frame: Uint8Array, protocol: number): { bytes: Buffer; payload: number } {
  const { result, output } = testRun(answers.loaded, frame);
  assert.equal(result, XDP.transmit);
  const link = ethernet.parse(output, 0, output.length)!;
  assert.deepEqual([link.destination, link.source, link.etherType], [OUR_MAC, THEIR_MAC, 0x0800]);
  const header = ipv4.parse(output, 14, output.length - 14)!;
  assert.ok(ipv4.isIntact(output, 14));
  assert.deepEqual([dotted(header.source), header.destination], [dotted(HOST), ASKER]);
  assert.deepEqual([header.ttl, header.protocol, header.identification, header.typeOfService], [64, protocol, 0, 0]);
  assert.deepEqual([header.dontFragment, header.moreFragments, header.fragmentOffset], [true, false, 0]);
  return { bytes: output, payload: header.totalLength - 20 };
}

function assertUntouched(answers: XdpAnswers, frame: Uint8Array, what: string): void {
  const { result, output } = testRun(answers.loaded, frame);
  assert.equal(result, XDP.pass, what);
  assert.deepEqual(output, Buffer.from(frame), what);
}

test('xdp responder: an open UDP port sends the datagram back behind its header, whatever its length, with a checksum and without', () => {
  const answers = createXdpAnswers(PLAN, THEIR_MAC);
  for (const length of LENGTHS) {
    const said = randomBytes(length);
    for (const withChecksum of [true, false]) {
      const question = datagram(1080, said, 60);
      if (!withChecksum) question.writeUInt16BE(0, 40);
      const { bytes, payload } = replyTo(answers, question, 17);
      assert.equal(bytes.length, question.length + 8);
      assert.equal(payload, 8 + 8 + length);
      assert.equal(udp.checksum(bytes, 34) !== 0, withChecksum);
      assert.ok(udp.isIntact(bytes, 34, payload, HOST, ASKER));
      const { sourcePort, destinationPort, payload: back } = udp.parse(bytes, 34, payload)!;
      assert.deepEqual([sourcePort, destinationPort], [1080, 40_000]);
      assert.deepEqual(Buffer.from(back), Buffer.concat([question.subarray(34, 42), said]));
    }
  }
  const counters = answers.counters();
  assert.deepEqual([counters.udp, counters.udpSent, counters.unreachableSent], [18, 18, 0]);
  answers.close();
});

test('xdp responder: for a closed UDP port it says so by ICMP, and quotes header and 8 bytes as they came', () => {
  const answers = createXdpAnswers(PLAN, THEIR_MAC);
  for (const length of LENGTHS) {
    for (const least of [0, 60, 71]) {
      const question = datagram(1081, randomBytes(length), least);
      const { bytes, payload } = replyTo(answers, question, 1);
      assert.equal(bytes.length, 70);
      assert.equal(payload, 8 + 28);
      assert.ok(icmp.isIntact(bytes, 34, payload));
      const message = icmp.parse(bytes, 34, payload)!;
      assert.ok(message.type === 'destination-unreachable');
      assert.deepEqual([message.code, message.nextHopMtu], [3, 0]);
      assert.deepEqual(Buffer.from(message.quoted), question.subarray(14, 42));
      assert.equal(bytes.readUInt32BE(38), 0);
    }
  }
  const counters = answers.counters();
  assert.deepEqual([counters.udp, counters.udpSent, counters.unreachableSent], [27, 0, 27]);
  answers.close();
});

test('xdp responder: an echo request is answered with what it brought', () => {
  const answers = createXdpAnswers(PLAN, THEIR_MAC);
  // Any data, so that the checksum meets its carries.
  const all = [...LENGTHS.map((length) => randomBytes(length)), ...Array.from({ length: 3000 }, () => randomBytes(16))];
  for (const data of all) {
    const { bytes, payload } = replyTo(answers, echo(data), 1);
    assert.ok(icmp.isIntact(bytes, 34, payload));
    const message = icmp.parse(bytes, 34, payload)!;
    assert.ok(message.type === 'echo-reply');
    assert.deepEqual([message.identifier, message.sequence], [0xbeef, 0x1234]);
    assert.deepEqual(Buffer.from(message.data), data);
  }
  // Around the overflow of the sum.
  const base = echo(Buffer.alloc(2)).readUInt16BE(36);
  for (let checksum = 0xfff0; checksum < 0x1_0010; checksum++) {
    const data = Buffer.alloc(2);
    data.writeUInt16BE((base + 2 * 0xffff - checksum) % 0xffff);
    const { bytes } = replyTo(answers, echo(data), 1);
    assert.ok(icmp.isIntact(bytes, 34, 10), `${checksum}`);
  }
  answers.close();
});

test('xdp responder: who is asked for by ARP says its MAC address, to whom asks', () => {
  const answers = createXdpAnswers(PLAN, THEIR_MAC);
  for (const [target, sender] of [
    [HOST, ASKER],
    [addressNumber('198.19.0.250'), ASKER],
    [HOST, 0], // a probe, RFC 5227 section 2.1.1
  ]) {
    const { result, output } = testRun(answers.loaded, who(target, { senderAddress: sender }));
    assert.equal(result, XDP.transmit);
    assert.equal(output.length, 42);
    const link = ethernet.parse(output, 0, output.length)!;
    assert.deepEqual([link.destination, link.source, link.etherType], [OUR_MAC, THEIR_MAC, 0x0806]);
    assert.deepEqual(arp.parse(output, 14, output.length - 14), {
      operation: arp.REPLY,
      senderMac: THEIR_MAC,
      senderAddress: target,
      targetMac: OUR_MAC,
      targetAddress: sender,
    });
  }
  assert.deepEqual([answers.counters().arp, answers.counters().arpSent], [3, 3]);
  const others: [string, Buffer][] = [
    ['another address', who(addressNumber('198.19.0.249'))],
    ['an announcement', who(HOST, { senderAddress: HOST })],
    ['a reply', who(HOST, { operation: arp.REPLY })],
    ['another kind of address', who(HOST).fill(6, 15, 16)],
    ['cut short', who(HOST).subarray(0, 41)],
  ];
  for (const [what, frame] of others) assertUntouched(answers, frame, what);
  assert.throws(() => createXdpAnswers(PLAN), { code: 'E_LAB_SCENARIO' });
  answers.close();
});

test('xdp responder: what is not a whole question to its hosts is left to the kernel untouched', () => {
  const answers = createXdpAnswers(PLAN, THEIR_MAC);
  const outside = addressNumber('198.19.1.10');
  const changed = (frame: Buffer, at: number, value: number): Buffer => {
    frame[at] = value;
    return frame;
  };
  const frames: [string, Buffer][] = [
    ['UDP to another address', datagram(80, Buffer.alloc(20), 0, outside)],
    ['an echo request to another address', echo(Buffer.alloc(20), outside)],
    ['an echo reply', changed(echo(Buffer.alloc(20)), 34, 0)],
    ['a timestamp request', changed(echo(Buffer.alloc(20)), 34, 13)],
    ['an echo request with a code', changed(echo(Buffer.alloc(20)), 35, 1)],
    ['a first fragment', changed(datagram(80, Buffer.alloc(20)), 20, 0x20)],
    ['a later fragment', changed(datagram(80, Buffer.alloc(20)), 21, 1)],
    ['options', changed(datagram(80, Buffer.alloc(20)), 14, 0x46)],
    ['another protocol', changed(datagram(80, Buffer.alloc(20)), 23, 132)],
    ['UDP cut short', datagram(80, Buffer.alloc(20)).subarray(0, 61)],
    ['an echo request cut short', echo(Buffer.alloc(20)).subarray(0, 61)],
    ['UDP of fewer bytes than its header', changed(datagram(80, Buffer.alloc(20)), 17, 27)],
  ];
  for (const [what, frame] of frames) assertUntouched(answers, frame, what);
  answers.close();
  // Who answers TCP alone, as all did once.
  const { answers: _, ...tcpAlone } = PLAN;
  const silent = createXdpAnswers(tcpAlone);
  for (const frame of [
    datagram(80, Buffer.alloc(20)),
    datagram(81, Buffer.alloc(20)),
    echo(Buffer.alloc(20)),
    who(HOST),
  ]) {
    assertUntouched(silent, frame, 'not asked for');
  }
  silent.close();
});

test('xdp responder: a known share of the hosts is there, and nothing of the others', () => {
  const plan: XdpResponder = { ...PLAN, first: '198.19.0.0', count: 65_536, there: { seed: 'here', share: 1 / 16 } };
  const answers = createXdpAnswers(plan, THEIR_MAC);
  const there = new Set(hostsThere(plan));
  // Five standard deviations of a binomial distribution.
  assert.ok(Math.abs(there.size - 4096) < 5 * Math.sqrt(4096 * (15 / 16)), `${there.size}`);
  let absent = 0;
  for (const host of addressRun(plan.first, plan.count)) {
    if (randomInt(16) > 0 && !there.has(host)) continue;
    const to = addressNumber(host);
    const wanted = there.has(host) ? XDP.transmit : XDP.drop;
    for (const frame of [
      datagram(80, Buffer.alloc(9), 0, to),
      datagram(81, Buffer.alloc(9), 0, to),
      echo(Buffer.alloc(9), to),
      who(to),
    ]) {
      assert.equal(testRun(answers.loaded, frame).result, wanted, host);
      if (wanted === XDP.drop) absent++;
    }
  }
  assert.ok(absent > 4000);
  assert.equal(answers.counters().absent, absent);
  assert.notDeepEqual(hostsThere({ ...plan, there: { seed: 'elsewhere', share: 1 / 16 } }), [...there]);
  assert.equal(hostsThere(PLAN).length, 16);
  answers.close();
});

test('xdp responder: loses by every protocol, and counts it', () => {
  const answers = createXdpAnswers({ ...PLAN, lossPercent: 30 }, THEIR_MAC);
  const frames = [datagram(80, Buffer.alloc(9)), datagram(81, Buffer.alloc(9)), echo(Buffer.alloc(9)), who(HOST)];
  let sent = 0;
  const COUNT = 10_000;
  for (let k = 0; k < COUNT; k++) {
    if (testRun(answers.loaded, frames[k % 4]).result === XDP.transmit) sent++;
  }
  const counters = answers.counters();
  assert.equal(counters['in-seen'], COUNT);
  assert.equal(counters['out-seen'], COUNT - counters['in-lost']);
  assert.equal(counters.udp + counters.echo + counters.arp, counters['out-seen']);
  assert.equal(
    counters.udpSent + counters.unreachableSent + counters.echoSent + counters.arpSent,
    counters['out-seen'],
  );
  assert.equal(sent, counters['out-seen'] - counters['out-lost']);
  for (const way of ['in', 'out'] as const) {
    const seen = counters[`${way}-seen`];
    const tolerance = 5 * Math.sqrt(seen * 0.3 * 0.7);
    assert.ok(Math.abs(counters[`${way}-lost`] - seen * 0.3) <= tolerance, `${way}: ${counters[`${way}-lost`]}`);
  }
  answers.close();
});

test('xdp responder: any bytes whatever are answered rightly, swallowed, or left as they are', () => {
  const answers = createXdpAnswers(PLAN, THEIR_MAC);
  const makers = [
    () => datagram(randomInt(65_536), randomBytes(randomInt(64)), randomInt(80)),
    () => echo(randomBytes(randomInt(64))),
    () => who(HOST),
  ];
  for (let k = 0; k < 20_000; k++) {
    const frame = makers[k % 3]();
    if (k % 2 === 0) randomBytes(1 + randomInt(4)).copy(frame, 14 + randomInt(frame.length - 18));
    const cut = frame.subarray(0, k % 5 === 0 ? 14 + randomInt(frame.length - 14) : frame.length);
    const { result, output } = testRun(answers.loaded, cut);
    if (result === XDP.pass) assert.deepEqual(output, cut);
    else if (result === XDP.transmit && output.readUInt16BE(12) === 0x0800) assert.ok(ipv4.isIntact(output, 14));
    else assert.ok(result === XDP.transmit || result === XDP.drop);
  }
  answers.close();
});
