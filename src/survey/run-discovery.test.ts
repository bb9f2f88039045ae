// Hosts are looked for before their ports.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../finding/finding.ts';
import { ScanError } from '../scan/scan-error.ts';
import { countFlat, flatten } from '../target/flat-ranges.ts';
import type { SurveyRequest } from './request.ts';
import { endOf, endOfScan, HOST, OPEN, plainScan, refused, run, shape } from './run.test-data.ts';

const NETWORK: SurveyRequest = { targets: ['198.18.0.0/24'], probes: ['syn'], ports: '1-1000', seed: 'a' };

test('a network is looked through first: only who is there is asked for ports, and the sums are those of the ports', async () => {
  const went = await run(NETWORK, async function* (spec) {
    yield { ...HOST };
    const of =
      spec.probe === 'discover' ? { hostsAsked: 254, probes: 254, answered: 1, silent: 253 } : { hostsAsked: 1 };
    yield { ...endOfScan(spec), ...of } as Finding;
  });
  const looked = ['start', 'phase discover', 'host discover', 'notice discover', 'phase-end discover'];
  assert.deepEqual(shape(went.lines), [...looked, 'phase syn', 'host syn', 'phase-end syn', 'end']);
  const [first, second] = went.specs;
  assert.deepEqual([first.probe, first.engine, second.probe, second.engine], ['discover', 'raw', 'syn', 'auto']);
  assert.deepEqual([...flatten(second.targets)], [0xc6120001, 0xc6120001]);
  assert.partialDeepStrictEqual(went.lines[3], { code: 'N_ABSENT' });
  assert.match(
    (went.lines[3] as { text: string }).text,
    /^nobody answered at 253 addresses \(on our own link by ARP, elsewhere by ICMP, TCP ACK, UDP in 10 ways, and the 100 TCP ports most often open\): .* -Pn asks/,
  );
  assert.partialDeepStrictEqual(endOf(went), {
    ...{ hostsAsked: 254, hostsUp: 1, probes: 20, answered: 10, silent: 10, probe: 'syn', openPorts: 1 },
  });
});

test('nobody is there: no port is asked', async () => {
  const went = await run(NETWORK, async function* (spec) {
    yield { ...endOfScan(spec), hostsAsked: 254, hostsUp: 0, openPorts: 0, probes: 254, answered: 0 } as Finding;
  });
  assert.deepEqual(
    went.specs.map(({ probe }) => probe),
    ['discover'],
  );
  assert.partialDeepStrictEqual(endOf(went), { hostsAsked: 254, hostsUp: 0, probes: 0, unasked: 0, completeness: 1 });
});

test('looking fails: everybody is asked everything', async () => {
  const went = await run(NETWORK, async function* (spec) {
    if (spec.probe === 'discover') throw refused();
    yield* plainScan(spec, {});
  });
  assert.equal(countFlat(flatten(went.specs[1].targets)), 256);
  assert.deepEqual(endOf(went).failedStages, ['discover']);
});

test('nobody is looked for where it is not wanted, or saves nothing', async () => {
  for (const request of [
    { ...NETWORK, discovery: false },
    { ...NETWORK, ports: '22,80' },
    { ...NETWORK, targets: ['198.18.0.1-4'] },
  ]) {
    const went = await run(request, plainScan);
    assert.deepEqual(
      went.specs.map(({ probe }) => probe),
      ['syn'],
    );
  }
});

test('hosts alone: the stage discover, with its own figures', async () => {
  const went = await run({ targets: ['198.18.0.0/24'], probes: ['discover'], seed: 'a' }, plainScan);
  const all = ['start', 'phase discover', 'host discover', 'notice discover', 'phase-end discover', 'end'];
  assert.deepEqual(shape(went.lines), all);
  assert.match(
    (went.lines[3] as { text: string }).text,
    /^nobody answered at 1 address .* 100 TCP ports most often open\)$/,
  );
  assert.partialDeepStrictEqual(endOf(went), { hostsUp: 1, probes: 20, probe: 'discover' });
  const [one] = (await run({ targets: ['198.18.0.0/24'], probes: ['discover'], discoverBy: ['echo'] }, plainScan)).lines
    .filter(({ type }) => type === 'notice')
    .map((line) => (line as { text: string }).text);
  assert.match(one, /by ICMP in 1 way\)$/);
  const link = await run({ targets: ['198.18.0.0/24'], probes: ['discover'] }, async function* (spec) {
    yield { ...endOfScan(spec), probes: 0 } as Finding;
  });
  assert.ok(!link.lines.some(({ type }) => type === 'notice'), 'ARP alone says it all');
});

test('by full connections: the ports most often open tell who is there; closed ports of that are not told twice', async () => {
  const went = await run(
    { targets: ['198.18.0.0/24'], probes: ['discover'], engine: 'connect' },
    async function* (spec) {
      yield { ...HOST };
      yield { ...OPEN, ip: HOST.ip, reason: 'connected' } as Finding;
      yield { ...OPEN, ip: HOST.ip, port: 23, state: 'filtered', reason: 'no-response' } as Finding;
      yield { ...endOfScan(spec), engine: 'connect' } as Finding;
    },
  );
  assert.deepEqual(
    went.specs.map(({ probe, engine }) => [probe, engine]),
    [['syn', 'connect']],
  );
  const ports = await run({ ...NETWORK, engine: 'connect' }, plainScan);
  assert.deepEqual(
    ports.specs.map(({ probe }) => probe),
    ['syn'],
    'before ports nobody is looked for in this way',
  );
  assert.deepEqual(shape(went.lines), [
    ...['start', 'phase discover', 'host discover', 'port discover', 'notice discover', 'phase-end discover', 'end'],
  ]);
  assert.equal(endOf(went).probe, 'discover');
});

test('the ports cannot be asked after hosts were looked for: the survey has failed', async () => {
  const went = await run(NETWORK, async function* (spec) {
    if (spec.probe !== 'discover') throw new ScanError('E_ENGINE_DIED', 'it died');
    yield* plainScan(spec, {});
  });
  assert.equal((went.error as ScanError).code, 'E_ENGINE_DIED');
});
