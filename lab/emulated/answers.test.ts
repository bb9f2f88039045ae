// What machines send, byte by byte; conversations with a link that is only a list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as arp from '../../src/wire/arp.ts';
import * as ethernet from '../../src/wire/ethernet.ts';
import * as icmp from '../../src/wire/icmp.ts';
import * as ipv4 from '../../src/wire/ipv4.ts';
import * as tcp from '../../src/wire/tcp.ts';
import { answerArp, wakesIn } from './answer-arp.ts';
import { answerIcmp, refuseDatagram } from './answer-icmp.ts';
import { createTcpSide } from './answer-tcp.ts';
import { out } from './emit.ts';
import type { ArpManner, Place } from './host.ts';
import { hostNamed } from './hosts/hosts.ts';
import type { Link } from './link.ts';
import { createMachine, type Machine } from './machine.ts';

const PEER = 0xc6122801;
const PEER_MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);
const FULL: readonly tcp.TcpOption[] = [
  { type: 'maximum-segment-size', size: 1460 },
  { type: 'sack-permitted' },
  { type: 'timestamps', value: 0x01020304, echoReply: 0 },
  { type: 'nop' },
  { type: 'window-scale', shift: 7 },
];

function machineOf(host: string, more: Partial<Place> = {}): Machine {
  return createMachine(hostNamed(host), { host, address: '198.18.40.10', ...more });
}

interface Sent {
  readonly bytes: Uint8Array;
  readonly later: number;
}

function linkOf(sent: Sent[]): Link {
  return {
    counters: { sent: 0, lost: 0, refused: 0 },
    send: (_machine, length, _now, later = 0) => void sent.push({ bytes: out.slice(0, length), later }),
    deliver: () => 20,
  };
}

type Segment = Partial<Omit<tcp.Tcp, 'destinationPort'>> & { readonly destinationPort: number };

function frameOf(machine: Machine, segment: Segment): { readonly frame: Uint8Array; readonly length: number } {
  const frame = new Uint8Array(1600);
  const whole: tcp.Tcp = {
    ...{ sourcePort: 40_000, sequence: 1000, acknowledgement: 0, flags: tcp.SYN, window: 64_240, urgentPointer: 0 },
    ...{ options: [], payload: new Uint8Array(0) },
    ...segment,
  };
  const length = tcp.emit(frame, 34, whole, PEER, machine.address);
  ethernet.emit(frame, 0, { destination: machine.mac, source: PEER_MAC, tags: [], etherType: ethernet.TYPE_IPV4 });
  ipv4.emit(frame, 14, {
    ...{ typeOfService: 0, identification: 1, dontFragment: true, moreFragments: false, fragmentOffset: 0, ttl: 64 },
    ...{ protocol: 6, source: PEER, destination: machine.address, options: new Uint8Array(0), payloadLength: length },
  });
  return { frame, length };
}

function tcpIn({ bytes }: Sent): tcp.ParsedTcp & { readonly ip: ipv4.ParsedIpv4 } {
  const ip = ipv4.parse(bytes, 14, bytes.length - 14)!;
  assert.ok(ipv4.isIntact(bytes, 14));
  assert.ok(tcp.isIntact(bytes, 34, bytes.length - 34, ip.source, ip.destination));
  return { ...tcp.parse(bytes, 34, bytes.length - 34)!, ip };
}

/** The only answer to a SYN. */
function answerTo(host: string, options: readonly tcp.TcpOption[], port: number) {
  const sent: Sent[] = [];
  const machine = machineOf(host);
  const { frame, length } = frameOf(machine, { destinationPort: port, options });
  createTcpSide(linkOf(sent)).receive(machine, frame, 0, 34, length, 0);
  assert.equal(sent.length, 1);
  return { ...tcpIn(sent[0]), raw: Buffer.from(sent[0].bytes.subarray(54)) };
}

/** Points stand for any digit. */
function fits(raw: Buffer, pattern: string): void {
  assert.match(raw.toString('hex'), new RegExp(`^${pattern.replaceAll(' ', '')}$`));
}

