// bpf(2), and what its failures mean.
import { closeSync } from 'node:fs';
import { getSystemErrorMessage, getSystemErrorName } from '../error-words.ts';
import { declare, errno } from '../libc.ts';
import type { Attributes } from './attributes.ts';
import { BpfError } from './error.ts';

const syscall = declare('long syscall(long number, int command, void* attributes, unsigned int size)');

/** Numbers of bpf(2) (asm/unistd.h of each machine). */
const BPF_CALL: Readonly<Record<string, number>> = { x64: 321, arm64: 280, riscv64: 280, ppc64: 361, s390x: 351 };
const number = process.platform === 'linux' ? BPF_CALL[process.arch] : undefined;

/** What the last call pointed to, held where no optimiser may think it unused too early. */
const held: { memory: readonly Uint8Array[] } = { memory: [] };

/** Calls the kernel. Returns its result, or minus the errno. */
export function bpf(command: number, attributes: Attributes): number {
  if (number === undefined) {
    throw new BpfError(
      'E_BPF_PLATFORM',
      `eBPF needs Linux on a machine known here, not ${process.platform} ${process.arch}`,
    );
  }
  held.memory = attributes.memory;
  const result = Number(syscall(number, command, attributes.bytes, attributes.bytes.length));
  return result < 0 ? -errno() : result;
}

/** `EPERM` of 1. */
export function errorName(error: number): string {
  return getSystemErrorName(-error);
}

const PERMISSION: readonly string[] = ['EPERM', 'EACCES'];

/** The error for a call that the kernel refused; `code` unless it is for lack of permission. */
export function refusal(code: string, operation: string, error: number): BpfError {
  const name = errorName(error);
  if (PERMISSION.includes(name)) {
    const advice = 'run it as root, or with the capabilities CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON';
    return new BpfError('E_NO_PERMISSION', `${operation}: the kernel refused (${name}): ${advice}`, name);
  }
  return new BpfError(code, `${operation}: ${getSystemErrorMessage(-error)} (${name})`, name);
}

/** Closes a map, a program or a link. What only it held is gone with it: a link detaches. */
export function closeDescriptor(fd: number): void {
  closeSync(fd);
}
