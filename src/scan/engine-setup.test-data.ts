// An engine's setup without an engine: hosts, ports and the memory that the threads would share.

import { createFormTable } from '../probe/form-table.ts';
import type { ProbeName } from '../probe/probe-name.ts';
import { PROBES } from '../probe/probes.ts';
import type { EngineSetup } from './engine-setup.ts';
import { createAnswered } from './order/askers.ts';
import { createHostTable, type Segment } from './order/host-table.test-data.ts';
import { seedWords } from './order/permutation.ts';
import type { ScanSpec } from './spec.ts';
import { createResponseRing } from './state/response-ring.ts';
import { createSharedState } from './state/shared-state.ts';

interface Wanted {
  readonly segments: readonly Omit<Segment, 'hop'>[];
  readonly ports: readonly number[];
  readonly shard?: ScanSpec['shard'];
  readonly seed?: string;
  readonly stateless?: boolean;
  readonly probe?: ProbeName;
  readonly responses?: boolean;
  /** Our addresses on the way there. */
  readonly sources?: readonly number[];
}

export function fakeSetup(wanted: Wanted): EngineSetup {
  const { segments, ports, shard, seed = 'a seed', stateless = false, probe = 'syn', responses = false } = wanted;
  const { sources = [0xc6120001] } = wanted;
  const table = createHostTable(segments.map((segment) => ({ ...segment, hop: 0 })));
  const probes = table.hosts * ports.length;
  const portNumbers = Uint16Array.from(ports);
  const hops = [{ interfaceSlot: 0, sources, sourceMac: null, destinationMac: null }];
  return {
    state: createSharedState(table.hosts, probes, stateless ? 0 : Math.ceil(probes / 16)),
    table,
    hops,
    interfaces: [],
    listening: [],
    probe,
    portNumbers,
    forms: createFormTable(PROBES[probe], portNumbers, { first: 40_000, count: 32 }),
    cookieKey: Uint32Array.of(1, 2),
    orderSeeds: seedWords(seed),
    shard: shard ?? { index: 1, count: 1 },
    excluded: [],
    askedGenerators: null,
    rateCap: null,
    sourcePortBase: 40_000,
    sourcePort: null,
    ttl: null,
    epochMicros: 0,
    recorder: null,
    answered: stateless ? null : createAnswered(hops, table.hosts),
    responses: responses ? createResponseRing() : null,
  };
}

export function fakeSpec(changed: Partial<ScanSpec> = {}): ScanSpec {
  return {
    targets: [],
    excluded: [],
    probe: 'syn',
    ports: [],
    engine: 'raw',
    generators: null,
    rateCap: null,
    seed: 'a seed',
    shard: { index: 1, count: 1 },
    maxRetries: null,
    interfaceName: null,
    recordTo: null,
    ledgerLimit: 1 << 30,
    ...changed,
  };
}

/** `count` ports from `first` on. */
export function portsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