test('SYN-ACK: options in the order of each stack, values as it has them', () => {
  const linux = answerTo('debian-12', FULL, 22);
  assert.deepEqual([linux.ip.ttl, linux.ip.dontFragment, linux.ip.identification, linux.window], [64, true, 0, 65_160]);
  fits(linux.raw, '020405b4 0402 080a ........ 01020304 01 030307');
  const windows = answerTo('windows-11', FULL, 445);
  assert.deepEqual([windows.ip.ttl, windows.window], [128, 65_535]);
  fits(windows.raw, '020405b4 01 030308 0402 080a ........ 01020304');
  const openbsd = answerTo('openbsd-7', FULL, 22);
  assert.equal(openbsd.window, 16_384);
  fits(openbsd.raw, '020405b4 0101 0402 01 030306 0101 080a ........ 01020304');
  const apple = answerTo('macbook', FULL, 22);
  fits(apple.raw, '020405b4 01 030306 0101 080a ........ 01020304 0402 0000');
  const cisco = answerTo('cisco-catalyst', FULL, 23);
  assert.deepEqual(
    [cisco.raw.toString('hex'), cisco.ip.ttl, cisco.window, cisco.ip.dontFragment],
    ['020405b4', 255, 4128, false],
  );
});

test('SYN-ACK: to a bare SYN only the segment size, and the window of a connection without timestamps', () => {
  const linux = answerTo('debian-12', [], 22);
  assert.deepEqual([linux.raw.toString('hex'), linux.window], ['020405b4', 64_240]);
  assert.equal(answerTo('esp32-esphome', [], 80).raw.toString('hex'), '020405a0');
});

test('SYN-ACK: explicit congestion notification, and a SYN that is a FIN, as each stack has it', () => {
  const asked = (host: string, port: number, flags: number): readonly number[] => {
    const sent: Sent[] = [];
    const machine = machineOf(host);
    const { frame, length } = frameOf(machine, { destinationPort: port, flags });
    createTcpSide(linkOf(sent)).receive(machine, frame, 0, 34, length, 0);
    return sent.map((each) => tcpIn(each).flags);
  };
  const wanted = tcp.SYN | tcp.ECE | tcp.CWR;
  assert.deepEqual(asked('debian-12', 22, wanted), [tcp.SYN | tcp.ACK | tcp.ECE]);
  assert.deepEqual(asked('openbsd-7', 22, wanted), [tcp.SYN | tcp.ACK]);
  assert.deepEqual(asked('debian-12', 22, tcp.SYN | tcp.FIN), []);
  assert.deepEqual(asked('freebsd-13', 22, tcp.SYN | tcp.FIN), [tcp.SYN | tcp.ACK]);
});

test('closed ports: refused as RFC 9293 has it, as lwIP has it, or swallowed', () => {
  const linux = answerTo('debian-12', [], 81);
  assert.deepEqual([linux.flags, linux.sequence, linux.acknowledgement, linux.window], [tcp.RST | tcp.ACK, 0, 1001, 0]);
  assert.equal(answerTo('esp32-esphome', [], 81).window, 5760);
  const sent: Sent[] = [];
  const machine = machineOf('windows-11');
  const { frame, length } = frameOf(machine, { destinationPort: 81 });
  createTcpSide(linkOf(sent)).receive(machine, frame, 0, 34, length, 0);
  assert.equal(sent.length, 0);
});

test('a conversation: greeting, question, answer, end; what is not acknowledged goes out again', () => {
  const sent: Sent[] = [];
  const machine = machineOf('freebsd-13');
  const side = createTcpSide(linkOf(sent));
  const say = (segment: Segment, now = 0): void => {
    const { frame, length } = frameOf(machine, segment);
    side.receive(machine, frame, 0, 34, length, now);
  };
  say({ destinationPort: 80 });
  const { sequence } = tcpIn(sent.shift()!);
  say({ destinationPort: 80, flags: tcp.ACK, sequence: 1001, acknowledgement: sequence + 1 });
  assert.equal(sent.length, 0, 'a web server waits to be asked');
  const question = Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  say({
    destinationPort: 80,
    flags: tcp.PSH | tcp.ACK,
    sequence: 1001,
    acknowledgement: sequence + 1,
    payload: question,
  });
  const data = tcpIn(sent.shift()!);
  assert.match(Buffer.from(data.payload).toString(), /^HTTP\/1\.1 200 OK\r\nServer: nginx\/1\.24\.0\r\n/);
  assert.equal(data.acknowledgement, 1001 + question.length);
  const end = tcpIn(sent.shift()!);
  assert.equal(end.flags, tcp.FIN | tcp.ACK);
  side.again(1500);
  assert.deepEqual(tcpIn(sent.shift()!).payload, data.payload, 'nobody has acknowledged it');
  const last = { destinationPort: 80, sequence: 1001 + question.length, acknowledgement: end.sequence + 1 };
  say({ ...last, flags: tcp.FIN | tcp.ACK });
  assert.equal(tcpIn(sent.shift()!).acknowledgement, 1002 + question.length);
  say({ ...last, flags: tcp.ACK });
  assert.equal(tcpIn(sent.shift()!).flags, tcp.RST, 'nothing is left of the connection');
});

