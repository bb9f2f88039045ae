// A survey that ends in the middle and is gone on with by its journal: facts, stages, and what is given twice.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Line } from '../finding/finding.ts';
import type { OwnNetwork } from '../identity/network/networks.ts';
import { parseIpv4 } from '../wire/address.ts';
import { fakeEngine, fakeSurveyWorld, refusing, type Scan } from './fake.test-data.ts';
import { beginJournal, type FolderJournal, openJournal } from './journal.ts';
import { planSurvey } from './plan.ts';
import { BOTH, endOfScan, HOST, OPEN, shape } from './run.test-data.ts';
import { runSurvey } from './run.ts';

function inFolder(work: (folder: string) => Promise<void> | void): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'journal-'));
    try {
      await work(join(folder, 'one'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

interface Went {
  readonly lines: Line[];
  /** Probes of the jobs that the engine was given, and whether with a descriptor for a journal. */
  readonly jobs: (readonly [probe: string, journal: boolean])[];
}

/** `most`: reads so many lines, and is gone then, as a process that is killed. */
async function survey(journal: FolderJournal<unknown>, scan: Scan, most = Number.POSITIVE_INFINITY): Promise<Went> {
  const plan = await planSurvey({ ...BOTH, services: false, identity: false }, await fakeSurveyWorld());
  const went: Went = { lines: [], jobs: [] };
  const engine = fakeEngine((spec, control) => {
    went.jobs.push([spec.probe, control.journalTo !== undefined]);
    return scan(spec, control);
  });
  for await (const line of runSurvey(plan, engine, { recogniser: async () => refusing, journal })) {
    went.lines.push(line);
    if (went.lines.length === most) break;
  }
  journal.close(false);
  return went;
}

const scan: Scan = async function* (spec) {
  yield { ...HOST };
  yield { ...OPEN, port: spec.probe === 'syn' ? 22 : 53, proto: spec.probe === 'syn' ? 'tcp' : 'udp' };
  yield endOfScan(spec);
};

test(
  'what was found is given first, stages that had ended are left out, and nothing is given twice',
  inFolder(async (folder) => {
    const whole = await survey(beginJournal(`${folder}-whole`, {}), scan);
    const until = whole.lines.findIndex((line) => line.type === 'port' && line.proto === 'udp') + 1;
    const first = await survey(beginJournal(folder, { args: ['x'] }), scan, until);
    assert.deepEqual(first.jobs, [
      ['syn', true],
      ['udp', true],
    ]);
    const journal = openJournal<{ args: string[] }>(folder);
    assert.deepEqual(journal.asked, { args: ['x'] });
    const then = await survey(journal, scan);
    assert.deepEqual(then.jobs, [['udp', true]]);
    assert.deepEqual(shape(then.lines), [
      ...['start', 'host syn', 'port syn', 'phase-end syn', 'host udp', 'port udp'],
      ...['phase udp', 'phase-end udp', 'end'],
    ]);
    const { time: _, ...end } = then.lines.at(-1)!;
    const { time: __, ...wanted } = whole.lines.at(-1)!;
    assert.deepEqual(end, wanted);
  }),
);

test(
  'an interrupted or failed stage has not ended',
  inFolder(async (folder) => {
    await survey(beginJournal(folder, {}), async function* (spec) {
      const end = endOfScan(spec);
      yield end.type === 'end' && spec.probe === 'syn' ? { ...end, interrupted: true } : end;
    });
    const jobs = (await survey(openJournal(folder), scan)).jobs.map(([probe]) => probe);
    assert.deepEqual(jobs, ['syn']);
  }),
);

test(
  'a torn last line was not shown; any other line that is none is an error, as a foreign file and another version are',
  inFolder(async (folder) => {
    const { lines } = await survey(beginJournal(folder, {}), scan, 4);
    const file = join(folder, 'survey');
    appendFileSync(file, '{"type":"port","ip":"198.1');
    const again = await survey(openJournal(folder), scan);
    assert.ok(again.lines.length > lines.length);
    for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) JSON.parse(line);
    const text = readFileSync(file, 'utf8');
    for (const [changed, words] of [
      [text.replace('{"type"', '{type'), /damaged in line 2/],
      [text.replace('\n{', '\n7{'), /damaged in line 2/],
      ['', /is none/],
      ['{"foreign":1}\n', /is none/],
      [text.replace('"journal":2', '"journal":0'), /another version/],
    ] as const) {
      writeFileSync(file, changed);
      assert.throws(() => openJournal(folder), { code: 'E_JOURNAL', message: words });
    }
    assert.throws(() => openJournal(`${folder}-none`), { code: 'E_JOURNAL', message: /cannot be read/ });
  }),
);

test(
  'only its owner may read it; it is begun once, and gone when it is finished',
  inFolder((folder) => {
    const journal = beginJournal(folder, {});
    journal.descriptorOf('syn');
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    for (const file of readdirSync(folder)) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file);
    assert.throws(() => beginJournal(folder, {}), { code: 'E_JOURNAL', message: /go on with it/ });
    journal.close(true);
    assert.throws(() => readdirSync(folder));
  }),
);

test(
  'what was heard of the network before stays when the survey is gone on with, beside what is found then',
  inFolder(async (folder) => {
    const before = beginJournal(folder, {});
    const vlans = [{ id: 42, use: 'untagged', source: 'lldp' }] as const;
    const nobody = { gateways: [], dhcpServers: [], dnsServers: [] };
    const where = { network: '198.18.0.0/24', interface: 'eth0' };
    const time = '2026-11-27T12:00:00.000Z';
    before.keep({
      type: 'network',
      ...where,
      sources: ['lldp'],
      ...nobody,
      vlans: [...vlans],
      stage: 'identity',
      time,
    });
    before.close(false);
    const plan = await planSurvey({ ...BOTH, services: false }, await fakeSurveyWorld());
    const journal = openJournal(folder);
    const [first, last] = ['198.18.0.0', '198.18.0.255'].map((text) => parseIpv4(text)!);
    const links = [{ ...where, first, last, vlan: null }];
    const ownNetwork = async (): Promise<OwnNetwork> => ({ links, routes: [], nameServers: [] });
    const told: unknown[] = [];
    for await (const line of runSurvey(plan, fakeEngine(scan), {
      recogniser: async () => refusing,
      journal,
      ownNetwork,
    })) {
      if (line.type === 'network') told.push([line.sources, line.vlans]);
    }
    journal.close(true);
    assert.deepEqual(told, [
      [['lldp'], vlans],
      [['lldp', 'interface'], vlans],
    ]);
  }),
);
