// How soon a job of a session begins that runs already: from asking to its first frame at the target, by the kernel's clock.
import { buildLab, type Lab } from '../../lab/network/build.ts';
import { scenario } from '../../lab/network/scenarios.ts';
import { labProgram } from '../../lab/program.ts';
import { startCapture } from '../../lab/truth/capture.ts';
import type { WorkResult } from '../score/results.ts';
import { figure, median, spread } from '../score/statistics.ts';

const WANTED_MS = 5;
/** Between the end of a job and the next one: as the stages of a survey come, and as a person asks. */
const PAUSES_MS = [0, 300];
const RUN = labProgram('runs/engine-run');

interface Job {
  readonly askedAt: number;
  readonly openPorts: number;
  readonly children: readonly string[];
}

export async function runSession(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await buildLab(scenario('plain'));
  const rows: string[][] = [];
  const checks: WorkResult['checks'][number][] = [];
  for (const pauseMs of PAUSES_MS) {
    const { begins, processes } = await measure(lab, pauseMs, quick ? 20 : 40);
    const name = pauseMs === 0 ? 'at once' : `${pauseMs} ms later`;
    const late = begins.filter((ms) => ms >= WANTED_MS).length;
    say(`session: ${name}: ${spread(begins, 1)} ms, ${late} of ${begins.length} after ${WANTED_MS} ms`);
    rows.push([name, String(begins.length), spread(begins, 1), String(late), String(processes)]);
    checks.push({
      wanted: `a job asked for ${name} begins within ${WANTED_MS} ms (median), no process started`,
      got: `${figure(median(begins) ?? Number.NaN, 1)} ms, ${processes} processes`,
      met: (median(begins) ?? WANTED_MS) < WANTED_MS && processes === 1,
    });
  }
  return {
    columns: ['asked for after the one before', 'jobs', 'to the first frame, ms', `over ${WANTED_MS} ms`, 'processes'],
    rows,
    checks,
    commands: [],
    notes: [
      'Scans of one port of one host in one session with the engine, the first one left out. Asked: CLOCK_REALTIME before `engine.run`; the first frame: the SYN as the kernel of the target stamps it (tcpdump). Processes: all that the caller has started, over all jobs.',
    ],
  };
}

async function measure(lab: Lab, pauseMs: number, jobs: number): Promise<{ begins: number[]; processes: number }> {
  const [[address, [port]]] = [...(await lab.truth())];
  const capture = await startCapture(lab.arrivals[0], 'tcp[tcpflags] & tcp-syn != 0');
  const question = JSON.stringify({ address, port, jobs: jobs + 1, pauseMs });
  const said = await lab.run('ip', ['netns', 'exec', lab.scannerNamespace, process.execPath, RUN, question]);
  const asked = said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Job);
  const { times } = await capture.stop();
  if (times.length !== asked.length || asked.some(({ openPorts }) => openPorts !== 1)) {
    throw new Error(`${asked.length} jobs, ${times.length} SYNs: not one each`);
  }
  return {
    begins: asked.map(({ askedAt }, index) => times[index] - askedAt).slice(1),
    processes: new Set(asked.flatMap(({ children }) => children)).size,
  };
}
