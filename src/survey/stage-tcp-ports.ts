// TCP ports, half-open or by full connections.
//
// A process may have the right to open raw sockets and be refused them all the same (seccomp, containers): that shows only
// when the engine opens them. Nothing has been sent then, so full connections take their place, where nobody asked for
// raw sockets by name or for a recording, which only they can make.
import type { ScanCounters } from '../finding/finding.ts';
import type { StageLine } from '../finding/stamp.ts';
import { CONNECT_COST } from './engine-choice.ts';
import { runScan, scanStage, specOf } from './scan-stage.ts';
import type { Stage, StageContext } from './stage.ts';
import { watched } from './watched.ts';

const plain = scanStage('syn', 'syn');

export const tcpPorts: Stage = { ...plain, run: runTcpPorts };

async function* runTcpPorts(
  context: StageContext,
  signal: AbortSignal,
): AsyncGenerator<StageLine, ScanCounters, undefined> {
  const spec = specOf(context.plan, 'syn');
  const mayFallBack = spec.engine === 'auto' && context.recordTo === undefined;
  let answered = false;
  try {
    return yield* watched(plain.run(context, signal), ({ type }) => {
      answered ||= type === 'host' || type === 'port';
    });
  } catch (error) {
    if (!mayFallBack || answered || !isRefusal(error)) throw error;
    const text = `${error.message}; this scan makes ${CONNECT_COST}`;
    yield { type: 'notice', code: 'N_FULL_CONNECTIONS', text, stage: plain.name, time: context.time() };
  }
  return yield* runScan(plain.name, context, { ...spec, engine: 'connect' }, signal);
}

function isRefusal(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'E_NO_PERMISSION';
}
