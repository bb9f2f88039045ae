// Descriptors that have come for jobs that have not: each is taken once, and those that nobody takes are closed.
import type { PassedDescriptor } from '../../native/descriptor-passing.ts';

/** More than jobs may run at once. */
const WAITING_MOST = 128;

export interface Descriptors {
  /** The one that was handed over for this job; null where none was. */
  take(job: number): number | null;
}

/** `receive`: the next that has come, or null. */
export function createDescriptors(
  receive: () => PassedDescriptor | null,
  close: (descriptor: number) => void,
): Descriptors {
  const waiting = new Map<number, number>();

  function drain(): void {
    for (let passed = receive(); passed !== null; passed = receive()) {
      const { descriptor, tag } = passed;
      if (waiting.has(tag) || waiting.size >= WAITING_MOST || tag < 1) close(descriptor);
      else waiting.set(tag, descriptor);
    }
  }

  return {
    take(job) {
      drain();
      const descriptor = waiting.get(job) ?? null;
      waiting.delete(job);
      return descriptor;
    },
  };
}
