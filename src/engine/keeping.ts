// What a session keeps between its jobs, so that a job begins when it is asked for, and for how long.
//
//   kept                                   where                          true because                        until
//   routes, rules, addresses, interfaces   link/routes/kernel-view.ts     the kernel tells of each change     the session's end
//   who answered ARP                       link/arp/arp-memory.ts         it was a short while ago            it is forgotten there
//   threads, their code loaded             thread-pool.ts                 they have done their scan           the session's end
//   rings and senders of the threads       link/frames/kept-doors.ts      they are asked (isBoundTo)          REST_MS without a job
//   a block of source ports                link/ports-ahead.ts            it is held                          REST_MS without a job
//
// Invariant: what is kept says how the machine and its neighbours are, and nothing of what a job asked or heard: rings take nothing
// while they wait and show nothing that came before, ports are used once, keys and books are each job's own. All of it ends
// with the process, which ends with its caller.
import { createArpMemory } from '../link/arp/arp-memory.ts';
import { createPortsAhead, type PortsAhead } from '../link/ports-ahead.ts';
import { createKernelView } from '../link/routes/kernel-view.ts';
import { bootMicros } from '../link/time.ts';
import type { Session } from './border/job-kind.ts';
import { createThreadPool, type ThreadPool } from './thread-pool.ts';

/** After a job the next one's threads and ports are made ready, unless the caller ends the session. */
const PREPARE_MS = 20;
/** Then the kernel is given back what it has to look after. */
const REST_MS = 60_000;

export interface Keeping {
  readonly kept: Omit<Session, 'waiting'>;
  readonly threads: ThreadPool;
  /** No job runs any more. */
  idle(): void;
}

/** `isIdle`: whether no job runs now. */
export function createKeeping(
  isIdle: () => boolean,
  threads: ThreadPool = createThreadPool(),
  ports: PortsAhead = createPortsAhead(),
): Keeping {
  let resting: NodeJS.Timeout | undefined;

  function prepare(): void {
    if (!isIdle() || threads.last === null) return;
    threads.prepare(threads.last);
    ports.prepare();
  }

  function rest(): void {
    if (!isIdle()) return;
    threads.rest();
    ports.close();
  }

  return {
    kept: {
      threads,
      ports,
      routing: createKernelView(),
      arp: createArpMemory(() => bootMicros() / 1000),
    },
    threads,
    idle() {
      clearTimeout(resting);
      setTimeout(prepare, PREPARE_MS).unref();
      resting = setTimeout(rest, REST_MS).unref();
    },
  };
}
