import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../finding/finding.ts';
import { SHOWS_RST } from '../../probe/answer.ts';
import { asksPorts } from '../../probe/meaning.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { PROBES } from '../../probe/probes.ts';
import { fakeSetup, portsFrom } from '../engine-setup.test-data.ts';
import { createEventWriter } from '../state/event-ring.ts';
import { createResponseWriter, type ResponseRing } from '../state/response-ring.ts';
import { EVENT_HOST_UP, EVENT_ICMP, EVENT_OPEN } from '../state/shared-state.ts';
import type { Clock } from '../state/thread-clock.ts';
import { createEventReader } from './event-reader.ts';

const FIRST = 0xc6120000;
const clock = Object.assign(() => 0, { sleep: () => {} }) as unknown as Clock;

function world(probe: ProbeName, neighbours: readonly number[] = [], responses = false) {
  const ports = asksPorts(PROBES[probe]) ? portsFrom(1, 200) : [0];
  const setup = fakeSetup({ segments: [{ first: FIRST, last: FIRST + 9 }], ports, probe, responses });
  const findings: Finding[] = [];
  const reader = createEventReader(setup, new Set(neighbours), (finding) => findings.push(finding));
  return { setup, reader, findings, put: createEventWriter(setup.state, clock) };
}

const TTL_64 = (64 << 16) | 512;
const PORT_UNREACHABLE = (3 << 8) | 3;
const ADMIN_PROHIBITED = (3 << 8) | 13;

test('syn: open ports with TTL and window; the first RST shows that a host is there', () => {
  const { put, reader, findings } = world('syn');
  put(EVENT_OPEN, 1, 22, TTL_64, 210, 0, 0);
  put(EVENT_OPEN, 1, 22, TTL_64, 0, 0, 0);
  put(EVENT_HOST_UP, 2, 23, TTL_64, 0, 0, 0);
  reader.drain();
  assert.deepEqual(findings, [
    { type: 'host', ip: '198.18.0.1', state: 'up', reason: 'syn-ack', rttMs: 0.21, ttl: 64, hops: 0 },
    {
      ...{ type: 'port', ip: '198.18.0.1', proto: 'tcp', port: 22, state: 'open', reason: 'syn-ack' },
      ...{ ttl: 64, window: 512, rttMs: 0.21 },
    },
    { type: 'host', ip: '198.18.0.2', state: 'up', reason: 'rst', ttl: 64, hops: 0 },
  ]);
  assert.deepEqual([reader.hostsUp(), reader.isUp(1), reader.isUp(3)], [2, true, false]);
});

test('udp: a response is an open port, the first port unreachable a host that is up', () => {
  const { put, reader, findings } = world('udp');
  put(EVENT_OPEN, 1, 53, 64 << 16, 900, 0, 0);
  put(EVENT_HOST_UP, 2, 54, TTL_64, 100, PORT_UNREACHABLE, FIRST + 2);
  put(EVENT_ICMP, 3, 55, TTL_64, 0, ADMIN_PROHIBITED, FIRST + 3);
  put(EVENT_ICMP, 4, 56, TTL_64, 0, PORT_UNREACHABLE, FIRST + 1);
  reader.drain();
  assert.deepEqual(findings, [
    { type: 'host', ip: '198.18.0.1', state: 'up', reason: 'udp-response', rttMs: 0.9, ttl: 64, hops: 0 },
    {
      ...{ type: 'port', ip: '198.18.0.1', proto: 'udp', port: 53, state: 'open', reason: 'udp-response' },
      ...{ ttl: 64, rttMs: 0.9 },
    },
    { type: 'host', ip: '198.18.0.2', state: 'up', reason: 'icmp-port-unreachable', rttMs: 0.1, ttl: 64, hops: 0 },
    { type: 'host', ip: '198.18.0.3', state: 'up', reason: 'icmp-admin-prohibited', ttl: 64, hops: 0 },
  ]);
  assert.equal(reader.reasonOf(3, 55), 'icmp-admin-prohibited');
  assert.equal(reader.reasonOf(4, 56), 'icmp-port-unreachable');
});

test('udp: what a datagram brought back is told with its port, where that was asked for, and only there', () => {
  const { put, reader, findings, setup } = world('udp', [], true);
  const said = Uint8Array.of(0xff, 1, 2, 3);
  const keep = createResponseWriter(setup.responses as ResponseRing, setup.state.commands);
  keep(1, 53, said, 1, 3);
  put(EVENT_OPEN, 1, 53, 64 << 16, 0, 0, 0);
  put(EVENT_OPEN, 1, 54, 64 << 16, 0, 0, 0);
  reader.drain();
  assert.deepEqual(
    findings.flatMap((each) => (each.type === 'port' ? [[each.port, each.payload]] : [])),
    [
      [53, 'AQID'],
      [54, undefined],
    ],
  );
});

