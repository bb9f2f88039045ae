import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OUTGOING } from '../../link/frames/tap.ts';
import * as arp from '../../wire/arp.ts';
import { writeU16 } from '../../wire/bytes.ts';
import * as ethernet from '../../wire/ethernet.ts';
import * as icmp from '../../wire/icmp.ts';
import * as tcp from '../../wire/tcp.ts';
import * as udp from '../../wire/udp.ts';
import {
  BODY,
  createRun,
  errorAbout,
  frameOf,
  IP,
  NOTHING,
  OURS,
  outgoing,
  PORT,
  RST_ACK,
  STRANGER,
  segment,
  THEM,
  US,
} from './reader.test-data.ts';

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

test('reader: where packets are kept, an answer comes with its bytes, padding apart, and when it came', () => {
  const { show, results } = createRun({}, true);
  const frame = segment();
  const padded = new Uint8Array(frame.length + 6).fill(0xee);
  padded.set(frame);
  show(outgoing(1000, OURS), 0.5, OUTGOING);
  show(padded, 0.713);
  const [{ packet, atMs }] = results();
  assert.deepEqual(Buffer.from(packet ?? '', 'base64'), Buffer.from(frame.subarray(IP)));
  assert.equal(atMs, 0.713);
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
