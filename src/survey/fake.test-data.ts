// A world without packets, for tests of surveys and of the commands that make them.
import type { Engine, Job, JobControl } from '../engine/engine.ts';
import type { Finding } from '../finding/finding.ts';
import type { PingEvent, PingOptions } from '../ping/types.ts';
import type { ScanSpec } from '../scan/spec.ts';
import type { Recognise } from '../service/recognise/recognise.ts';
import type { SurveyWorld } from './world/world.ts';

/** What the engine does with a scan. */
export type Scan = (spec: ScanSpec, control: JobControl) => AsyncGenerator<Finding>;

/** Resolves targets as it is done; every name has the same two addresses. */
export async function fakeSurveyWorld(change: Partial<SurveyWorld> = {}): Promise<SurveyWorld> {
  const { resolveTargets } = await import('../target/targets.ts');
  const { defaultTargets } = await import('../link/interfaces/interfaces.ts');
  return {
    platform: 'linux',
    resolveTargets: (request, options) =>
      resolveTargets(request, { ...options, lookup: async () => ['198.18.0.3', '198.18.0.4'] }),
    planInterfaces: () => [],
    defaultTargets,
    recogniser: async () => refusing,
    mayOpenRawSockets: () => true,
    ...change,
  };
}

/** No port lets itself be connected to: nothing is said of any. */
export const refusing: Recognise = async () => ({
  service: 'unknown',
  verdict: { confidence: 0 },
  tls: null,
  exchanges: [],
  failure: 'ECONNREFUSED',
});

/** Every port is an SSH server that proves it. */
export const allSsh: Recognise = async () => ({
  service: 'ssh',
  verdict: { confidence: 1, product: 'OpenSSH', version: '9.2p1' },
  tls: null,
  exchanges: [{ sent: new Uint8Array(0), received: Buffer.from('SSH-2.0-OpenSSH_9.2p1\r\n'), greeted: true }],
});

async function* nothing(): AsyncGenerator<never> {}

/** What the engine does with a ping. */
export type Ping = (options: PingOptions) => AsyncGenerator<PingEvent>;

/** Nobody answers, and nobody says so. */
const silentPing: Ping = async function* () {};

/** Puts each specification into `specs`, and scans as `scan` says. */
export function fakeEngine(scan: Scan, specs: ScanSpec[] = [], ping: Ping = silentPing): Engine {
  return {
    run(job: Job, control: JobControl = {}) {
      if (job.kind === 'ping') return ping(job.options);
      if (job.kind !== 'scan') return nothing();
      specs.push(job.spec);
      return scan(job.spec, control);
    },
    close: async () => {},
  } as Engine;
}
