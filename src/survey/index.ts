// The door for other programs, `portolan/survey`: what is to be found out, and finding it out.
import type { Engine } from '../engine/engine.ts';
import { openEngine } from '../engine/session.ts';
import type { Line } from '../finding/finding.ts';
import { planSurvey } from './plan.ts';
import type { SurveyRequest } from './request.ts';
import { type RunOptions, runSurvey } from './run.ts';
import { thisMachine } from './world.ts';

export type { Engine } from '../engine/engine.ts';
export type { Fact, Line } from '../finding/finding.ts';
export { type ListenRequest, listen } from './listen.ts';
export type { SurveyRequest } from './request.ts';
export { SurveyError } from './survey-error.ts';

export interface SurveyOptions extends Omit<RunOptions, 'recogniser'> {
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
    yield* runSurvey(plan, used, { ...options, recogniser: world.recogniser });
  } finally {
    if (engine === undefined) await used.close();
  }
}
