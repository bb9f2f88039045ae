// What a thread may do, and gives up: capabilities(7), prctl(2). All of it is the calling thread's own; processes and threads
// it starts later inherit it.
import { readFileSync } from 'node:fs';
import { declare, SystemError } from './libc.ts';

/** linux/capability.h: number of the bit in a set. */
export const CAPABILITY = {
  chown: 0,
  dacOverride: 1,
  dacReadSearch: 2,
  fowner: 3,
  fsetid: 4,
  kill: 5,
  setgid: 6,
  setuid: 7,
  setpcap: 8,
  netAdmin: 12,
  netRaw: 13,
  sysAdmin: 21,
  perfmon: 38,
  bpf: 39,
} as const;

export type Capability = keyof typeof CAPABILITY;
type SetName = 'CapEff' | 'CapPrm' | 'CapInh' | 'CapBnd' | 'CapAmb';
/** One bit a capability. */
export type CapabilitySet = bigint;

const LAST_CAPABILITY = 63;
const VERSION_3 = 0x20080522; // linux/capability.h, _LINUX_CAPABILITY_VERSION_3: two words a set
const SYS_CAPSET: Readonly<Record<string, number>> = {
  x64: 126,
  arm64: 91,
  riscv64: 91,
  loong64: 91,
  ppc64: 184,
  s390x: 185,
};

const SYS_SETRESUID: Readonly<Record<string, number>> = {
  x64: 117,
  arm64: 147,
  riscv64: 147,
  loong64: 147,
  ppc64: 164,
  s390x: 208,
};
/** A user that nobody is, whom most user namespaces know. */
const NO_USER = 65_533;

// linux/prctl.h, linux/securebits.h
const PR_SET_DUMPABLE = 4;
const PR_CAPBSET_DROP = 24;
const PR_SET_SECUREBITS = 28;
const PR_SET_NO_NEW_PRIVS = 38;
const PR_CAP_AMBIENT = 47;
const PR_CAP_AMBIENT_RAISE = 2;
const PR_CAP_AMBIENT_CLEAR_ALL = 4;
const SECBIT_NOROOT = 1;
const SECBIT_NO_SETUID_FIXUP = 4;
const EINVAL = 22;

const prctlCall = declare('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)');
const syscallCall = declare('long syscall(long number, void* header, void* data)');
const setresuidCall = declare('long syscall(long number, long real, long effective, long saved)');

export function setOf(...names: readonly Capability[]): CapabilitySet {
  return names.reduce((set, name) => set | (1n << BigInt(CAPABILITY[name])), 0n);
}

/** What packets and programs in the kernel take. */
export const PACKET_RIGHTS: CapabilitySet = setOf('netRaw', 'netAdmin', 'bpf', 'perfmon');

/** What the main thread has in its permitted set; nothing where there is no /proc. */
export function permittedCapabilities(): CapabilitySet {
  return ownSet('CapPrm');
}

export function inheritableCapabilities(): CapabilitySet {
  return ownSet('CapInh');
}

/** Whether the main thread has no_new_privs. */
export function gainsNone(): boolean {
  return /^NoNewPrivs:\s*1$/m.test(ownStatus());
}

function ownSet(name: SetName): CapabilitySet {
  return parseSet(ownStatus(), name);
}

function ownStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}

/** A set of /proc/PID/status (proc_pid_status(5)); 0 where the text has none. */
export function parseSet(status: string, name: SetName): CapabilitySet {
  const digits = new RegExp(`^${name}:\\s*([0-9a-f]{1,16})$`, 'm').exec(status)?.[1];
  return digits === undefined ? 0n : BigInt(`0x${digits}`);
}

