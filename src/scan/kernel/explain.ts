// The programs of the kernel engine for one scan, as text: what would run in the kernel, without any of it running.

import { explain } from '../../link/bpf.ts';
import { RESERVED_PORTS } from '../../link/reserved-ports.ts';
import { createFormTable } from '../../probe/form-table.ts';
import { PROBES } from '../../probe/probes.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { listPorts } from '../../target/port-list.ts';
import { freshKey } from '../order/cookie.ts';
import { hostTableOf } from '../order/host-table.ts';
import { seedWords } from '../order/permutation.ts';
import { ScanError } from '../scan-error.ts';
import type { ScanSpec } from '../spec.ts';
import { generatorsFor } from './generators.ts';
import { planRegions } from './layout.ts';
import { receiveProgram } from './receive/program.ts';
import { transmitProgram } from './transmit/program.ts';

/** Addresses and hops are looked up when a scan runs; here every target is there, behind one hop. */
const HOP = { interfaceSlot: 0, sources: [0], sourceMac: null, destinationMac: null };
const EXAMPLE_PORT_BASE = 40_000;
const EXAMPLE_LIST = 1000;

/** Throws ScanError E_NO_XDP where the scan is too large. */
export function explainBpf(
  spec: Pick<
    ScanSpec,
    'probe' | 'targets' | 'ports' | 'seed' | 'shard' | 'excluded' | 'generators' | 'rateCap' | 'ttl'
  >,
): string {
  const portNumbers = listPorts(spec.ports);
  const table = hostTableOf([{ ranges: flatten(spec.targets), hop: 0 }]);
  const regions = planRegions(table.hosts, portNumbers.length, 1, spec.excluded.length);
  if (regions === null) throw new ScanError('E_NO_XDP', 'the scan is too large for the memory of one program');
  const plan = {
    setup: {
      table,
      hops: [HOP],
      probe: spec.probe,
      portNumbers,
      forms: createFormTable(PROBES[spec.probe], portNumbers, { first: EXAMPLE_PORT_BASE, count: RESERVED_PORTS }),
      cookieKey: freshKey(),
      orderSeeds: seedWords(spec.seed),
      shard: spec.shard,
      excluded: spec.excluded,
      sourcePortBase: EXAMPLE_PORT_BASE,
      ttl: spec.ttl ?? null,
    },
    memory: {
      regions,
      value: { fd: 0, name: 'portolan' },
      events: { fd: 0, name: 'portolan_events', kind: 'ringBuffer', entries: 0 },
    },
    startNanoseconds: 0n,
    generator: 0,
    padded: true,
    generators: generatorsFor(spec.generators, spec.rateCap, []),
  } as const;
  const list = Math.min(EXAMPLE_LIST, table.hosts * portNumbers.length);
  const parts: readonly [string, string][] = [
    ['Sends the first pass', explain(transmitProgram({ ...plan, pass: 1, listLength: null }))],
    [`Sends a later pass, here of ${list} probes`, explain(transmitProgram({ ...plan, pass: 2, listLength: list }))],
    ['Receives, where an interface takes an XDP program', explain(receiveProgram(plan, 'xdp'))],
    ['Receives, where not', explain(receiveProgram(plan, 'socketFilter'))],
  ];
  return parts.map(([title, text]) => `# ${title}\n${text}`).join('\n');
}
