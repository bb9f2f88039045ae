// A survey of the made-up network, played over time: hosts one after another, progress in between; pause, rate and cancel work.
import type { Line } from '../../src/finding/finding.ts';
import type { ScanId } from '../../src/inventory/inventory.ts';
import type { ServerEvent, StartRequest, SurveyStatus } from '../../src/server/api.ts';
import { type MadeInventory, meet, putScan, scanRow } from './inventory.test-data.ts';
import type { MadeHost } from './network.test-data.ts';

const TICK_MS = 50;

export interface MadeSurvey {
  status(): SurveyStatus;
  pause(isPaused: boolean): void;
  setRate(rate: number | null): void;
  retarget(change: (targets: readonly string[]) => readonly string[]): void;
  stop(): void;
}

export interface Play {
  readonly inventory: MadeInventory;
  readonly network: readonly MadeHost[];
  readonly scan: ScanId;
  readonly request: StartRequest;
  /** Milliseconds from the first host to the last. */
  readonly durationMs: number;
  push(events: readonly ServerEvent[]): void;
}

export function playSurvey({ inventory, network, scan, request, durationMs, push }: Play): MadeSurvey {
  const begun = new Date().toISOString();
  const perTick = (network.length * TICK_MS) / durationMs;
  /** Hosts whose time has come, in parts. */
  let due = 0;
  const row = scanRow(scan, 'running', begun, request.targets);
  putScan(inventory, row);
  let [met, openPorts, rateCap, ended]: [number, number, number | null, string | null] = [0, 0, null, null];
  let state: SurveyStatus['state'] = 'running';
  let { targets } = request;
  let beat = 0;

  const done = (): number => (network.length === 0 ? 1 : met / network.length);
  const status = (): SurveyStatus => ({
    ...{
      scan,
      state,
      targets,
      begun,
      ended,
      phase: ended === null ? (done() < 0.2 ? 'discover' : done() < 0.8 ? 'syn' : 'services') : null,
    },
    ...{ done: done(), secondsLeft: ended === null ? Math.ceil(((1 - done()) * durationMs) / 1_000) : null },
    rate:
      state === 'running'
        ? Math.min(
            rateCap ?? Number.POSITIVE_INFINITY,
            Math.round(18_000 + 9_000 * Math.sin(beat / 7) + 500 * (beat % 5)),
          )
        : 0,
    ...{ rateCap, hostsUp: met, openPorts, error: null },
  });
  const finish = (how: 'finished' | 'interrupted'): void => {
    clearInterval(timer);
    ended = new Date().toISOString();
    state = how;
    putScan(inventory, { ...scanRow(scan, how, begun, request.targets, met, openPorts), ended });
    push([{ type: 'status', status: status() }]);
  };
  const tick = (): void => {
    beat += 1;
    if (state === 'running') {
      const lines: Line[] = [];
      due += perTick;
      for (const host of network.slice(met, Math.ceil(due))) {
        lines.push(...meet(inventory, host, scan, new Date().toISOString()));
        met += 1;
        openPorts += host.services.length;
      }
      push(lines.map((line) => ({ type: 'line', scan, line })));
      if (met >= network.length) finish('finished');
    }
    if (ended === null && beat % 4 === 1) push([{ type: 'status', status: status() }]);
  };
  const timer = setInterval(tick, TICK_MS);
  push([
    { type: 'status', status: status() },
    { type: 'line', scan, line: row.start },
  ]);

  return {
    status,
    pause(isPaused) {
      if (ended === null) state = isPaused ? 'paused' : 'running';
      push([{ type: 'status', status: status() }]);
    },
    setRate(rate) {
      rateCap = rate;
      push([{ type: 'status', status: status() }]);
    },
    retarget(change) {
      targets = change(targets);
      push([{ type: 'status', status: status() }]);
    },
    stop: () => (ended === null ? finish('interrupted') : undefined),
  };
}
