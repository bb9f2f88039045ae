// A scan with packets of our own: finds how the targets are reached, chooses the engine, and runs the scan on it.
import type { Finding } from '../finding/finding.ts';
import type { ArpMemory } from '../link/arp/arp-memory.ts';
import type { HopLine } from '../link/next-hops/hop-line.ts';
import type { PortsAhead } from '../link/ports-ahead.ts';
import { holdPort } from '../link/reserved-ports.ts';
import type { NetlinkQuestions } from '../link/routes/kernel-view.ts';
import { bootMicros } from '../link/time.ts';
import { PROBES } from '../probe/probes.ts';
import type { PacketEngine } from './engine-name.ts';
import { openScanJournal } from './journal/journal.ts';
import { notWorthIt, whyNotXdp, whyRing } from './kernel/choice.ts';
import { refuseTooLong } from './packet-fit.ts';
import { withoutHopShare } from './reach/hop-watch.ts';
import { findReach } from './reach/reach.ts';
import type { ScanReins } from './reins.ts';
import { type PacketScan, runRaw, tryKernel } from './run-engine.ts';
import { ScanError } from './scan-error.ts';
import { countPairs, factsOf, memoryFor } from './scan-facts.ts';
import type { ScanSpec } from './spec.ts';
import type { EngineThreads } from './threads.ts';

/** What the scans of a session share. */
export interface PacketSession {
  readonly threads: {
    /** Threads of an engine, perhaps launched before; else whoever takes them does that. */
    take(engine: PacketEngine): EngineThreads;
    /** They are stopped. */
    giveBack(threads: EngineThreads): void;
  };
  /** Source ports, perhaps held before. */
  readonly ports: Pick<PortsAhead, 'take'>;
  readonly arp: ArpMemory;
  readonly routing: NetlinkQuestions;
}

/**
 * Runs the scan; ends with an `end` finding.
 *
 * Rules:
 *  1. The kernel engine is tried where it may be, can, and pays (kernel/choice.ts).
 *  2. Where it fails before a frame has left, the raw engine begins from the start, and it is said why; a user who asked
 *     for the kernel engine gets an error instead.
 */
export async function runPacketScan(
  spec: ScanSpec,
  emit: (finding: Finding) => void,
  signal: AbortSignal,
  { threads: pool, ports, arp, routing }: PacketSession,
  reins: ScanReins,
): Promise<void> {
  const journal = openScanJournal(spec);
  const epochMicros = bootMicros();
  const mayBeKernel = whyRing(spec) === null;
  let threads = pool.take(mayBeKernel ? 'kernel' : 'raw');
  // They load their code while it is found out how the targets are reached, unless ARP may be all that is asked.
  if (PROBES[spec.probe].firstAnswerEnds !== true) threads.launch();
  // Ports of our own are asked in another way: none of them is one that is asked in its own language.
  const { transport, formOf } = PROBES[spec.probe];
  const asksOtherwise = (port: number): boolean => formOf(port, 0, true) !== formOf(port, 0, false);
  const reserved =
    spec.sourcePort == null ? ports.take(transport, asksOtherwise) : holdPort(spec.sourcePort, transport);
  let line: HopLine | null = null;
  try {
    const reach = await findReach(spec, emit, signal, reserved.base, { memory: arp, routing, reins });
    line = reach.line;
    const facts = factsOf(spec, reach, reserved, epochMicros, routing);
    refuseTooLong(facts, (index) => routing.interfaceAt(index)?.mtu ?? null);
    const scan = {
      spec,
      reach,
      facts,
      memory: memoryFor(spec, facts),
      reins: withoutHopShare(reins, reach),
      journal,
      emit,
      signal,
    };
    if (mayBeKernel && reach.table.hosts > 0) {
      const refusal = whyNotKernel(scan) ?? (await tryKernel(scan, threads));
      if (refusal === null) return;
      if (spec.engine === 'kernel')
        throw new ScanError('E_NO_XDP', `the kernel engine cannot do this scan: ${refusal}; use --engine raw`);
      await threads.stop().catch(() => {}); // why one of them died is told here
      pool.giveBack(threads);
      emit({ type: 'notice', code: 'N_ENGINE', text: `raw engine instead of the kernel engine: ${refusal}` });
      threads = pool.take('raw');
    }
    await runRaw(scan, threads);
  } finally {
    await threads.stop().catch(() => {}); // a thread that died has been told of
    pool.giveBack(threads);
    line?.close();
    reserved.close();
  }
}

function whyNotKernel({ spec, reach, facts, memory }: PacketScan): string | null {
  return whyNotXdp(reach, facts, memory.ledgerWords > 0) ?? notWorthIt(spec, countPairs(facts));
}
