// A scan with packets of our own: finds how hosts are reached, chooses the engine, starts it and lets the controller
// (controller.ts) run the scan.

import type { Finding } from '../finding/finding.ts';
import type { ArpMemory } from '../link/arp-memory.ts';
import { createCarrierWatch } from '../link/carrier-watch.ts';
import type { EngineInterface } from '../link/engine-interface.ts';
import type { HopLine } from '../link/hop-line.ts';
import type { RecorderFile } from '../link/open.ts';
import { otherInterfaces } from '../link/other-interfaces.ts';
import { RESERVED_PORTS, reservePorts } from '../link/reserved-ports.ts';
import { bootMicros } from '../link/time.ts';
import { createFormTable } from '../probe/form-table.ts';
import { PROBES } from '../probe/probes.ts';
import { listPorts } from '../target/port-list.ts';
import { holdUntil } from './book/held-findings.ts';
import { runController } from './controller.ts';
import type { PacketEngine } from './engine-name.ts';
import type { EngineSetup } from './engine-setup.ts';
import { notWorthIt, whyNotXdp, whyRing } from './kernel/choice.ts';
import type { XdpKernel } from './kernel/open.ts';
import { freshKey } from './order/cookie.ts';
import { seedWords } from './order/permutation.ts';
import type { FoundReach } from './reach/found.ts';
import { createHopWatch, HOP_WATCH_MS, withoutHopShare } from './reach/hop-watch.ts';
import { findReach } from './reach/reach.ts';
import { ScanError } from './scan-error.ts';
import type { ScanSpec } from './spec.ts';
import { type MemoryPlan, planMemory } from './state/memory-plan.ts';
import { createResponseRing, RESPONSE_RING_BYTES } from './state/response-ring.ts';
import { COMMAND, createSharedState } from './state/shared-state.ts';
import { createThreadDoor } from './thread-door.ts';
import type { EngineThreads, ThreadSetup } from './threads.ts';

/** What the scans of a session share. */
export interface PacketSession {
  /** Gives threads of an engine, perhaps launched before. */
  takeThreads(engine: PacketEngine): EngineThreads;
  readonly arp: ArpMemory;
}

/** Runs the scan; ends with an `end` finding. */
export async function runPacketScan(
  spec: ScanSpec,
  emit: (finding: Finding) => void,
  signal: AbortSignal,
  { takeThreads, arp }: PacketSession,
): Promise<void> {
  const epochMicros = bootMicros();
  let refusal = whyRing(spec);
  let threads = takeThreads(refusal === null ? 'kernel' : 'raw');
  const reserved = reservePorts(2 * RESERVED_PORTS, PROBES[spec.probe].transport);
  let line: HopLine | null = null;
  try {
    const reach = await findReach(spec, emit, signal, reserved.base, arp);
    line = reach.line;
    const facts = createFacts(spec, reach, reserved.base, epochMicros);
    const memory = planFor(spec, facts);
    const scan: Scan = { spec, reach, facts, memory, emit, signal };
    if (refusal === null && reach.table.hosts > 0) {
      refusal = whyNotXdp(reach, facts, memory.ledgerWords > 0) ?? notWorthIt(spec, countPairs(facts));
      refusal ??= await tryXdp(scan, threads);
      if (refusal === null) return;
      if (spec.engine === 'kernel')
        throw new ScanError('E_NO_XDP', `the kernel engine cannot do this scan: ${refusal}; use --engine raw`);
      await threads.stop().catch(() => {}); // why one of them died is told here
      emit({ type: 'notice', code: 'N_ENGINE', text: `raw engine instead of the kernel engine: ${refusal}` });
      threads = takeThreads('raw');
    }
    const state = createSharedState(reach.table.hosts, countPairs(facts), memory.ledgerWords);
    const recorder = await openRecorder(spec, facts);
    const setup = { ...facts, recorder, state };
    await runOn(spec.engine === 'kernel' ? 'kernel' : 'raw', scan, setup, setup, threads);
  } finally {
    await threads.stop().catch(() => {}); // a thread that died has been told of
    line?.close();
    reserved.close();
  }
}

interface Scan {
  readonly spec: ScanSpec;
  readonly reach: FoundReach;
  readonly facts: Facts;
  readonly memory: MemoryPlan;
  readonly emit: (finding: Finding) => void;
  readonly signal: AbortSignal;
}

type Facts = Omit<EngineSetup, 'state'>;

