// Puts the receive program where packets arrive: in the driver where it takes one, else behind it, else on a packet
// socket. By descriptors only, so that nothing stays when the process ends, however it ends; and never in the place of a
// program that is there already. On interfaces that the scan does not send on it is always a socket: their traffic is
// others', and no driver is made to set up its queues anew for it.
import { attachXdp, BpfError, type LoadedProgram, loadProgram, openProgramSocket } from '../../link/bpf.ts';
import { isGone } from '../../link/frames/several.ts';
import type { EngineInterface } from '../../link/interfaces/engine-interface.ts';
import { PROBES } from '../../probe/probes.ts';
import { type ReceivePlan, receiveProgram } from './receive/program.ts';
import type { XdpThreadSetup } from './thread-setup.ts';

export interface Attached {
  readonly interfaceName: string;
  readonly how: 'native' | 'generic' | 'socket filter';
  close(): void;
}

/** In the order in which they are tried: each is cheaper a packet than the next. */
const MODES = ['native', 'generic'] as const;
/** Then the next one is tried; anything else is a mistake, or no permission. */
const TRY_NEXT: readonly string[] = ['E_XDP_BUSY', 'E_XDP_UNSUPPORTED', 'E_XDP_ATTACH'];

/** Throws BpfError where not even a socket filter is possible; what was attached before is taken off again. */
export function attachReceivers(setup: XdpThreadSetup): Attached[] {
  const plan = { setup, memory: setup.memory, startNanoseconds: setup.startNanoseconds };
  const xdp = loadProgram(receiveProgram(plan, 'xdp'), 'xdp');
  const filters = new Map<number, LoadedProgram>();
  const attached: Attached[] = [];
  const listenOn = ({ name, index, linkHeader }: EngineInterface): void => {
    const filter = filters.get(linkHeader) ?? loadFilter(plan, linkHeader);
    filters.set(linkHeader, filter);
    const { close } = openProgramSocket(index, PROBES[setup.probe].forms[0].etherType, filter.fd);
    attached.push({ interfaceName: name, how: 'socket filter', close });
  };
  try {
    for (const each of setup.interfaces) {
      const link = tryModes(xdp, each.index);
      if (link !== null) attached.push({ interfaceName: each.name, how: link.mode, close: link.close });
      else listenOn(each);
    }
    for (const each of setup.listening) listenOrLeave(each, listenOn);
  } catch (error) {
    for (const each of attached) each.close();
    throw error;
  } finally {
    // Links and sockets hold their programs.
    xdp.close();
    for (const filter of filters.values()) filter.close();
  }
  return attached;
}

function loadFilter(plan: ReceivePlan, linkHeader: 0 | 14): LoadedProgram {
  return loadProgram(receiveProgram(plan, 'socketFilter', linkHeader), 'socketFilter');
}

/** One that has gone meanwhile is left out. */
function listenOrLeave(each: EngineInterface, listenOn: (each: EngineInterface) => void): void {
  try {
    listenOn(each);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function tryModes(xdp: LoadedProgram, interfaceIndex: number) {
  for (const mode of MODES) {
    try {
      return attachXdp(xdp, interfaceIndex, mode);
    } catch (error) {
      if (!(error instanceof BpfError && TRY_NEXT.includes(error.code))) throw error;
    }
  }
  return null;
}
