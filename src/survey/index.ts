// The door for other programs, `portolan/survey`: what is to be found out, and finding it out.
import type { Engine } from '../engine/engine.ts';
import { openEngine } from '../engine/session.ts';
import type { HostFact, IdentityFact, Line } from '../finding/finding.ts';
import { planSurvey } from './plan.ts';
import type { SurveyRequest } from './request.ts';
import { type RunOptions, runSurvey } from './run.ts';
import { thisMachine } from './world/world.ts';

export type { Engine } from '../engine/engine.ts';
export type { Fact, HostFact, IdentityFact, Line } from '../finding/finding.ts';
export { createSurveyControl, type SurveyControl } from './control.ts';
export { type ListenRequest, listen } from './listen.ts';
export type { SurveyRequest } from './request.ts';
export { SurveyError } from './survey-error.ts';

export interface SurveyOptions extends Omit<RunOptions, 'recogniser' | 'lookups' | 'ownNetwork'> {
  /** One that runs already and serves others too; it stays the caller's. Default: one of its own, for as long as it takes. */
  readonly engine?: Engine;
}

/**
 * Surveys a network: facts (`host`, `port`) as they are found, and between them how the work goes; `start` is the first
 * line, `end` the last. Where raw sockets are refused, TCP is asked by full connections, and a notice says so.
 *
 * @throws errors with a code: `E_REQUEST`, `E_PROBE`, `E_PORTS`, `E_TARGET` and others where it cannot be done as it was
 *   asked for; `E_NO_PERMISSION` where only raw sockets could; what the engine says where every stage failed
 */
export async function* survey(
  request: SurveyRequest = {},
  { engine, ...options }: SurveyOptions = {},
): AsyncGenerator<Line, void, undefined> {
  const { signal, recordTo } = options;
  const world = await thisMachine();
  const plan = await planSurvey(request, world, { signal, records: recordTo !== undefined });
  const packets = [...plan.scans.values()].some(({ spec }) => spec.engine !== 'connect');
  const used = engine ?? openEngine({ hint: packets ? 'raw' : 'connect', packets });
  try {
    const { recogniser, lookups, ownNetwork } = world;
    yield* runSurvey(plan, used, { ...options, recogniser, lookups, ownNetwork });
  } finally {
    if (engine === undefined) await used.close();
  }
}

/**
 * Which hosts are there: a survey that asks hosts and no ports, of which the hosts alone are given, each once, as it is found. Without the
 * right to raw sockets TCP ports are connected to instead, and who has a firewall is not found.
 *
 *   for await (const { ip, mac, rttMs } of discover({ targets: ['198.18.0.0/24'] }, { signal })) ...
 *
 * @param request its targets and limits; `probes`: `['discover']`, unless `icmp` or `arp` alone is wanted
 * @throws as `survey` does. Aborted it ends, with what it found.
 */
export async function* discover(
  request: SurveyRequest = {},
  options: SurveyOptions = {},
): AsyncGenerator<HostFact, void, undefined> {
  const met = new Set<string>();
  for await (const line of survey({ probes: ['discover'], ...request, services: false, identity: false }, options)) {
    if (line.type !== 'host' || met.has(line.ip)) continue;
    met.add(line.ip);
    yield line;
  }
}

/**
 * Who each host is: a survey of which the statements alone are given, when all that they rest on has been found. With `ports`, `topPorts` or
 * `fast` it takes less time, and knows less; with `probes: ['discover']` it rests on no port.
 *
 *   for await (const { ip, name, kind, os } of identify({ targets: ['198.18.0.0/24'], fast: true }, { signal })) ...
 *
 * @throws as `survey` does. Aborted it ends, with what it found.
 */
export async function* identify(
  request: SurveyRequest = {},
  options: SurveyOptions = {},
): AsyncGenerator<IdentityFact, void, undefined> {
  for await (const line of survey({ ...request, identity: true }, options)) {
    if (line.type === 'identity') yield line;
  }
}
