// What this process may do, and the few limits it sets for itself. Reading needs no system call of our own; files of
// proc(5) say it all.
import { readFileSync } from 'node:fs';
import { declare, SystemError } from './libc.ts';
import { type Capability, parseSet, setOf } from './rights.ts';

export interface Capabilities {
  /** -1 where the system has no user numbers. */
  readonly effectiveUid: number;
  /** CAP_NET_RAW: packet and raw sockets. */
  readonly netRaw: boolean;
  /** CAP_NET_ADMIN: larger socket buffers than allowed, XDP. */
  readonly netAdmin: boolean;
  /** CAP_BPF: loading eBPF programs. */
  readonly bpf: boolean;
  readonly sysAdmin: boolean;
  /** How many files may be open at once (getrlimit(2)); Infinity: no limit; null where /proc does not say. */
  readonly openFiles: FileLimit | null;
}

export interface FileLimit {
  readonly soft: number;
  /** How far the soft limit can be raised. */
  readonly hard: number;
}

const RLIMIT_NOFILE = 7; // asm-generic/resource.h
const RLIM_INFINITY = 0xffff_ffff_ffff_ffffn;

/** Reads what this process may do. Where there is no /proc, nothing is granted. */
export function readCapabilities(): Capabilities {
  const granted = parseSet(readText('/proc/self/status'), 'CapEff');
  const has = (capability: Capability): boolean => (granted & setOf(capability)) !== 0n;
  return {
    effectiveUid: process.geteuid?.() ?? -1,
    netRaw: has('netRaw'),
    netAdmin: has('netAdmin'),
    bpf: has('bpf'),
    sysAdmin: has('sysAdmin'),
    openFiles: parseFileLimit(readText('/proc/self/limits')),
  };
}

/** The limit of open files of /proc/PID/limits. */
export function parseFileLimit(limits: string): FileLimit | null {
  const match = /^Max open files\s+(\d+|unlimited)\s+(\d+|unlimited)\s/m.exec(limits);
  if (match === null) return null;
  const value = (text: string): number => (text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text));
  return { soft: value(match[1]), hard: value(match[2]) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Raises the limit of open files to what is allowed (setrlimit(2)); returns the limit that holds now. */
export function raiseFileLimit(): number {
  const limit = new BigUint64Array(2); // struct rlimit: soft, hard
  if (declare('int getrlimit(int resource, void* limit)')(RLIMIT_NOFILE, limit) !== 0)
    throw new SystemError('getrlimit');
  if (limit[0] < limit[1]) {
    const raised = BigUint64Array.of(limit[1], limit[1]);
    // Where even this is refused the old limit still holds, and that is what the caller needs to know.
    if (declare('int setrlimit(int resource, void* limit)')(RLIMIT_NOFILE, raised) === 0) limit[0] = limit[1];
  }
  return limit[0] === RLIM_INFINITY ? Number.POSITIVE_INFINITY : Number(limit[0]);
}
