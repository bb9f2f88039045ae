// Programs on raw tracepoints: they run where the kernel passes such a point, until their link is closed.
import { COMMAND, pack, RAW_TRACEPOINT } from './attributes.ts';
import type { LoadedProgram } from './load.ts';
import { bpf, closeDescriptor, refusal } from './syscall.ts';

/** Throws BpfError: E_BPF_TRACEPOINT where the kernel has no such tracepoint or none at all, E_NO_PERMISSION. */
export function attachTracepoint(loaded: LoadedProgram, name: string): { readonly close: () => void } {
  const fd = bpf(
    COMMAND.rawTracepointOpen,
    pack(RAW_TRACEPOINT, { name: Buffer.from(`${name}\0`, 'latin1'), program: loaded.fd }),
  );
  if (fd < 0) throw refusal('E_BPF_TRACEPOINT', `attaching "${loaded.program.name}" to the tracepoint ${name}`, -fd);
  return { close: () => closeDescriptor(fd) };
}
