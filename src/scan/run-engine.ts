// Runs a scan on one of the packet engines: raw, or the one in the kernel, which may turn out not to work here.
import type { Finding } from '../finding/finding.ts';
import type { RecorderFile } from '../link/frames/open.ts';
import { holdUntil } from './book/held-findings.ts';
import { runController } from './controller.ts';
import type { PacketEngine } from './engine-name.ts';
import type { EngineSetup } from './engine-setup.ts';
import type { Journal } from './journal/journal.ts';
import { type Resumed, restore } from './journal/restore.ts';
import type { XdpKernel } from './kernel/open.ts';
import { createAnswered } from './order/askers.ts';
import type { FoundReach } from './reach/found.ts';
import { watchWays } from './reach/watch-ways.ts';
import type { ScanReins } from './reins.ts';
import { countPairs, type ScanFacts } from './scan-facts.ts';
import type { ScanSpec } from './spec.ts';
import type { MemoryPlan } from './state/memory-plan.ts';
import { COMMAND, createSharedState } from './state/shared-state.ts';
import { createThreadDoor } from './thread-door.ts';
import type { EngineThreads, ThreadSetup } from './threads.ts';

/** A scan of which only the engine is left to be chosen. */
export interface PacketScan {
  readonly spec: ScanSpec;
  readonly reach: FoundReach;
  readonly facts: ScanFacts;
  readonly memory: MemoryPlan;
  readonly reins: ScanReins;
  /** Where it is kept; null: nowhere. */
  readonly journal: Journal | null;
  readonly emit: (finding: Finding) => void;
  readonly signal: AbortSignal;
}

/** Where nobody is there to be asked no thread begins, and the findings tell of the engine that was asked for. */
export async function runRaw(scan: PacketScan, threads: EngineThreads): Promise<void> {
  const { spec, reach, facts, memory } = scan;
  const state = createSharedState(reach.table.hosts, countPairs(facts), memory.ledgerWords);
  const answered = memory.ledgerWords > 0 ? createAnswered(facts.hops, facts.table.hosts) : null;
  const setup = { ...facts, recorder: await openRecorder(spec, facts), state, answered };
  await run(spec.engine === 'kernel' ? 'kernel' : 'raw', scan, setup, setup, resume(scan, setup), threads);
}

/** Returns why the kernel engine could not run the scan, in which case nothing has left and nothing was told; else null. */
export async function tryKernel(scan: PacketScan, threads: EngineThreads): Promise<string | null> {
  const { facts, emit } = scan;
  let kernel: XdpKernel | undefined;
  const proved = () => kernel !== undefined && Atomics.load(kernel.state.commands, COMMAND.proved) === 1;
  const held = holdUntil(proved, emit);
  process.on('SIGUSR2', ignore); // how a thread is woken out of the kernel; one may still be on its way at the end
  try {
    const { openKernel } = await import('./kernel/open.ts'); // most scans have no need of the eBPF assembler
    kernel = openKernel(facts);
    const setup = { ...facts, state: kernel.state, hops: kernel.hops, answered: null };
    const resumed = resume(scan, setup);
    kernel.countOn();
    await run('kernel', { ...scan, emit: held.emit }, setup, kernel.threadSetup, resumed, threads);
    return null;
  } catch (error) {
    if (proved()) {
      held.letGo();
      throw error;
    }
    return error instanceof Error ? error.message : String(error);
  } finally {
    await threads.stop().catch(() => {}); // why one of them died is told already
    kernel?.close();
  }
}

function resume({ journal }: PacketScan, setup: EngineSetup): Resumed | null {
  const before = journal?.before ?? null;
  return before === null ? null : restore(before, setup);
}

function ignore(): void {}

/** Starts the engine, lets the controller do its work, and stops it. */
async function run(
  engine: PacketEngine,
  scan: PacketScan,
  setup: EngineSetup,
  threadSetup: ThreadSetup,
  resumed: Resumed | null,
  threads: EngineThreads,
): Promise<void> {
  const { reach } = scan;
  const begun = reach.table.hosts > 0 ? threads.begin(threadSetup) : Promise.resolve();
  begun.catch(() => {}); // looked at once the first pass waits there
  const door = createThreadDoor(engine, threads, setup, begun);
  const ways = watchWays(reach, scan.reins, setup, scan.emit);
  try {
    const journal = scan.journal === null ? null : { journal: scan.journal, resumed };
    const controlled = runController({ ...scan, emit: ways.emit, setup, door, journal });
    controlled.catch(() => {}); // told below, unless the ways cannot be watched
    ways.begin(); // the first pass has been begun
    await controlled;
  } finally {
    ways.stop(); // the kernel engine's hops lie in memory that goes
    door.canaries?.close();
  }
}

async function openRecorder({ recordTo }: ScanSpec, facts: ScanFacts): Promise<RecorderFile | null> {
  if (recordTo === null) return null;
  const { startRecording } = await import('../link/frames/recorder.ts');
  return startRecording(recordTo, [...facts.interfaces, ...facts.listening]);
}
