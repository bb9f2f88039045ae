// XDP programs on interfaces, by links: a link is a descriptor, so whatever ends the process takes the program off.
import { COMMAND, LINK_CREATE, pack } from './attributes.ts';
import { BpfError } from './error.ts';
import type { LoadedProgram } from './load.ts';
import { bpf, closeDescriptor, errorName, refusal } from './syscall.ts';

const ATTACH_XDP = 37;
const MODE_FLAGS = { generic: 2, native: 4 } as const; // XDP_FLAGS_SKB_MODE, XDP_FLAGS_DRV_MODE

/** native: in the driver, before the kernel makes a packet of the frame. generic: after that, on any interface. */
export type XdpMode = keyof typeof MODE_FLAGS;

export interface XdpLink {
  readonly fd: number;
  readonly mode: XdpMode;
  /** Takes the program off. */
  close(): void;
}

/** A program of someone else's, or of ours in the other mode. */
const BUSY: readonly string[] = ['EBUSY', 'EEXIST'];
const UNSUPPORTED: readonly string[] = ['EOPNOTSUPP', 'ENOTSUP', 'ERANGE', 'EINVAL'];

/**
 * Attaches a program; never replaces one. Throws BpfError: E_XDP_BUSY where there is one already, E_XDP_UNSUPPORTED
 * where the driver cannot in this mode (or there is no such
 * interface: the kernel does not tell), E_XDP_ATTACH, E_NO_PERMISSION.
 */
export function attachXdp(loaded: LoadedProgram, interfaceIndex: number, mode: XdpMode): XdpLink {
  const fd = bpf(
    COMMAND.linkCreate,
    pack(LINK_CREATE, {
      program: loaded.fd,
      interface: interfaceIndex,
      attachType: ATTACH_XDP,
      flags: MODE_FLAGS[mode],
    }),
  );
  if (fd >= 0) return { fd, mode, close: () => closeDescriptor(fd) };
  const name = errorName(-fd);
  const place = `interface ${interfaceIndex}`;
  if (BUSY.includes(name)) {
    const advice = 'it is left alone; `bpftool net` and `ip link` say whose it is';
    throw new BpfError('E_XDP_BUSY', `${place} has an XDP program already (${name}): ${advice}`, name);
  }
  if (UNSUPPORTED.includes(name)) {
    const advice = mode === 'native' ? 'use generic mode' : 'use a socket filter';
    throw new BpfError(
      'E_XDP_UNSUPPORTED',
      `${place} is not there, or takes no XDP program in ${mode} mode (${name}): ${advice}`,
      name,
    );
  }
  throw refusal('E_XDP_ATTACH', `attaching "${loaded.program.name}" to ${place}`, -fd);
}
