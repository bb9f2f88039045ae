// The packet engine's controller: finds how hosts are reached, starts the sending and the receiving thread, runs pass
// after pass until nothing is left that another attempt could answer, and says how complete it was.
import type { Finding } from '../finding/finding.ts';
import { startRecording } from '../link/recorder.ts';
import { reservePorts } from '../link/reserved-ports.ts';
import { realtimeMicros } from '../link/time.ts';
import { freshKey } from './cookie.ts';
import type { EngineSetup } from './engine-setup.ts';
import { createEventReader, type EventReader } from './event-reader.ts';
import { createHostWatch, type HostWatch } from './host-watch.ts';
import { ledgerBytes } from './ledger.ts';
import { createPassRunner } from './pass-runner.ts';
import { seedWords } from './permutation.ts';
import { createPlanner } from './planner.ts';
import { count } from './ranges.ts';
import { findReach, type Reach } from './reach.ts';
import { COMMAND, createSharedState } from './shared-state.ts';
import type { ScanSpec } from './spec.ts';
import { type EngineThreads, launchThreads } from './threads.ts';
import { writeVerdict } from './verdict.ts';

/** Runs the scan; ends with an `end` finding. `started` is called once the sockets are open. */
export async function runRingScan(
  spec: ScanSpec,
  emit: (finding: Finding) => void,
  signal: AbortSignal,
  started: () => void,
): Promise<void> {
  const epochMicros = realtimeMicros();
  const threads = launchThreads();
  const reserved = reservePorts();
  try {
    const reach = await findReach(spec, emit, signal);
    const setup = createSetup(spec, reach, reserved.base, epochMicros);
    const reader = createEventReader(setup, reach.neighbours, emit);
    const watch = createHostWatch(setup);
    if (reach.table.hosts > 0) {
      await threads.begin(setup);
      started();
      await runPasses(spec, setup, threads, reader, watch, emit, signal);
      await threads.stop();
      reader.drain();
    } else {
      started(); // nobody is there to be asked
    }
    writeVerdict({ spec, setup, reach, reader, watch, emit, interrupted: signal.aborted });
  } finally {
    await threads.stop();
    reserved.close();
  }
}

function createSetup(spec: ScanSpec, reach: Reach, sourcePortBase: number, epochMicros: number): EngineSetup {
  const portNumbers = new Uint16Array(new SharedArrayBuffer(count(spec.tcpPorts) * 2));
  let index = 0;
  for (const [first, last] of spec.tcpPorts) for (let port = first; port <= last; port++) portNumbers[index++] = port;
  const probes = reach.table.hosts * portNumbers.length;
  const fits = probes <= 2 ** 32 && ledgerBytes(probes) <= spec.ledgerLimit;
  return {
    state: createSharedState(reach.table.hosts, probes, fits ? Math.ceil(probes / 16) : 0),
    table: reach.table,
    hops: reach.hops,
    interfaces: reach.interfaces,
    portNumbers,
    cookieKey: freshKey(),
    orderSeeds: seedWords(spec.seed),
    shard: spec.shard,
    excluded: spec.excluded,
    rateCap: spec.rateCap,
    sourcePortBase,
    epochMicros,
    recorder: spec.pcapPath === null ? null : startRecording(spec.pcapPath, reach.interfaces),
  };
}

async function runPasses(
  spec: ScanSpec,
  setup: EngineSetup,
  threads: EngineThreads,
  reader: EventReader,
  watch: HostWatch,
  emit: (finding: Finding) => void,
  signal: AbortSignal,
): Promise<void> {
  if (setup.state.ledger.length === 0) emit(statelessNotice(setup, spec));
  const runner = createPassRunner({ spec, setup, threads, reader, watch, emit, signal });
  const planner = createPlanner(spec, setup, watch);
  const abandon = () => Atomics.store(setup.state.commands, COMMAND.abandon, 1);
  signal.addEventListener('abort', abandon, { once: true });
  if (signal.aborted) abandon();
  for (let pass = planner.first(); pass !== null; pass = planner.next()) {
    await runner.run(pass);
    if (signal.aborted) break;
  }
  reader.release();
}

function statelessNotice(setup: EngineSetup, spec: ScanSpec): Finding {
  const probes = setup.table.hosts * setup.portNumbers.length;
  const text = `${probes.toLocaleString('en')} probes need more than the ${Math.round(spec.ledgerLimit / 2 ** 20)} MiB the ledger may take: only open ports are remembered`;
  return { type: 'notice', code: 'N_STATELESS', text };
}