test('udp: no host is taken for a tarpit', () => {
  const { put, reader, findings, setup } = world('udp');
  for (let port = 1; port <= 200; port++) {
    setup.state.hosts.open[0]++;
    put(EVENT_OPEN, 0, port, TTL_64, 0, 0, 0);
    reader.drain();
  }
  assert.deepEqual([findings.length, [...Array(10).keys()].filter(reader.ports.answersAll).length], [201, 0]);
});

test('icmp: an echo reply is a host and no port; who answered ARP is told already', () => {
  const { put, reader, findings } = world('icmp', [FIRST + 2]);
  put(EVENT_OPEN, 1, 0, TTL_64, 1500, 0, 0);
  put(EVENT_OPEN, 2, 0, TTL_64, 1500, 0, 0);
  put(EVENT_ICMP, 3, 0, TTL_64, 0, ADMIN_PROHIBITED, FIRST + 3);
  put(EVENT_ICMP, 4, 0, TTL_64, 0, ADMIN_PROHIBITED, FIRST + 1);
  reader.drain();
  assert.deepEqual(findings, [
    { type: 'host', ip: '198.18.0.1', state: 'up', reason: 'echo-reply', rttMs: 1.5, ttl: 64, hops: 0 },
    { type: 'host', ip: '198.18.0.3', state: 'up', reason: 'icmp-admin-prohibited', ttl: 64, hops: 0 },
  ]);
  assert.deepEqual([reader.hostsUp(), reader.isUp(2), reader.ports.told], [3, true, 0]);
});

test('discover: by which sign a host was found, and how far it is', () => {
  const { put, reader, findings } = world('discover');
  put(EVENT_OPEN, 1, 0, 57 << 16, 1500, 0, 0);
  put(EVENT_OPEN, 1, 443, 57 << 16, 1500, 0, 0);
  put(EVENT_OPEN, 2, 443, 127 << 16, 0, SHOWS_RST, 0);
  put(EVENT_OPEN, 3, 65_524, TTL_64, 0, PORT_UNREACHABLE, FIRST + 3);
  put(EVENT_ICMP, 4, 0, TTL_64, 0, ADMIN_PROHIBITED, FIRST + 9);
  reader.drain();
  assert.deepEqual(findings, [
    { type: 'host', ip: '198.18.0.1', state: 'up', reason: 'echo-reply', rttMs: 1.5, ttl: 57, hops: 7 },
    { type: 'host', ip: '198.18.0.2', state: 'up', reason: 'rst', ttl: 127, hops: 1 },
    { type: 'host', ip: '198.18.0.3', state: 'up', reason: 'icmp-port-unreachable', ttl: 64, hops: 0 },
  ]);
});

test('who answered ARP is up, with a ledger and without, and never told again', () => {
  for (const stateless of [false, true]) {
    const setup = fakeSetup({ segments: [{ first: FIRST, last: FIRST + 9 }], ports: portsFrom(1, 200), stateless });
    const findings: Finding[] = [];
    const neighbours = new Set([FIRST + 1, FIRST + 2, FIRST + 100]);
    const reader = createEventReader(setup, neighbours, (finding) => findings.push(finding));
    const put = createEventWriter(setup.state, clock);
    put(EVENT_OPEN, 1, 22, TTL_64, 0, 0, 0);
    put(EVENT_OPEN, 5, 22, TTL_64, 0, 0, 0);
    reader.drain();
    assert.deepEqual([reader.hostsUp(), reader.isUp(2), reader.isUp(3)], [3, true, false]);
    assert.deepEqual(
      findings.map(({ type }) => type),
      ['port', 'host', 'port'],
    );
  }
});

test('reasons are kept of very many filtered ports, and each of its own', () => {
  const { put, reader } = world('syn');
  for (let port = 1; port <= 200; port++) {
    put(EVENT_ICMP, 1, port, TTL_64, 0, port % 2 === 0 ? ADMIN_PROHIBITED : PORT_UNREACHABLE, FIRST + 7);
  }
  reader.drain();
  assert.deepEqual(
    [1, 2, 199, 200].map((port) => reader.reasonOf(1, port)),
    ['icmp-port-unreachable', 'icmp-admin-prohibited', 'icmp-port-unreachable', 'icmp-admin-prohibited'],
  );
  assert.equal(reader.reasonOf(2, 1), undefined);
});

test('arp: a reply is a host with the MAC address of the two words', () => {
  const { put, reader, findings } = world('arp');
  put(EVENT_OPEN, 1, 0, 0, 320, 0x02ff, 0xfe00_0102);
  put(EVENT_OPEN, 2, 0, 0, 0, 0xfc00, 1);
  reader.drain();
  assert.deepEqual(findings, [
    { type: 'host', ip: '198.18.0.1', state: 'up', reason: 'arp-reply', mac: '02:ff:fe:00:01:02', rttMs: 0.32 },
    { type: 'host', ip: '198.18.0.2', state: 'up', reason: 'arp-reply', mac: 'fc:00:00:00:00:01' },
  ]);
});
