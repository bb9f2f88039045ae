// What the controller sees of an engine. Behind it are threads and the kernel (threads.ts), or the simulated network of
// the tests (simulation/), in which time is virtual.
import type { PacketEngine } from './engine-name.ts';
import type { CanaryDoor } from './pace/canaries.ts';
import type { Pass } from './state/shared-state.ts';

/** Counters, events and the ledger are in the shared state (shared-state.ts) that both sides hold. */
export interface EngineDoor {
  readonly name: PacketEngine;
  /** Resolves when its threads are ready: it may take them a tenth of a second to load. Rejects where they cannot begin. */
  readonly begun: Promise<void>;
  /** Rejects when the engine dies. */
  readonly failed: Promise<never>;
  /** At any time: it is sent as soon as no answer can be missed. */
  startPass(pass: Pass): void;
  /** Nobody sends any more for this pass. */
  isSent(pass: Pass): boolean;
  /** Returns when nothing is sent and received any more. */
  stop(): Promise<void>;
  /** Milliseconds since the scan's start. */
  now(): number;
  wait(ms: number): Promise<void>;
  /** Null where none can be asked (canaries.ts). */
  readonly canaries: CanaryDoor | null;
}
