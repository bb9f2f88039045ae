// Which process writes a scan, so that whoever comes later sees whether it is still there: a number alone is given again.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Writer {
  /** A process of another machine cannot be looked for. */
  readonly machine: string;
  /** Another one after every start of the machine; empty where the system has none. */
  readonly boot: string;
  readonly pid: number;
  /** When it was started, in the system's own count; empty where that cannot be said. */
  readonly since: string;
}

export function thisProcess(): Writer {
  return { machine: hostname(), boot: bootId(), pid: process.pid, since: sinceOf(process.pid) };
}

/** Whether it is gone for certain. */
export function isGone(writer: Writer): boolean {
  if (writer.machine !== hostname()) return false;
  if (writer.boot !== bootId()) return true;
  try {
    process.kill(writer.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
  }
  return writer.since !== sinceOf(writer.pid);
}

function bootId(): string {
  return read('/proc/sys/kernel/random/boot_id').trim();
}

/** Field 22 of proc_pid_stat(5), behind the name, which may have anything in it. */
function sinceOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
