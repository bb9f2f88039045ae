// What a survey needs of the machine before anything is sent, in one place, so that tests can give it another world.

import type { LookupChoice, Lookups } from '../../identity/lookups/lookup.ts';
import type { OwnNetwork } from '../../identity/network/networks.ts';
import type { DefaultTargets, InterfacePlan } from '../../link/interfaces/interfaces.ts';
import type { Recognise } from '../../service/recognise/recognise.ts';
import type { ResolvedTargets, TargetRequest } from '../../target/targets.ts';

export interface SurveyWorld {
  readonly platform: NodeJS.Platform;
  resolveTargets(request: TargetRequest, options: { signal?: AbortSignal }): Promise<ResolvedTargets>;
  planInterfaces(): InterfacePlan[];
  /** What to survey when no target is given. */
  defaultTargets(plans: readonly InterfacePlan[]): DefaultTargets;
  /** What finds out what a port is for, by connections of its own; SNMP agents with these communities, too. */
  recogniser(snmpCommunity?: readonly string[]): Promise<Recognise>;
  /** What asks who a host is, by sockets of its own; none: nobody is asked. */
  lookups?(choice: LookupChoice): Promise<Lookups>;
  /** What it knows of the network it is in; none: nothing. */
  ownNetwork?(): Promise<OwnNetwork>;
  /** Whether raw sockets may be opened (CAP_NET_RAW). */
  mayOpenRawSockets(): boolean;
}

/** This machine. `mayOpenRawSockets`: where another process than this one is to open them; default: whether this one may. */
export async function thisMachine(mayOpenRawSockets?: () => boolean): Promise<SurveyWorld> {
  const [{ resolveTargets }, { planInterfaces, defaultTargets }] = await Promise.all([
    import('../../target/targets.ts'),
    import('../../link/interfaces/interfaces.ts'),
  ]);
  return {
    platform: process.platform,
    resolveTargets,
    planInterfaces,
    defaultTargets,
    recogniser: async (snmpCommunity) => (await import('../../service/index.ts')).loadRecogniser(snmpCommunity),
    lookups: loadLookups,
    ownNetwork: loadOwnNetwork,
    mayOpenRawSockets: mayOpenRawSockets ?? (await ownRight()),
  };
}

/** They take as long to load as all records do. */
export async function loadLookups(choice: LookupChoice): Promise<Lookups> {
  return (await import('../../identity/lookups/lookups.ts')).createLookups(choice);
}

export async function loadOwnNetwork(): Promise<OwnNetwork> {
  return (await import('./own-network.ts')).readOwnNetwork();
}

async function ownRight(): Promise<() => boolean> {
  const { readCapabilities } = await import('../../native/capabilities.ts');
  return () => readCapabilities().netRaw;
}
