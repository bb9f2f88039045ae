// What the scan command needs of the rest of the program and of the machine, in one place, so that tests can give it
// another world: one without packets.

import type { PreparedEngine, ScanOptions } from '../../engine/scan.ts';
import type { Finding } from '../../finding/finding.ts';
import type { DefaultTargets, InterfacePlan } from '../../link/interfaces.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import type { ResolvedTargets, TargetRequest } from '../../target/targets.ts';

export interface ScanWorld {
  readonly platform: NodeJS.Platform;
  scan(spec: ScanSpec, options: ScanOptions): AsyncIterable<Finding>;
  resolveTargets(request: TargetRequest, options: { signal?: AbortSignal }): Promise<ResolvedTargets>;
  planInterfaces(): InterfacePlan[];
  /** What to scan when no target is given. */
  defaultTargets(plans: readonly InterfacePlan[]): DefaultTargets;
  /** Whether this process may open raw sockets (CAP_NET_RAW). */
  mayOpenRawSockets(): boolean;
  /** Gives up root for the user who called sudo; see privileges.ts. */
  dropPrivileges(): void;
}

/** The world as it is. Loaded when a scan is asked for, not before. `prepared`: an engine's process that waits already. */
export async function realWorld(prepared?: PreparedEngine): Promise<ScanWorld> {
  const [{ scan }, { resolveTargets }, { planInterfaces, defaultTargets }, { readCapabilities }, { dropPrivileges }] =
    await Promise.all([
      import('../../engine/scan.ts'),
      import('../../target/targets.ts'),
      import('../../link/interfaces.ts'),
      import('../../native/capabilities.ts'),
      import('../privileges.ts'),
    ]);
  return {
    platform: process.platform,
    scan: (spec, options) => scan(spec, prepared === undefined ? options : { ...options, prepared }),
    resolveTargets,
    planInterfaces,
    defaultTargets,
    mayOpenRawSockets: () => readCapabilities().netRaw,
    dropPrivileges: () => dropPrivileges(process.env, process),
  };
}
