// What this process may do, and the few limits it sets for itself. Reading needs no system call of our own; files of
// proc(5) say it all.
import { readFileSync } from 'node:fs';
import { declare, SystemError } from './libc.ts';

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

// linux/capability.h
const CAP_NET_ADMIN = 12n;
const CAP_NET_RAW = 13n;
const CAP_SYS_ADMIN = 21n;
const CAP_BPF = 39n;

const RLIMIT_NOFILE = 7; // asm-generic/resource.h
const RLIM_INFINITY = 0xffff_ffff_ffff_ffffn;
const PR_SET_TIMERSLACK = 29;
const PR_SET_NO_NEW_PRIVS = 38;

/** Reads what this process may do. Where there is no /proc, nothing is granted. */
export function readCapabilities(): Capabilities {
  const granted = parseEffective(readText('/proc/self/status'));
  const has = (capability: bigint): boolean => ((granted >> capability) & 1n) === 1n;
  return {
    effectiveUid: process.geteuid?.() ?? -1,
    netRaw: has(CAP_NET_RAW),
    netAdmin: has(CAP_NET_ADMIN),
    bpf: has(CAP_BPF),
    sysAdmin: has(CAP_SYS_ADMIN),
    openFiles: parseFileLimit(readText('/proc/self/limits')),
  };
}

/** The effective set, one bit a capability, of /proc/PID/status; 0 where the text has none. */
export function parseEffective(status: string): bigint {
  const digits = /^CapEff:\s*([0-9a-f]{1,16})$/m.exec(status)?.[1];
  return digits === undefined ? 0n : BigInt(`0x${digits}`);
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

/**
 * How late the kernel may wake this thread, nanoseconds (PR_SET_TIMERSLACK of prctl(2)); 50,000 unless set. Threads
 * started later inherit it.
 */
export function setTimerSlack(nanoseconds: number): void {
  prctl(PR_SET_TIMERSLACK, nanoseconds, 'PR_SET_TIMERSLACK');
}

/** Neither this process nor its children ever gain privileges again (PR_SET_NO_NEW_PRIVS of prctl(2)). */
export function noNewPrivileges(): void {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 'PR_SET_NO_NEW_PRIVS');
}

function prctl(option: number, value: number, what: string): void {
  const call = declare('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)');
  if (call(option, value, 0, 0, 0) !== 0) throw new SystemError(`prctl ${what}`);
}
