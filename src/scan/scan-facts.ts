// What is known of a scan once it is known how its targets are reached, and before an engine is chosen.
import type { EngineInterface } from '../link/interfaces/engine-interface.ts';
import { otherInterfaces } from '../link/interfaces/other-interfaces.ts';
import type { NetlinkQuestions } from '../link/routes/kernel-view.ts';
import { createFormTable } from '../probe/form-table.ts';
import { PROBES } from '../probe/probes.ts';
import { listPorts } from '../target/port-list.ts';
import type { EngineSetup } from './engine-setup.ts';
import { freshKey } from './order/cookie.ts';
import { seedWords } from './order/permutation.ts';
import type { FoundReach } from './reach/found.ts';
import type { ScanSpec } from './spec.ts';
import { type MemoryPlan, planMemory } from './state/memory-plan.ts';
import { createResponseRing, RESPONSE_RING_BYTES } from './state/response-ring.ts';

/** What an engine is set up with, but for the state, whose memory is the engine's own, and what is kept beside it. */
export type ScanFacts = Omit<EngineSetup, 'state' | 'answered'>;

export function factsOf(
  spec: ScanSpec,
  reach: FoundReach,
  ports: { readonly base: number; readonly count: number },
  epochMicros: number,
  routing: NetlinkQuestions,
): ScanFacts {
  const portNumbers = listPorts(spec.ports);
  return {
    table: reach.table,
    hops: reach.hops,
    interfaces: reach.interfaces,
    listening: listeningFor(spec, reach, routing),
    probe: spec.probe,
    portNumbers,
    forms: createFormTable(PROBES[spec.probe], portNumbers, { first: ports.base, count: ports.count }),
    cookieKey: freshKey(),
    orderSeeds: seedWords(spec.seed),
    shard: spec.shard,
    excluded: spec.excluded,
    askedGenerators: spec.generators,
    rateCap: spec.rateCap,
    sourcePortBase: ports.base,
    sourcePort: spec.sourcePort ?? null,
    ttl: spec.ttl ?? null,
    epochMicros,
    recorder: null,
    responses: spec.keepResponses === true ? createResponseRing() : null,
  };
}

/** An answer by another interface would be another link's. */
function listeningFor({ probe }: ScanSpec, { interfaces }: FoundReach, routing: NetlinkQuestions): EngineInterface[] {
  const sending = interfaces.map(({ index }) => index);
  return PROBES[probe].reach === 'on-link' ? [] : otherInterfaces(sending, routing);
}

export function countPairs({ table, portNumbers }: Pick<EngineSetup, 'table' | 'portNumbers'>): number {
  return table.hosts * portNumbers.length;
}

export function memoryFor(
  spec: ScanSpec,
  { table, portNumbers }: Pick<ScanFacts, 'table' | 'portNumbers'>,
): MemoryPlan {
  return planMemory(
    { hosts: table.hosts, ports: portNumbers.length, segments: table.address.length },
    spec.ledgerLimit - (spec.keepResponses === true ? RESPONSE_RING_BYTES : 0),
  );
}
