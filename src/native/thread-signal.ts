// Wakes a thread of this process out of a system call (tgkill(2)): the call ends with EINTR.
import { declare } from './libc.ts';

const gettid = declare('int gettid()');
const tgkill = declare('int tgkill(int group, int thread, int signal)');
const SIGUSR2 = 12; // asm-generic/signal.h; x86, arm64 and most others

/** The number of the calling thread. */
export function threadNumber(): number {
  return gettid();
}

/** The process must have a handler for SIGUSR2, or this ends it. A thread that is not in a call is not disturbed. */
export function interruptThread(thread: number): void {
  tgkill(process.pid, thread, SIGUSR2);
}
