// Where raw sockets are refused: ordinary ones take their place.
//
// A process may have the right to open raw sockets and be refused them all the same (seccomp, containers): that shows only
// when the engine opens them. Nothing has been sent then, so ordinary sockets do it, where nobody asked for raw sockets by
// name or for a recording, which only they can make.
import type { ScanCounters } from '../../finding/finding.ts';
import type { StageLine } from '../../finding/stamp.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { ofAlive, runScan, scanStage, specOf } from './scan-stage.ts';
import type { Stage, StageContext } from './stage.ts';
import { watched } from './watched.ts';

/** What is told in that case: `what` ends a sentence on this scan. */
export interface FallBack {
  readonly code: `N_${string}`;
  readonly what: string;
}

export function scanStageWithFallBack(name: string, probe: ProbeName, { code, what }: FallBack): Stage {
  const plain = scanStage(name, probe);
  return {
    ...plain,
    async *run(context: StageContext, signal: AbortSignal): AsyncGenerator<StageLine, ScanCounters, undefined> {
      const spec = ofAlive(context, specOf(context.plan, probe));
      const mayFallBack = spec.engine === 'auto' && context.recordTo === undefined;
      let answered = false;
      try {
        return yield* watched(plain.run(context, signal), ({ type }) => {
          answered ||= type === 'host' || type === 'port';
        });
      } catch (error) {
        if (!mayFallBack || answered || !isRefusal(error)) throw error;
        yield { type: 'notice', code, text: `${error.message}; this scan ${what}`, stage: name, time: context.time() };
      }
      return yield* runScan(name, context, { ...spec, engine: 'connect' }, signal);
    },
  };
}

function isRefusal(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'E_NO_PERMISSION';
}
