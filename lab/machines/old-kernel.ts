// Runs a command as if on a kernel older than Linux 4.20, which knows no PACKET_IGNORE_OUTGOING: setsockopt(2) refuses
// it with ENOPROTOOPT, by seccomp(2).
//   node old-kernel.ts COMMAND ARGUMENT...
import { spawnSync } from 'node:child_process';
import { encodeFilter } from '../../src/native/classic-bpf.ts';
import { addressOf, declare, SystemError } from '../../src/native/libc.ts';

const PR_SET_NO_NEW_PRIVS = 38;
const PR_SET_SECCOMP = 22;
const SECCOMP_MODE_FILTER = 2;
const ALLOW = 0x7fff0000;
const ERRNO = 0x00050000;
const ENOPROTOOPT = 92;
const SOL_PACKET = 263;
const PACKET_IGNORE_OUTGOING = 23;
const SETSOCKOPT: Readonly<Record<string, number>> = { x64: 54, arm64: 208, riscv64: 208 };

const LOAD = 0x20;
const JUMP_EQUAL = 0x15;
const RETURN = 0x06;
// struct seccomp_data: the call's number, then its arguments from byte 16 on.
const program = encodeFilter([
  [LOAD, 0, 0, 0],
  [JUMP_EQUAL, 0, 5, SETSOCKOPT[process.arch]],
  [LOAD, 0, 0, 24],
  [JUMP_EQUAL, 0, 3, SOL_PACKET],
  [LOAD, 0, 0, 32],
  [JUMP_EQUAL, 0, 1, PACKET_IGNORE_OUTGOING],
  [RETURN, 0, 0, ERRNO | ENOPROTOOPT],
  [RETURN, 0, 0, ALLOW],
]);
const prctl = declare('int prctl(int option, unsigned long a, void* b, unsigned long c, unsigned long d)');
const filter = Buffer.concat([Buffer.alloc(16), program]); // struct sock_fprog
filter.writeUInt16LE(program.length / 8, 0);
filter.writeBigUInt64LE(addressOf(filter) + 16n, 8);
for (const [option, a, b] of [
  [PR_SET_NO_NEW_PRIVS, 1, null],
  [PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter],
] as const) {
  if (prctl(option, a, b, 0, 0) !== 0) throw new SystemError('prctl');
}
// Only this thread is bound, and what it starts from now on.
const [command, ...args] = process.argv.slice(2);
process.exitCode = spawnSync(command, args, { stdio: 'inherit' }).status ?? 1;
