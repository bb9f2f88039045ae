// A survey on an engine that is data: what it says, and what the engine was asked.
import assert from 'node:assert/strict';
import type { End, Finding, HostFinding, Line } from '../finding/finding.ts';
import { END } from '../report/findings.test-data.ts';
import { violations } from '../report/lines.test-data.ts';
import { ScanError } from '../scan/scan-error.ts';
import type { ScanSpec } from '../scan/spec.ts';
import { fakeEngine, fakeSurveyWorld, type Ping, refusing, type Scan } from './fake.test-data.ts';
import { planSurvey } from './plan.ts';
import type { SurveyRequest } from './request.ts';
import { runSurvey } from './run.ts';

export const BOTH: SurveyRequest = { targets: ['198.18.0.1-2'], probes: ['syn', 'udp'], ports: '1-10', seed: 'a' };

export interface Run {
  readonly lines: readonly Line[];
  readonly specs: readonly ScanSpec[];
  readonly error: unknown;
}

export async function run(
  request: SurveyRequest,
  scan: Scan,
  signal?: AbortSignal,
  recordTo?: number,
  recognise = refusing,
  ping?: Ping,
): Promise<Run> {
  const plan = await planSurvey(request, await fakeSurveyWorld());
  const specs: ScanSpec[] = [];
  const lines: Line[] = [];
  let error: unknown = null;
  try {
    const options = { recogniser: async () => recognise, signal, recordTo, argv: ['x'] };
    for await (const line of runSurvey(plan, fakeEngine(scan, specs, ping), options)) lines.push(line);
  } catch (thrown) {
    error = thrown;
  }
  for (const line of lines) {
    if (line.type !== 'progress') assert.deepEqual(violations({ v: 1, ...line }), [], JSON.stringify(line));
  }
  return { lines, specs, error };
}

export const shape = (lines: readonly Line[]): string[] =>
  lines.map((line) => ('stage' in line && line.stage !== undefined ? `${line.type} ${line.stage}` : line.type));

export const endOf = ({ lines }: Run): End => lines.at(-1) as End;

export const OPEN: Finding = {
  type: 'port',
  ip: '198.18.0.3',
  proto: 'tcp',
  port: 22,
  state: 'open',
  reason: 'syn-ack',
};
export const HOST: HostFinding = { type: 'host', ip: '198.18.0.1', state: 'up', reason: 'rst' };
export const refused = () => new ScanError('E_NO_PERMISSION', 'raw sockets are refused');

/** What a scan of ten ports of two hosts came to, one of which is up. */
export const endOfScan = ({ probe }: ScanSpec): Finding => ({
  ...END,
  ...{ hostsAsked: 2, hostsUp: 1, openPorts: 1, closedPorts: 9, filteredPorts: 0, probes: 20, answered: 10 },
  ...{ retransmitted: 4, silent: 10, elapsedMs: 100, probe },
});

export const plainScan: Scan = async function* (spec) {
  yield { ...HOST };
  yield endOfScan(spec);
};
