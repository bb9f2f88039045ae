import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndFinding, Finding } from '../finding/finding.ts';
import type { ProbeName } from '../probe/probe-name.ts';
import { fakeSetup, fakeSpec, portsFrom } from './engine-setup.test-data.ts';
import { createEventReader } from './event-reader.ts';
import { createEventWriter } from './event-ring.ts';
import type { HostWatch } from './host-watch.ts';
import { setOnce } from './ledger.ts';
import { COUNTER, EVENT_OPEN } from './shared-state.ts';
import type { Clock } from './thread-clock.ts';
import { writeVerdict } from './verdict.ts';

const FIRST = 0xc6120000;
const OPEN = 1;
const CLOSED = 2;
const FILTERED = 3;
const clock = Object.assign(() => 0, { sleep: () => {} }) as unknown as Clock;

interface World {
  readonly probe: ProbeName;
  readonly hosts: number;
  readonly ports?: number;
  /** The ledger's states by host and port index. */
  readonly states: (host: number, portIndex: number) => number;
  /** How many probes a host was sent; all where it is not said. */
  readonly sent?: (host: number) => number;
  /** Whether the receiver's events came through. */
  readonly events?: boolean;
  readonly neighbours?: readonly number[];
  readonly localUp?: number;
  readonly limited?: boolean;
  readonly interrupted?: boolean;
}

function verdict(world: World) {
  const { probe, hosts, ports = 1, states, events = true, neighbours = [], limited = false } = world;
  const setup = fakeSetup({
    segments: [{ first: FIRST, last: FIRST + hosts - 1 }],
    ports: ports === 1 ? [0] : portsFrom(1, ports),
    probe,
  });
  const { state } = setup;
  const put = createEventWriter(state, clock);
  for (let host = 0; host < hosts; host++) {
    state.hosts.sent[host] = world.sent?.(host) ?? ports;
    state.counters[COUNTER.sent] += state.hosts.sent[host];
    for (let portIndex = 0; portIndex < ports; portIndex++) {
      const value = states(host, portIndex);
      if (value === 0) continue;
      setOnce(state.ledger, host * ports + portIndex, value);
      state.counters[COUNTER.answered]++;
      state.counters[[COUNTER.open, COUNTER.closed, COUNTER.filtered][value - 1]]++;
      [state.hosts.open, state.hosts.closed, state.hosts.filtered][value - 1][host]++;
      if (value === OPEN && events) put(EVENT_OPEN, host, setup.portNumbers[portIndex], 0, 0, 0, 0);
    }
  }
  const findings: Finding[] = [];
  const emit = (finding: Finding) => findings.push(finding);
  const set = new Set(neighbours);
  const reader = createEventReader(setup, set, emit);
  reader.drain();
  const { table, hops } = setup;
  writeVerdict({
    spec: fakeSpec({ probe }),
    setup,
    reach: { table, hops, interfaces: [], neighbours: set, hostsAsked: hosts, localUp: world.localUp ?? 0 },
    reader,
    watch: { isLimited: () => limited, limitedPerSecond: () => null } as unknown as HostWatch,
    emit,
    interrupted: world.interrupted ?? false,
    engine: 'ring',
    isLost: false,
    elapsedMs: 1,
  });
  const end = findings.pop() as EndFinding;
  assert.equal(end.type, 'end');
  return { findings, end, hostEnds: findings.filter(({ type }) => type === 'host-end') };
}

const count = (findings: readonly Finding[], wanted: object) =>
  findings.filter((finding) => Object.entries(wanted).every(([key, value]) => Object(finding)[key] === value)).length;

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

test('syn: as ever, silence is filtered, and no word of open|filtered', () => {
  const { hostEnds, end, findings } = verdict({
    probe: 'syn',
    hosts: 1,
    ports: 30,
    states: (_, index) => (index < 1 ? OPEN : index < 28 ? CLOSED : 0),
  });
  assert.deepEqual(hostEnds, [{ type: 'host-end', ip: '198.18.0.0', open: 1, closed: 27, filtered: 2 }]);
  assert.equal('openFilteredPorts' in end, false);
  assert.deepEqual([end.filteredPorts, end.probe], [2, 'syn']);
  assert.equal(count(findings, { proto: 'tcp', state: 'filtered', reason: 'no-response' }), 2);
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

test('answers that were lost on the way are told of where no ledger has them', () => {
  const told = (stateless: boolean): string[] => {
    const setup = fakeSetup({ segments: [{ first: FIRST, last: FIRST }], ports: [80], stateless });
    setup.state.counters[COUNTER.eventsLost] = 3;
    const findings: Finding[] = [];
    const emit = (finding: Finding) => findings.push(finding);
    const reader = createEventReader(setup, new Set(), emit);
    const { table, hops } = setup;
    const reach = { table, hops, interfaces: [], neighbours: new Set<number>(), hostsAsked: 1, localUp: 0 };
    const watch = { isLimited: () => false, limitedPerSecond: () => null } as unknown as HostWatch;
    writeVerdict({
      spec: fakeSpec(),
      setup,
      reach,
      reader,
      watch,
      emit,
      interrupted: false,
      engine: 'ring',
      isLost: false,
      elapsedMs: 1,
    });
    return findings.flatMap((each) => (each.type === 'notice' ? `${each.code}: ${each.text}` : []));
  };
  assert.match(told(true).join(), /^N_EVENTS_LOST: 3 answers/);
  assert.deepEqual(told(false), []);
});
