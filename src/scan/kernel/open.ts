// The kernel's side of an xdp scan as the controller has it: the shared memory, filled for this scan.
import { isHardware } from '../../link/interfaces/hardware.ts';
import type { Hop } from '../order/host-table.ts';
import { ScanError } from '../scan-error.ts';
import type { ScanFacts } from '../scan-facts.ts';
import { createSharedCore, type SharedState } from '../state/shared-state.ts';
import { generatorsFor } from './generators.ts';
import { planRegions } from './layout.ts';
import { createMemory, fillCounters, fillMemory, hopViews, mapMemory, stateViews } from './memory.ts';
import type { XdpThreadSetup } from './thread-setup.ts';

export interface XdpKernel {
  readonly state: SharedState;
  readonly threadSetup: XdpThreadSetup;
  /** Where their frames go lies in the memory that the programs read. */
  readonly hops: readonly Hop[];
  /** The counters that the state has now, for the programs to count on. */
  countOn(): void;
  /** Gives the maps back. Nobody may look at the state any more. */
  close(): void;
}

/** Throws BpfError where the kernel refuses, ScanError E_NO_XDP where the scan does not fit. */
export function openKernel(facts: ScanFacts): XdpKernel {
  const { table, hops, portNumbers, excluded, epochMicros, askedGenerators, rateCap, interfaces } = facts;
  const regions = planRegions(table.hosts, portNumbers.length, hops.length, excluded.length);
  if (regions === null) throw new ScanError('E_NO_XDP', 'the scan is too large for the memory of one program');
  const memory = createMemory(regions);
  const { memory: view, unmap } = mapMemory(memory);
  fillMemory(view, regions, facts);
  const core = createSharedCore();
  const probes = table.hosts * portNumbers.length;
  const startNanoseconds = BigInt(epochMicros) * 1000n;
  return {
    state: { ...core, ...stateViews(view, regions, table.hosts, probes), sendTimes: new Uint32Array(0) },
    threadSetup: {
      ...facts,
      state: core,
      memory: { regions, value: memory.value, events: memory.events },
      startNanoseconds,
      generators: generatorsFor(askedGenerators, rateCap, interfaces),
      padded: interfaces.some(({ name }) => isHardware(name)),
    },
    hops: hopViews(view, regions, hops),
    countOn: () => fillCounters(view, regions, core.counters),
    close() {
      memory.close();
      unmap();
    },
  };
}