/** Runs the scan on XDP; returns why it could not, in which case nothing has left and nothing was told. */
async function tryXdp(scan: Scan, threads: EngineThreads): Promise<string | null> {
  const { facts, emit } = scan;
  let kernel: XdpKernel | undefined;
  const proved = () => kernel !== undefined && Atomics.load(kernel.state.commands, COMMAND.proved) === 1;
  const held = holdUntil(proved, emit);
  process.on('SIGUSR2', ignore); // how a thread is woken out of the kernel; one may still be on its way at the end
  try {
    const { openKernel } = await import('./kernel/open.ts'); // most scans have no need of the eBPF assembler
    kernel = openKernel(facts);
    const setup = { ...facts, state: kernel.state, hops: kernel.hops };
    await runOn('kernel', { ...scan, emit: held.emit }, setup, kernel.threadSetup, threads);
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

async function openRecorder({ recordTo }: ScanSpec, { interfaces, listening }: Facts): Promise<RecorderFile | null> {
  if (recordTo === null) return null;
  const { startRecording } = await import('../link/recorder.ts');
  return startRecording(recordTo, [...interfaces, ...listening]);
}

function ignore(): void {}

/** Starts the engine, lets the controller do its work, and stops it. */
async function runOn(
  engine: PacketEngine,
  scan: Scan,
  setup: EngineSetup,
  threadSetup: ThreadSetup,
  threads: EngineThreads,
): Promise<void> {
  const door = createThreadDoor(engine, threads, setup);
  if (scan.reach.table.hosts > 0) await threads.begin(threadSetup);
  const hops = watchHops(scan, setup);
  try {
    await runController({ ...scan, emit: hops.emit, setup, door });
  } finally {
    hops.stop(); // the kernel engine's hops lie in memory that goes
    door.canaries?.close();
  }
}

/**
 * Follows next hops beside the controller, and tells of interfaces that can send no more. Findings go through its `emit`:
 * nothing may come after the last one.
 */
function watchHops({ reach, spec, emit }: Scan, setup: EngineSetup): { emit: Scan['emit']; stop(): void } {
  const hopWatch = createHopWatch({ reach, setup, rateCap: spec.rateCap }, performance.now());
  const carrierWatch = createCarrierWatch(
    reach.interfaces.filter(({ kind }) => kind !== 'loopback'),
    (code, text) => emit({ type: 'notice', code, text }),
  );
  const timer = setInterval(() => {
    hopWatch.tick(performance.now());
    carrierWatch.tick(performance.now());
  }, HOP_WATCH_MS);
  const stop = (): void => clearInterval(timer);
  return {
    emit(finding) {
      if (finding.type === 'end') {
        stop();
        // What a scan of milliseconds has not looked at yet: a second machine with the same address.
        hopWatch.tick(performance.now());
      }
      emit(finding);
    },
    stop,
  };
}

function countPairs({ table, portNumbers }: Pick<EngineSetup, 'table' | 'portNumbers'>): number {
  return table.hosts * portNumbers.length;
}

function planFor(spec: ScanSpec, { table, portNumbers }: Facts): MemoryPlan {
  return planMemory(
    { hosts: table.hosts, ports: portNumbers.length, segments: table.address.length },
    spec.ledgerLimit - (spec.keepResponses === true ? RESPONSE_RING_BYTES : 0),
  );
}

/** An answer by another interface would be another link's. */
function listeningFor({ probe }: ScanSpec, { interfaces }: FoundReach): EngineInterface[] {
  const sending = interfaces.map(({ index }) => index);
  return PROBES[probe].reach === 'on-link' ? [] : otherInterfaces(sending, interfaces.length);
}

function createFacts(spec: ScanSpec, reach: FoundReach, sourcePortBase: number, epochMicros: number): Facts {
  const portNumbers = listPorts(spec.ports);
  return {
    table: reach.table,
    hops: reach.hops,
    interfaces: reach.interfaces,
    listening: listeningFor(spec, reach),
    probe: spec.probe,
    portNumbers,
    forms: createFormTable(PROBES[spec.probe], portNumbers, { first: sourcePortBase, count: 2 * RESERVED_PORTS }),
    cookieKey: freshKey(),
    orderSeeds: seedWords(spec.seed),
    shard: spec.shard,
    excluded: spec.excluded,
    askedGenerators: spec.generators,
    rateCap: withoutHopShare(spec.rateCap, reach),
    sourcePortBase,
    epochMicros,
    recorder: null,
    responses: spec.keepResponses === true ? createResponseRing() : null,
  };
}
