// A border without a process behind it: what jobs were run, what was said, which descriptors are open.
import { createArpMemory } from '../../link/arp/arp-memory.ts';
import { createKernelView } from '../../link/routes/kernel-view.ts';
import { createHost, type Host, type JobKinds } from './host.ts';
import { listenKind } from './listen-kind.ts';
import type { EngineMessage } from './messages.ts';
import { pingKind } from './ping-kind.ts';
import { scanKind } from './scan-kind.ts';
import { traceKind } from './trace-kind.ts';

export interface TestBorder {
  readonly host: Host;
  readonly said: EngineMessage[];
  readonly found: (readonly [job: number, finding: object])[];
  /** Jobs that were run, checked. */
  readonly ran: object[];
  /** By job, descriptors that wait; those that were closed. */
  readonly handedOver: Map<number, number>;
  readonly closed: number[];
}

/** Jobs end when they are told to, and at once where `endAtOnce`. */
export function testBorder(endAtOnce = false): TestBorder {
  const border = { said: [], found: [], ran: [], handedOver: new Map(), closed: [] } as Omit<TestBorder, 'host'>;
  const run = async (job: object, emit: (found: object) => void, signal: AbortSignal): Promise<void> => {
    border.ran.push(job);
    emit({ type: 'notice', code: 'N_RUNS', text: '\u2028' });
    if (!endAtOnce && !signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  };
  const kinds: JobKinds = {
    scan: { ...scanKind, run },
    ping: { ...pingKind, run },
    listen: { ...listenKind, run },
    trace: { ...traceKind, run },
  };
  const host = createHost({
    kinds,
    session: {
      threads: { take: () => assertNever(), giveBack() {} },
      ports: { take: () => assertNever() },
      routing: createKernelView(() => assertNever()),
      arp: createArpMemory(() => 0),
      waiting: () => 0,
    },
    found: (job, finding) => void border.found.push([job, finding]),
    say: (message) => void border.said.push(message),
    takeDescriptor(job) {
      const descriptor = border.handedOver.get(job) ?? null;
      border.handedOver.delete(job);
      return descriptor;
    },
    closeDescriptor: (descriptor) => void border.closed.push(descriptor),
    idle() {},
  });
  return { ...border, host };
}

function assertNever(): never {
  throw new Error('no threads in this test');
}
