// Counts the frames of this process that drivers take: a program on the tracepoint where the kernel hands over what was
// redirected (xdp_devmap_xmit). The interface's own counter counts everybody's.
import { statSync } from 'node:fs';
import {
  attachTracepoint,
  createAssembler,
  DEVMAP_XMIT,
  loadProgram,
  type Program,
  r0,
  r1,
  r2,
  r3,
  r4,
  r6,
  r10,
} from '../../link/bpf.ts';
import { WORD } from './layout.ts';
import { emitAtomicCount } from './lookup-bpf.ts';
import type { XdpMemory } from './memory.ts';

/** A process, by its number in its own PID namespace and by what that namespace is. */
export interface ProcessName {
  readonly pid: number;
  readonly namespaceDevice: number;
  readonly namespaceInode: number;
}

export function thisProcess(): ProcessName {
  const { dev, ino } = statSync('/proc/self/ns/pid');
  return { pid: process.pid, namespaceDevice: dev, namespaceInode: ino };
}

const SENT = -16;
const PIDS = -8;

/** `struct bpf_pidns_info` is the thread's number, then the process's. */
export function takenProgram(memory: XdpMemory, { pid, namespaceDevice, namespaceInode }: ProcessName): Program {
  const a = createAssembler('portolan_taken');
  a.mov(r6, r1).ldx64(r1, r6, DEVMAP_XMIT.sent).lsh(r1, 32).rsh(r1, 32).stx64(r10, SENT, r1);
  a.comment('in the process that sends').st64(r10, PIDS, 0);
  a.lddw(r1, namespaceDevice).lddw(r2, namespaceInode).mov(r3, r10).add(r3, PIDS).mov(r4, 8);
  a.call('get_ns_current_pid_tgid').jne(r0, 0, 'end');
  a.ldx32(r1, r10, PIDS + 4)
    .jne32(r1, pid, 'end')
    .ldx64(r3, r10, SENT);
  emitAtomicCount(a, memory, WORD.taken, r3);
  a.label('end').mov(r0, 0).exit();
  return a.assemble();
}

/** Counts from now on, until `close`. Throws BpfError where the kernel has no tracepoints, or does not let us see them. */
export function countTaken(memory: XdpMemory): { readonly close: () => void } {
  const loaded = loadProgram(takenProgram(memory, thisProcess()), 'rawTracepoint');
  try {
    return attachTracepoint(loaded, 'xdp_devmap_xmit');
  } finally {
    loaded.close();
  }
}
