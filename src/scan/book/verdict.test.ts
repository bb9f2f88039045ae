import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeSetup, portsFrom } from '../engine-setup.test-data.ts';
import { createEventWriter } from '../state/event-ring.ts';
import { setOnce } from '../state/ledger.ts';
import { COUNTER, EVENT_HOST_UP, EVENT_OPEN } from '../state/shared-state.ts';
import { CLOSED, clock, count, end, FILTERED, FIRST, OPEN, verdict } from './verdict.test-data.ts';

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
