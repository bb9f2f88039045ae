// Threads that wait for their scan: they have loaded their code already, so that a job begins as soon as it is asked for. Those
// that have done a scan wait for the next one.
import type { PacketEngine } from '../scan/engine-name.ts';
import { createThreads, type EngineThreads } from '../scan/threads.ts';

export interface ThreadPool {
  /** Has threads of this engine ready, one set at the most, their code loaded. */
  prepare(engine: PacketEngine): void;
  /** Those that wait, or new ones. Whoever takes them stops them and gives them back. */
  take(engine: PacketEngine): EngineThreads;
  giveBack(threads: EngineThreads): void;
  /** Those that wait will wait for long: they keep nothing open. */
  rest(): void;
  /** Which was taken last; null where none was. */
  readonly last: PacketEngine | null;
}

export function createThreadPool(create: (engine: PacketEngine) => EngineThreads = createThreads): ThreadPool {
  const ready = new Map<PacketEngine, EngineThreads>();
  let last: PacketEngine | null = null;
  return {
    prepare(engine) {
      if (!ready.has(engine)) ready.set(engine, create(engine));
      ready.get(engine)?.launch();
    },
    take(engine) {
      last = engine;
      const threads = ready.get(engine);
      ready.delete(engine);
      return threads?.areFree ? threads : create(engine); // threads may die while they wait
    },
    giveBack(threads) {
      if (threads.areFree && !ready.has(threads.engine)) ready.set(threads.engine, threads);
      else void threads.dismiss();
    },
    rest() {
      for (const threads of ready.values()) threads.rest();
    },
    get last() {
      return last;
    },
  };
}
