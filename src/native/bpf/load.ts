// Loading programs into the kernel.
import { COMMAND, PROGRAM_LOAD, pack } from './attributes.ts';
import { BpfError } from './error.ts';
import { SLOT } from './instructions.ts';
import type { Program } from './program.ts';
import { bpf, closeDescriptor, errorName, refusal } from './syscall.ts';
import { describeObjection, readObjection } from './verifier-log.ts';

const PROGRAM_TYPE = { socketFilter: 1, xdp: 6, rawTracepoint: 17 } as const;

export type ProgramKind = keyof typeof PROGRAM_TYPE;

export interface LoadedProgram {
  readonly fd: number;
  readonly kind: ProgramKind;
  readonly program: Program;
  /** Unloads it, where no link holds it. */
  close(): void;
}

/** Bytes of log: enough for most programs, then for any of ours. Older kernels refuse where it does not fit. */
const LOG_SIZES = [1 << 20, 1 << 26];
/** Of our programs. None of the helpers they call asks for the GPL. */
const LICENSE = Buffer.from('Apache-2.0\0', 'latin1');
const LOG_PATH = 1;
const LOG_EVERYTHING = 2;

/**
 * Loads a program. Throws BpfError: E_BPF_VERIFIER with the objection and the line of ours it is about, E_NO_PERMISSION,
 * or E_BPF_LOAD where the kernel gives no reason but an errno.
 */
export function loadProgram(program: Program, kind: ProgramKind): LoadedProgram {
  let fd = tryLoad(program, kind, 0, null);
  for (const size of LOG_SIZES) {
    if (fd >= 0) break;
    const log = Buffer.alloc(size);
    fd = tryLoad(program, kind, LOG_PATH, log);
    if (fd >= 0 || errorName(-fd) === 'ENOSPC') continue;
    const text = textOf(log);
    if (text.trim() === '') break;
    throw new BpfError('E_BPF_VERIFIER', describeObjection(program, readObjection(text)), errorName(-fd));
  }
  if (fd < 0) throw refusal('E_BPF_LOAD', `loading the program "${program.name}"`, -fd);
  return { fd, kind, program, close: () => closeDescriptor(fd) };
}

/** What the verifier thinks on its way through a program that it accepts; for tests and for the curious. */
export function verifierLog(program: Program, kind: ProgramKind): string {
  const log = Buffer.alloc(1 << 24);
  const fd = tryLoad(program, kind, LOG_EVERYTHING, log);
  if (fd < 0) throw refusal('E_BPF_LOAD', `loading the program "${program.name}"`, -fd);
  closeDescriptor(fd);
  return textOf(log);
}

function tryLoad(program: Program, kind: ProgramKind, logLevel: number, log: Buffer | null): number {
  const attributes = pack(PROGRAM_LOAD, {
    type: PROGRAM_TYPE[kind],
    slots: program.bytes.length / SLOT,
    instructions: program.bytes,
    license: LICENSE,
    logLevel,
    logSize: log?.length ?? 0,
    log: log ?? 0,
    name: program.name,
  });
  return bpf(COMMAND.programLoad, attributes);
}

function textOf(log: Buffer): string {
  const end = log.indexOf(0);
  return log.toString('latin1', 0, end < 0 ? log.length : end);
}
