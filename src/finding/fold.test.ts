import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { HostFact, Line, PortFact, PortState } from './finding.ts';
import { createPicture, fold, type Picture } from './fold.ts';
import { EVIDENCE_MOST, evidenceOf, NAMES_MOST } from './join.ts';
import { KNOWN_MOST } from './port-set.ts';

const at = (milliseconds: number): string => new Date(1_796_000_000_000 + milliseconds).toISOString();
const IP = '198.18.0.1';

const host = (change: Partial<HostFact> = {}): HostFact => ({
  ...{ type: 'host', ip: IP, state: 'up', reason: 'arp-reply', probe: 'arp', stage: 'reach', time: at(0) },
  ...change,
});

const port = (change: Partial<PortFact> = {}): PortFact => ({
  ...{ type: 'port', ip: IP, proto: 'tcp', port: 22, state: 'open', reason: 'syn-ack', probe: 'syn', stage: 'syn' },
  time: at(0),
  ...change,
});

function pictureOf(lines: Iterable<Line>): Picture {
  const picture = createPicture();
  for (const line of lines) fold(picture, line);
  return picture;
}

/** Everything in it, in one order: that in which hosts, names and evidence came says nothing. */
function contentOf({ hosts, start, phases, end }: Picture): unknown {
  const byText = (values: Iterable<unknown>): string[] =>
    [...values].map((each) => JSON.stringify(sorted(each))).sort();
  return {
    hosts: byText(
      [...hosts.values()].map(({ ip, host, ports, ends }) => ({
        ip,
        host: host === null ? null : { ...host, names: byText(host.names ?? []), evidence: byText(evidenceOf(host)) },
        ports: [...(ports?.all() ?? [])].map((each) =>
          'evidence' in each ? { ...each, evidence: byText(each.evidence as object[]) } : each,
        ),
        ends: byText(ends),
      })),
    ),
    start,
    phases: byText(phases),
    end,
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

// Facts that do not contradict each other: what a host's MAC is, and how a port answers, is the same in all of them;
// how often it was asked, by whom, when, with which luck, is not.
const ips = fc.constantFrom('198.18.0.1', '198.18.0.2');
const times = fc.nat(5).map(at);
const stages = fc.constantFrom('reach', 'syn', 'again');
const rttMs = fc.option(fc.constantFrom(0.1, 0.2, 5), { nil: undefined });
const hostFacts = fc
  .record({
    ip: ips,
    reason: fc.constantFrom('arp-reply' as const, 'syn-ack' as const, 'rst' as const),
    stage: stages,
    time: times,
    hasMac: fc.boolean(),
    rttMs,
    names: fc.option(fc.array(fc.constantFrom('a', 'b').map((name) => ({ name, source: 'dns' }))), { nil: undefined }),
  })
  .map(({ hasMac, rttMs, names, ...rest }) =>
    host({
      ...rest,
      ...(hasMac ? { mac: `02:00:00:00:00:0${rest.ip.at(-1)}` } : {}),
      ...(rttMs === undefined ? {} : { rttMs }),
      ...(names === undefined ? {} : { names }),
    }),
  );
const portFacts = fc
  .record({ ip: ips, port: fc.constantFrom(22, 23), stage: stages, time: times, isSilent: fc.boolean(), rttMs })
  .map(({ isSilent, rttMs, ...rest }) => {
    if (isSilent) return port({ ...rest, state: 'filtered', reason: 'no-response' });
    const answer = rest.port === 22 ? { ttl: 64, window: 100 } : { state: 'closed' as const, reason: 'rst' as const };
    return port({ ...rest, ...answer, ...(rttMs === undefined ? {} : { rttMs }) });
  });
const facts = fc.array(fc.oneof(hostFacts, portFacts), { maxLength: 30 });

test('the same facts again, and in any order, make the same picture', () => {
  fc.assert(
    fc.property(
      facts.chain((lines) =>
        fc.tuple(
          fc.constant(lines),
          fc.shuffledSubarray([...lines, ...lines], { minLength: lines.length * 2, maxLength: lines.length * 2 }),
        ),
      ),
      ([lines, again]) => {
        const once = contentOf(pictureOf(lines));
        assert.deepEqual(contentOf(pictureOf([...lines, ...lines])), once);
        assert.deepEqual(contentOf(pictureOf(again)), once);
      },
    ),
  );
});

test('of a port, an answer beats a refusal and a refusal silence, whichever comes first', () => {
  const silence = port({ state: 'filtered', reason: 'no-response', time: at(9) });
  const refusal = port({ state: 'filtered', reason: 'icmp-admin-prohibited', time: at(8) });
  const answer = port({ ttl: 64, time: at(1) });
  const stateOf = (...lines: PortFact[]) => {
    const known = pictureOf(lines).hosts.get(IP)?.ports?.find('tcp', 22);
    return [known?.state, known?.reason, known?.ttl];
  };
  for (const [order, wanted] of [
    [
      [silence, refusal],
      ['filtered', 'icmp-admin-prohibited', undefined],
    ],
    [
      [silence, refusal, answer],
      ['open', 'syn-ack', 64],
    ],
    [
      [silence, answer],
      ['open', 'syn-ack', 64],
    ],
  ] as const) {
    assert.deepEqual(stateOf(...order), wanted);
    assert.deepEqual(stateOf(...order.toReversed()), wanted);
  }
});

test('of two answers the newer counts, whichever comes first; the TTL of one is not that of the other', () => {
  const open = port({ time: at(1), ttl: 64, rttMs: 1 });
  const closed = port({ time: at(2), state: 'closed', reason: 'rst' });
  for (const lines of [
    [open, closed],
    [closed, open],
  ]) {
    const known = pictureOf(lines).hosts.get(IP)?.ports?.find('tcp', 22);
    assert.deepEqual([known?.state, known?.reason, known?.ttl, known?.rttMs], ['closed', 'rst', undefined, undefined]);
    assert.equal(known?.evidence?.length, 2);
  }
  const later = port({ time: at(3), ttl: 63 });
  assert.equal(pictureOf([open, closed, later]).hosts.get(IP)?.ports?.find('tcp', 22)?.ttl, 63);
});

test('a host that comes again with more: what is missing is filled in, names add up, evidence says who said what when', () => {
  const lines = [
    host({ mac: '02:00:00:00:00:01', rttMs: 0.2, names: [{ name: 'a', source: 'target' }] }),
    host({
      ...{ reason: 'syn-ack', probe: 'syn', stage: 'syn', time: at(5), rttMs: 7 },
      names: [
        { name: 'a', source: 'target' },
        { name: 'a', source: 'mdns' },
      ],
    }),
  ];
  assert.deepEqual(pictureOf(lines).hosts.get(IP)?.host, {
    ...host({ reason: 'syn-ack', probe: 'syn', stage: 'syn', time: at(5), mac: '02:00:00:00:00:01', rttMs: 0.2 }),
    names: [
      { name: 'a', source: 'target' },
      { name: 'a', source: 'mdns' },
    ],
    evidence: [
      { probe: 'arp', reason: 'arp-reply', stage: 'reach', time: at(0) },
      { probe: 'syn', reason: 'syn-ack', stage: 'syn', time: at(5) },
    ],
  });
});

test('a fact that came once is its own evidence', () => {
  assert.deepEqual(evidenceOf(port()), [{ probe: 'syn', reason: 'syn-ack', stage: 'syn', time: at(0) }]);
  const { probe: _, ...local } = host({ reason: 'local' });
  assert.deepEqual(evidenceOf(local), [{ reason: 'local', stage: 'reach', time: at(0) }]);
});

test('whoever repeats himself with ever new words fills no memory', () => {
  const picture = createPicture();
  const noise = { open: 0, closed: 0, filtered: 0, time: at(0) };
  for (let n = 0; n < 10_000; n++) {
    const stage = `s${n}`;
    fold(picture, host({ stage, time: at(n), names: [{ name: `n${n}`, source: 'mdns' }] }));
    fold(picture, port({ stage, time: at(n) }));
    fold(picture, { type: 'host-end', ip: IP, stage, ...noise });
    fold(picture, { type: 'phase-end', stage, time: at(n) });
    fold(picture, { type: 'notice', code: 'N_X', text: `${n}`, time: at(n) });
  }
  const { host: known, ports, ends } = picture.hosts.get(IP)!;
  assert.deepEqual([known?.names?.length, known?.evidence?.length], [NAMES_MOST, EVIDENCE_MOST]);
  assert.equal(ports?.find('tcp', 22)?.evidence?.length, EVIDENCE_MOST);
  assert.deepEqual([ends.length, picture.phases.length], [64, 64]);
  assert.equal(known?.time, at(9999), 'the newest is not lost for it');
});

test('what a stage says again replaces what it said; start and end are kept', () => {
  const end = { type: 'host-end', ip: IP, stage: 'syn', open: 1, closed: 0, filtered: 0, time: at(0) } as const;
  const { ends } = pictureOf([end, { ...end, stage: 'udp' }, { ...end, open: 2 }]).hosts.get(IP)!;
  assert.deepEqual(
    ends.map(({ stage, open }) => [stage, open]),
    [
      ['syn', 2],
      ['udp', 1],
    ],
  );
});

test('a host with all its ports: every state is known, of the first ones everything', () => {
  const states: readonly PortState[] = ['open', 'closed', 'filtered', 'open|filtered'];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 65_535 }), (step) => {
      const picture = createPicture();
      const ports = Array.from({ length: 2000 }, (_, n) => ((n * step) % 65_535) + 1);
      for (const number of ports)
        fold(picture, port({ port: number, state: states[number % 4], reason: 'no-response' }));
      const { ports: known } = picture.hosts.get(IP)!;
      const wanted = [...new Set(ports)].sort((a, b) => a - b);
      const all = [...known!.all()];
      assert.deepEqual(
        all.map((each) => [each.port, each.state]),
        wanted.map((each) => [each, states[each % 4]]),
      );
      assert.equal(known!.size, wanted.length);
      assert.equal(all.filter(({ time }) => time !== undefined).length, Math.min(wanted.length, KNOWN_MOST));
      for (const state of states) assert.equal(known!.count(state), all.filter((each) => each.state === state).length);
    }),
    { numRuns: 20 },
  );
});

test('beyond the first ones, too, an answer beats silence and the newer answer counts', () => {
  const picture = createPicture();
  const tell = (number: number, change: Partial<PortFact>) => fold(picture, port({ port: number, ...change }));
  const silent = { state: 'filtered', reason: 'no-response' } as const;
  for (let number = 1; number <= KNOWN_MOST; number++) tell(number, {});
  const stateAfter = (...changes: Partial<PortFact>[]) => {
    for (const change of changes) tell(7000, change);
    return picture.hosts.get(IP)?.ports?.find('tcp', 7000)?.state;
  };
  assert.equal(stateAfter(silent), 'filtered');
  assert.equal(stateAfter({}, silent), 'open');
  assert.equal(stateAfter({ state: 'closed', reason: 'rst' }), 'closed');
  assert.equal(stateAfter({}), 'open');
  const { ports } = picture.hosts.get(IP)!;
  assert.deepEqual([ports?.size, ports?.count('open'), ports?.count('filtered')], [KNOWN_MOST + 1, KNOWN_MOST + 1, 0]);
});
