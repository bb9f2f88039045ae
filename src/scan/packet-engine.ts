// A scan with packets of our own: finds how hosts are reached, chooses the engine, starts it and lets the controller
// (controller.ts) run the scan.
import type { Finding } from '../finding/finding.ts';
import type { RecorderFile } from '../link/open.ts';
import { RESERVED_PORTS, reservePorts } from '../link/reserved-ports.ts';
import { bootMicros } from '../link/time.ts';
import { runController } from './controller.ts';
import { freshKey } from './cookie.ts';
import type { EngineSetup } from './engine-setup.ts';
import { ledgerBytes } from './ledger.ts';
import { seedWords } from './permutation.ts';
import { count } from './ranges.ts';
import { findReach, type Reach } from './reach.ts';
import { ScanError } from './scan-error.ts';
import { COMMAND, createSharedState } from './shared-state.ts';
import type { ScanSpec } from './spec.ts';
import { createThreadDoor } from './thread-door.ts';
import { type EngineThreads, launchThreads, type ThreadSetup } from './threads.ts';
import { notWorthIt, whyNotXdp, whyRing } from './xdp/choice.ts';
import type { XdpKernel } from './xdp/kernel.ts';

/**
 * Runs the scan; ends with an `end` finding. `started` is called once the sockets are open. `early`: threads that were
 * launched before it was known what to scan; used where they are of the right engine.
 */
export async function runPacketScan(
  spec: ScanSpec,
  emit: (finding: Finding) => void,
  signal: AbortSignal,
  started: () => void,
  early: EngineThreads,
): Promise<void> {
  const epochMicros = bootMicros();
  let refusal = whyRing(spec);
  let threads = takeThreads(early, refusal === null ? 'xdp' : 'ring');
  const reserved = reservePorts(2 * RESERVED_PORTS, spec.probe === 'udp' ? 'udp' : 'tcp');
  try {
    const reach = await findReach(spec, emit, signal);
    const facts = createFacts(spec, reach, reserved.base, epochMicros);
    const scan: Scan = { spec, reach, facts, emit, signal, started: once(started) };
    if (refusal === null && reach.table.hosts > 0) {
      refusal = whyNotXdp(reach, facts, ledgerWords(spec, facts) > 0) ?? notWorthIt(spec, countPairs(facts));
      refusal ??= await tryXdp(scan, threads);
      if (refusal === null) return;
      if (spec.engine === 'xdp')
        throw new ScanError('E_NO_XDP', `the xdp engine cannot do this scan: ${refusal}; use --engine ring`);
      await threads.stop().catch(() => {}); // why one of them died is told here
      emit({ type: 'notice', code: 'N_ENGINE', text: `ring engine instead of xdp: ${refusal}` });
      threads = launchThreads('ring');
    }
    const state = createSharedState(reach.table.hosts, countPairs(facts), ledgerWords(spec, facts));
    const recorder = await openRecorder(spec, reach);
    const setup = { ...facts, recorder, state };
    await runOn(spec.engine === 'xdp' ? 'xdp' : 'ring', scan, setup, setup, threads);
  } finally {
    await threads.stop().catch(() => {}); // a thread that died has been told of
    reserved.close();
  }
}

function takeThreads(early: EngineThreads, engine: EngineThreads['engine']): EngineThreads {
  if (early.engine === engine) return early;
  void early.stop();
  return launchThreads(engine);
}

interface Scan {
  readonly spec: ScanSpec;
  readonly reach: Reach;
  readonly facts: Facts;
  readonly emit: (finding: Finding) => void;
  readonly signal: AbortSignal;
  readonly started: () => void;
}

type Facts = Omit<EngineSetup, 'state'>;

/** Runs the scan on XDP; returns why it could not, in which case nothing has left and nothing was told. */
async function tryXdp(scan: Scan, threads: EngineThreads): Promise<string | null> {
  const { facts, emit } = scan;
  let kernel: XdpKernel | undefined;
  const proved = () => kernel !== undefined && Atomics.load(kernel.state.commands, COMMAND.proved) === 1;
  const held: Finding[] = [];
  const letGo = () => {
    for (const finding of held.splice(0)) emit(finding);
  };
  process.on('SIGUSR2', ignore); // how a thread is woken out of the kernel; one may still be on its way at the end
  try {
    const { openKernel } = await import('./xdp/kernel.ts'); // most scans have no need of the eBPF assembler
    kernel = openKernel(facts);
    const emitProved = (finding: Finding): void => {
      held.push(finding);
      if (finding.type === 'progress' || finding.type === 'end' || proved()) letGo();
    };
    const setup = { ...facts, state: kernel.state };
    await runOn('xdp', { ...scan, emit: emitProved }, setup, kernel.threadSetup, threads);
    return null;
  } catch (error) {
    if (proved()) {
      letGo();
      throw error;
    }
    return error instanceof Error ? error.message : String(error);
  } finally {
    await threads.stop().catch(() => {}); // why one of them died is told already
    kernel?.close();
  }
}

async function openRecorder({ pcapPath }: ScanSpec, { interfaces }: Reach): Promise<RecorderFile | null> {
  if (pcapPath === null) return null;
  const { startRecording } = await import('../link/recorder.ts');
  return startRecording(pcapPath, interfaces);
}

function ignore(): void {}

/** Starts the engine, lets the controller do its work, and stops it. */
async function runOn(
  engine: 'ring' | 'xdp',
  scan: Scan,
  setup: EngineSetup,
  threadSetup: ThreadSetup,
  threads: EngineThreads,
): Promise<void> {
  const door = createThreadDoor(engine, threads, setup);
  if (scan.reach.table.hosts > 0) await threads.begin(threadSetup);
  scan.started();
  try {
    await runController({ ...scan, setup, door });
  } finally {
    door.canaries?.close();
  }
}

/** `started` may be called again after a change of engines; who waits for it is told once. */
function once(call: () => void): () => void {
  let called = false;
  return () => {
    if (!called) call();
    called = true;
  };
}

function countPairs({ table, portNumbers }: Pick<EngineSetup, 'table' | 'portNumbers'>): number {
  return table.hosts * portNumbers.length;
}

/** 32-bit words of the ledger; 0: it would take more than it may. */
function ledgerWords(spec: ScanSpec, facts: Facts): number {
  const probes = countPairs(facts);
  return probes <= 2 ** 32 && ledgerBytes(probes) <= spec.ledgerLimit ? Math.ceil(probes / 16) : 0;
}

function createFacts(spec: ScanSpec, reach: Reach, sourcePortBase: number, epochMicros: number): Facts {
  const portNumbers = new Uint16Array(new SharedArrayBuffer(count(spec.ports) * 2));
  let index = 0;
  for (const [first, last] of spec.ports) for (let port = first; port <= last; port++) portNumbers[index++] = port;
  return {
    table: reach.table,
    hops: reach.hops,
    interfaces: reach.interfaces,
    probe: spec.probe,
    portNumbers,
    cookieKey: freshKey(),
    orderSeeds: seedWords(spec.seed),
    shard: spec.shard,
    excluded: spec.excluded,
    askedGenerators: spec.generators,
    rateCap: spec.rateCap,
    sourcePortBase,
    epochMicros,
    recorder: null,
  };
}