/** capset(2). Throws SystemError where the kernel refuses. */
export function setCapabilities(sets: {
  readonly permitted: CapabilitySet;
  readonly effective: CapabilitySet;
  readonly inheritable: CapabilitySet;
}): void {
  const number = SYS_CAPSET[process.arch];
  if (number === undefined) throw new Error(`capset(2) has no known number on ${process.arch}`);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(VERSION_3, 0);
  const data = Buffer.alloc(24);
  [sets.effective, sets.permitted, sets.inheritable].forEach((set, index) => {
    data.writeUInt32LE(Number(set & 0xffff_ffffn), 4 * index);
    data.writeUInt32LE(Number(set >> 32n), 12 + 4 * index);
  });
  if (syscallCall(number, header, data) !== 0) throw new SystemError('capset');
}

/** Whoever is executed from now on keeps these, whatever its user is. They must be permitted and inheritable. */
export function raiseAmbient(set: CapabilitySet): void {
  for (const number of numbersOf(set)) prctl(PR_CAP_AMBIENT, 'PR_CAP_AMBIENT_RAISE', PR_CAP_AMBIENT_RAISE, number);
}

export function clearAmbient(): void {
  prctl(PR_CAP_AMBIENT, 'PR_CAP_AMBIENT_CLEAR_ALL', PR_CAP_AMBIENT_CLEAR_ALL);
}

/** Nothing that is executed from now on gains a capability by a file or by being root. Needs CAP_SETPCAP. */
export function emptyBoundingSet(): void {
  for (let number = 0; number <= LAST_CAPABILITY; number++) {
    if (prctlCall(PR_CAPBSET_DROP, number, 0, 0, 0) === 0) continue;
    const error = new SystemError('prctl PR_CAPBSET_DROP');
    if (error.errno === EINVAL) return; // the kernel has no more of them
    throw error;
  }
}

/**
 * Whether capabilities follow the user, as they do unless told: a change of the user takes them away, and root gains all by
 * executing. Needs CAP_SETPCAP.
 */
export function rightsFollowUser(follow: boolean): void {
  prctl(PR_SET_SECUREBITS, 'PR_SET_SECUREBITS', follow ? 0 : SECBIT_NO_SETUID_FIXUP | SECBIT_NOROOT);
}

/** Neither this thread nor what it starts ever gains rights again. */
export function noNewPrivileges(): void {
  prctl(PR_SET_NO_NEW_PRIVS, 'PR_SET_NO_NEW_PRIVS', 1);
}

/**
 * Root's: takes all capabilities from the threads that the process has beside the calling one. capset(2) changes the thread that
 * calls it, and the runtime's threads (compiler, collector) call nothing; but the C library has every thread do what setuid(2) does
 * in one (nptl(7)). So all become another user, for good, and that costs them their capabilities; the calling one, whose rights do
 * not follow the user meanwhile, comes back alone. Nobody who is that user may trace them: the process is not dumpable any more.
 *
 * Needs CAP_SETUID and CAP_SETPCAP. False where that user may not be, and nothing has changed.
 */
export function takeRightsFromOtherThreads(): boolean {
  const number = SYS_SETRESUID[process.arch];
  if (number === undefined) return false;
  rightsFollowUser(false);
  notDumpable();
  try {
    process.setuid?.(NO_USER);
  } catch {
    rightsFollowUser(true);
    return false;
  }
  if (setresuidCall(number, 0, 0, 0) !== 0) throw new SystemError('setresuid');
  rightsFollowUser(true);
  return true;
}

/** Nobody but root may look into this process or trace it (ptrace(2)); it leaves no core file. */
export function notDumpable(): void {
  prctl(PR_SET_DUMPABLE, 'PR_SET_DUMPABLE', 0);
}

function numbersOf(set: CapabilitySet): number[] {
  const numbers: number[] = [];
  for (let number = 0; number <= LAST_CAPABILITY; number++)
    if (((set >> BigInt(number)) & 1n) === 1n) numbers.push(number);
  return numbers;
}

function prctl(option: number, what: string, a: number, b = 0): void {
  if (prctlCall(option, a, b, 0, 0) !== 0) throw new SystemError(`prctl ${what}`);
}
