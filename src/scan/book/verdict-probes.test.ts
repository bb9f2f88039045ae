import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSED, count, FILTERED, FIRST, OPEN, verdict } from './verdict.test-data.ts';

test('udp: silent ports are open or filtered, closed ones have said so by ICMP', () => {
  const { findings, end, hostEnds } = verdict({
    probe: 'udp',
    hosts: 2,
    ports: 60,
    // Host 0: 2 open, 30 closed, 1 filtered, 27 silent. Host 1: 1 open, 49 closed, 10 silent.
    states: (host, index) => {
      if (host === 0) return index < 2 ? OPEN : index < 32 ? CLOSED : index < 33 ? FILTERED : 0;
      return index < 1 ? OPEN : index < 50 ? CLOSED : 0;
    },
  });
  assert.deepEqual(hostEnds, [
    { type: 'host-end', ip: '198.18.0.0', open: 2, closed: 30, filtered: 1, openFiltered: 27 },
    { type: 'host-end', ip: '198.18.0.1', open: 1, closed: 49, filtered: 0, openFiltered: 10 },
  ]);
  assert.partialDeepStrictEqual(end, {
    ...{ probe: 'udp', hostsUp: 2, openPorts: 3, closedPorts: 79, filteredPorts: 1, openFilteredPorts: 37 },
    ...{ probes: 120, answered: 83, silent: 37, completeness: 83 / 120 },
  });
  assert.equal(count(findings, { type: 'port', proto: 'udp', state: 'open', reason: 'udp-response' }), 3);
  const silent = { type: 'port', proto: 'udp', state: 'open|filtered', reason: 'no-response' };
  assert.equal(count(findings, silent), 10, 'told one by one where they are few');
  assert.equal(count(findings, { ...silent, ip: '198.18.0.1' }), 10);
  assert.equal(count(findings, { state: 'filtered', reason: 'icmp-unreachable' }), 1);
  assert.equal(count(findings, { type: 'port' }), 14);
});

test('udp: few closed ports are told with their reason; open ones whose event was lost too', () => {
  const { findings } = verdict({
    probe: 'udp',
    hosts: 1,
    ports: 40,
    events: false,
    states: (_, index) => (index < 3 ? CLOSED : index < 4 ? OPEN : 0),
  });
  assert.equal(count(findings, { proto: 'udp', state: 'closed', reason: 'icmp-port-unreachable' }), 3);
  assert.equal(count(findings, { proto: 'udp', state: 'open', reason: 'udp-response' }), 1);
  assert.equal(count(findings, { type: 'port' }), 4);
});

test('udp: an interrupted scan says nothing of silent ports; a limiting host is named without a rate nobody saw', () => {
  const { hostEnds, end } = verdict({
    probe: 'udp',
    hosts: 1,
    ports: 40,
    sent: () => 20,
    states: (_, index) => (index < 5 ? CLOSED : 0),
    interrupted: true,
    limited: true,
  });
  assert.deepEqual(hostEnds, [
    { type: 'host-end', ip: '198.18.0.0', open: 0, closed: 5, filtered: 0, openFiltered: 0 },
  ]);
  assert.deepEqual([end.openFilteredPorts, end.unasked, end.completeness], [0, 20, 5 / 20]);
  assert.deepEqual(end.limitedHosts, ['198.18.0.0']);
});

test('icmp and arp: hosts and no ports; who was asked and is silent is no gap', () => {
  for (const probe of ['icmp', 'arp'] as const) {
    const { findings, end } = verdict({ probe, hosts: 50, states: (host) => (host < 7 ? OPEN : 0), localUp: 1 });
    assert.equal(findings.length, 7, 'one finding a host, and no count of ports');
    assert.equal(count(findings, { type: 'host' }), 7);
    assert.partialDeepStrictEqual(end, {
      ...{ probe, hostsAsked: 50, hostsUp: 8, openPorts: 0, closedPorts: 0, filteredPorts: 0 },
      ...{ probes: 50, answered: 7, silent: 43, completeness: 1, unasked: 0 },
    });
  }
});

test('icmp: neighbours that answered ARP are up without an echo reply; an error of a router makes no host', () => {
  const { end, findings } = verdict({
    probe: 'icmp',
    hosts: 10,
    neighbours: [FIRST + 8, FIRST + 9],
    states: (host) => (host === 8 ? OPEN : host < 3 ? FILTERED : 0),
  });
  assert.deepEqual([findings.length, end.hostsUp, end.filteredPorts, end.completeness], [0, 2, 0, 1]);
});

test('icmp: a host whose event was lost is told at the end', () => {
  const { findings } = verdict({ probe: 'icmp', hosts: 3, events: false, states: (host) => (host === 1 ? OPEN : 0) });
  assert.deepEqual(findings, [{ type: 'host', ip: '198.18.0.1', state: 'up', reason: 'echo-reply' }]);
});

test('arp: interrupted, it is as complete as what was asked', () => {
  const { end } = verdict({
    probe: 'arp',
    hosts: 10,
    sent: (host) => (host < 4 ? 1 : 0),
    states: (host) => (host === 0 ? OPEN : 0),
    interrupted: true,
  });
  assert.deepEqual([end.completeness, end.unasked, end.interrupted], [0.4, 6, true]);
});
