import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndFinding, Finding } from '../../finding/finding.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { fakeSetup, fakeSpec, portsFrom } from '../engine-setup.test-data.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import { createEventWriter } from '../state/event-ring.ts';
import { setOnce } from '../state/ledger.ts';
import { COMMAND, COUNTER, EVENT_HOST_UP, EVENT_OPEN } from '../state/shared-state.ts';
import type { Clock } from '../state/thread-clock.ts';
import { createEventReader } from './event-reader.ts';
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
  readonly arpDrops?: number;
  readonly kernelDrops?: number;
  /** Begun; 1 where it is not said. */
  readonly passes?: number;
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
      const first = state.hosts.open[host] + state.hosts.closed[host] === 0;
      const port = setup.portNumbers[portIndex];
      state.counters[COUNTER.answered]++;
      state.counters[[COUNTER.open, COUNTER.closed, COUNTER.filtered][value - 1]]++;
      [state.hosts.open, state.hosts.closed, state.hosts.filtered][value - 1][host]++;
      if (!events) state.counters[COUNTER.eventsLost]++;
      else if (value === OPEN) put(EVENT_OPEN, host, port, 0, 0, 0, 0);
      else if (value === CLOSED && first) put(EVENT_HOST_UP, host, port, 0, 0, 0, 0);
    }
  }
  const findings: Finding[] = [];
  const emit = (finding: Finding) => findings.push(finding);
  const set = new Set(neighbours);
  const reader = createEventReader(setup, set, emit);
  reader.drain();
  reader.ports.release(world.interrupted ?? false);
  state.commands[COMMAND.pass] = world.passes ?? 1;
  state.counters[COUNTER.kernelDrops] = world.kernelDrops ?? 0;
  const { table, hops } = setup;
  writeVerdict({
    spec: fakeSpec({ probe }),
    setup,
    reach: {
      table,
      hops,
      interfaces: [],
      neighbours: set,
      hostsAsked: hosts,
      localUp: world.localUp ?? 0,
      arpDrops: world.arpDrops ?? 0,
    },
    reader,
    watch: { isLimited: () => limited, limitedPerSecond: () => null } as unknown as HostWatch,
    emit,
    interrupted: world.interrupted ?? false,
    engine: 'raw',
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

test('what routers say of hosts that are not there hides nothing of one that is half silent', () => {
  const { end, hostEnds } = verdict({
    probe: 'syn',
    hosts: 66,
    ports: 1000,
    // Host 0 is up and half silent; for all others a router sends errors.
    states: (host, index) => (host > 0 ? FILTERED : index < 500 ? CLOSED : 0),
  });
  assert.equal(hostEnds.length, 1);
  assert.partialDeepStrictEqual(end, {
    ...{ hostsUp: 1, probes: 66_000, answered: 65_500, silent: 500, completeness: 0.5 },
    ...{ closedPorts: 500, filteredPorts: 500 },
  });
});

test('silent probes to hosts that are not there do not count against those that are', () => {
  const { end } = verdict({ probe: 'syn', hosts: 3, ports: 50, states: (host) => (host === 1 ? CLOSED : 0) });
  assert.deepEqual([end.completeness, end.silent, end.filteredPorts], [1, 100, 0]);
});

test('a neighbour that ARP found and that answers nothing is up, and silent', () => {
  const { end, hostEnds } = verdict({ probe: 'syn', hosts: 2, ports: 50, neighbours: [FIRST], states: () => 0 });
  assert.deepEqual([end.hostsUp, end.completeness, end.filteredPorts], [1, 0, 50]);
  assert.deepEqual(hostEnds, [{ type: 'host-end', ip: '198.18.0.0', open: 0, closed: 0, filtered: 50 }]);
});

test('after Ctrl-C the probes less those not asked are those sent', () => {
  const { end } = verdict({
    probe: 'syn',
    hosts: 4,
    ports: 100,
    sent: (host) => (host < 2 ? 30 : 0),
    states: (host, index) => (host === 0 && index < 30 ? CLOSED : 0),
    interrupted: true,
  });
  assert.partialDeepStrictEqual(end, { probes: 400, unasked: 340, answered: 30, silent: 30, retransmitted: 0 });
});

test('repeats are no probes of their own', () => {
  const { end } = verdict({ probe: 'syn', hosts: 2, ports: 10, sent: () => 25, states: () => CLOSED, passes: 4 });
  assert.deepEqual([end.probes, end.retransmitted, end.unasked], [20, 30, 0]);
});

test('open ports behind a firewall are reported, those of a tarpit are not', () => {
  const { end, findings, hostEnds } = verdict({
    probe: 'syn',
    hosts: 2,
    ports: 2000,
    states: (host, index) => (host === 1 || index % 19 === 0 ? OPEN : 0),
  });
  assert.deepEqual([end.openPorts, end.answersAllHosts], [106, ['198.18.0.1']]);
  assert.equal(count(findings, { type: 'port', ip: '198.18.0.0', state: 'open' }), 106);
  assert.equal(count(findings, { type: 'port', ip: '198.18.0.1' }), 0);
  assert.equal(count(hostEnds, { answersAll: true }), 1);
});

test('hosts and ports whose event was lost are told from the ledger, each once', () => {
  for (const events of [true, false]) {
    const { findings, end } = verdict({
      probe: 'syn',
      hosts: 3,
      ports: 200,
      events,
      states: (host, index) => (host === 0 && index % 4 === 0 ? OPEN : host === 1 ? CLOSED : 0),
    });
    const ofHost = (host: number, type: string) => count(findings, { type, ip: `198.18.0.${host}` });
    assert.deepEqual([ofHost(0, 'host'), ofHost(0, 'port'), ofHost(1, 'host'), ofHost(2, 'host')], [1, 50, 1, 0]);
    assert.equal(count(findings, { type: 'host', reason: 'rst' }), 1);
    assert.equal(end.openPorts, 50);
  }
});

test('what our kernel dropped, while it resolved and while it scanned, adds up', () => {
  const { end } = verdict({ probe: 'syn', hosts: 1, states: () => OPEN, arpDrops: 3, kernelDrops: 4 });
  assert.equal(end.kernelDrops, 7);
});

test('without a ledger: hosts that ARP found count, and nothing is called complete that was not asked', () => {
  const setup = fakeSetup({ segments: [{ first: FIRST, last: FIRST + 99 }], ports: portsFrom(1, 10), stateless: true });
  const put = createEventWriter(setup.state, clock);
  const neighbours = new Set([FIRST + 3, FIRST + 4]);
  const { counters } = setup.state;
  counters[COUNTER.sent] = 400;
  counters[COUNTER.answered] = 21;
  counters[COUNTER.closed] = 20;
  counters[COUNTER.open] = 1;
  put(EVENT_OPEN, 4, 7, 0, 0, 0, 0);
  put(EVENT_OPEN, 5, 7, 0, 0, 0, 0);
  const findings = end(setup, neighbours, true);
  assert.equal(count(findings, { type: 'host' }), 1);
  assert.partialDeepStrictEqual(findings.at(-1), {
    ...{ type: 'end', hostsUp: 3, openPorts: 2, probes: 1000, unasked: 600, answered: 21, completeness: 0.4 },
  });
});

test('millions of hosts of which one is up: nothing is made of the others', () => {
  const setup = fakeSetup({ segments: [{ first: 0x0a000000, last: 0x0affffff }], ports: [80] });
  setup.state.counters[COUNTER.sent] = 5_000_000;
  setOnce(setup.state.ledger, 4_999_999, CLOSED);
  setup.state.hosts.closed[4_999_999] = 1;
  createEventWriter(setup.state, clock)(EVENT_HOST_UP, 4_999_999, 80, 0, 0, 0, 0);
  const findings = end(setup, new Set(), true);
  assert.deepEqual(
    findings.map(({ type }) => type),
    ['host', 'port', 'host-end', 'end'],
  );
  assert.partialDeepStrictEqual(findings[0], { ip: '10.76.75.63', reason: 'rst' });
  assert.partialDeepStrictEqual(findings.at(-1), { probes: 2 ** 24, unasked: 2 ** 24 - 5_000_000, hostsUp: 1 });
});

/** The verdict on what is in `setup`, and in its events. */
function end(setup: EngineSetup, neighbours: ReadonlySet<number>, interrupted: boolean): Finding[] {
  const findings: Finding[] = [];
  const emit = (finding: Finding) => findings.push(finding);
  const reader = createEventReader(setup, neighbours, emit);
  reader.drain();
  const { table, hops } = setup;
  const reach = { table, hops, interfaces: [], neighbours, hostsAsked: table.hosts, localUp: 0, arpDrops: 0 };
  const watch = { isLimited: () => false, limitedPerSecond: () => null } as unknown as HostWatch;
  writeVerdict({
    spec: fakeSpec(),
    setup,
    reach,
    reader,
    watch,
    emit,
    interrupted,
    engine: 'raw',
    isLost: false,
    elapsedMs: 1,
  });
  return findings;
}

test('answers that were lost on the way are told of where no ledger has them', () => {
  const told = (stateless: boolean): string[] => {
    const setup = fakeSetup({ segments: [{ first: FIRST, last: FIRST }], ports: [80], stateless });
    setup.state.counters[COUNTER.eventsLost] = 3;
    const findings = end(setup, new Set(), false);
    return findings.flatMap((each) => (each.type === 'notice' ? `${each.code}: ${each.text}` : []));
  };
  assert.match(told(true).join(), /^N_EVENTS_LOST: 3 answers/);
  assert.deepEqual(told(false), []);
});