test('a greeting comes by itself, and a reset ends all', () => {
  const sent: Sent[] = [];
  const machine = machineOf('debian-12');
  const side = createTcpSide(linkOf(sent));
  const say = (segment: Segment): void => {
    const { frame, length } = frameOf(machine, segment);
    side.receive(machine, frame, 0, 34, length, 0);
  };
  say({ destinationPort: 25 });
  const { sequence } = tcpIn(sent.shift()!);
  say({ destinationPort: 25, flags: tcp.ACK, sequence: 1001, acknowledgement: sequence + 1 });
  assert.match(Buffer.from(tcpIn(sent.shift()!).payload).toString(), /^220 .*Postfix/);
  say({ destinationPort: 25, flags: tcp.RST, sequence: 1001 });
  side.again(5000);
  assert.equal(sent.length, 0);
});

function askArp(manner: ArpManner, times: readonly number[]): Sent[] {
  const sent: Sent[] = [];
  const machine = machineOf('debian-12', { arp: manner });
  const frame = new Uint8Array(64);
  ethernet.emit(frame, 0, {
    destination: new Uint8Array(6).fill(255),
    source: PEER_MAC,
    tags: [],
    etherType: ethernet.TYPE_ARP,
  });
  arp.emit(frame, 14, {
    ...{
      operation: arp.REQUEST,
      senderMac: PEER_MAC,
      senderAddress: PEER,
      targetMac: new Uint8Array(6),
      targetAddress: machine.address,
    },
  });
  for (const now of times) answerArp(machine, frame, 0, machine.address, linkOf(sent), now);
  return sent;
}

test('ARP: at once, late, only the third ask, and by two machines', () => {
  const [usual] = askArp({ is: 'normal' }, [0]);
  assert.equal(
    Buffer.from(usual.bytes.subarray(0, 42)).toString('hex'),
    [
      '020000000001',
      'ac1f6b12280a',
      '0806',
      '0001080006040002',
      'ac1f6b12280a',
      'c612280a',
      '020000000001',
      'c6122801',
    ].join(''),
  );
  assert.deepEqual([usual.bytes.length, usual.later], [60, 0]);
  assert.equal(askArp({ is: 'late', ms: 150 }, [0])[0].later, 150);
  assert.deepEqual(
    [1, 2, 3, 4].map((n) => askArp({ is: 'nth', n: 3 }, [0, 50, 100, 150].slice(0, n)).length),
    [0, 0, 1, 2],
  );
  assert.equal(askArp({ is: 'nth', n: 3 }, [0, 50, 9000, 9050]).length, 0, 'asked long ago does not count');
  const twins = askArp({ is: 'twins', mac: '02:00:00:00:00:99' }, [0]).map(({ bytes }) => bytes[27]);
  assert.deepEqual(twins, [0x0a, 0x99]);
});

test('a sleeper hears when it is awake', () => {
  const machine = machineOf('iphone', { arp: { is: 'asleep', cycleMs: 300, awakeMs: 10 } });
  const waits = Array.from({ length: 300 }, (_, now) => wakesIn(machine, now));
  assert.equal(waits.filter((ms) => ms === 0).length, 10);
  assert.equal(Math.max(...waits), 290);
});

test('ICMP: echo and timestamp by the stack, refusals counted', () => {
  const echoTo = (
    host: string,
    code: number,
    more: Partial<Place> = {},
  ): { readonly size: number; readonly ttl: number; readonly code: number } => {
    const machine = machineOf(host, more);
    const { frame } = frameOf(machine, { destinationPort: 1 });
    const data = Uint8Array.of(1, 2, 3, 4);
    const length = icmp.emit(frame, 34, { type: 'other', typeNumber: 8, code, rest: 7, data });
    const size = answerIcmp(machine, frame, 0, 34, length);
    return { size, ttl: out[14 + 8], code: out[35] };
  };
  assert.deepEqual(echoTo('debian-12', 9), { size: 46, ttl: 64, code: 9 });
  assert.deepEqual(echoTo('windows-11', 9), { size: 46, ttl: 128, code: 0 });
  assert.equal(echoTo('debian-12', 0, { hides: true }).size, 0);

  const machine = machineOf('debian-12');
  const { frame } = frameOf(machine, { destinationPort: 1 });
  const refused = (now: number): boolean => refuseDatagram(machine, frame, 0, 40, now) > 0;
  assert.deepEqual([0, 0, 0, 0, 0, 0, 0, 999, 1001].map(refused), [
    true,
    true,
    true,
    true,
    true,
    true,
    false,
    false,
    true,
  ]);
});
