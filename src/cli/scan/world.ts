// What the scan command needs of the rest of the program and of the machine, in one place, so that tests can give it
// another world: one without packets.
import type { JobControl } from '../../engine/engine.ts';
import type { Finding } from '../../finding/finding.ts';
import type { DefaultTargets, InterfacePlan } from '../../link/interfaces.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import type { ResolvedTargets, TargetRequest } from '../../target/targets.ts';
import type { EarlyEngine } from '../early-engine.ts';

export interface ScanWorld {
  readonly platform: NodeJS.Platform;
  scan(spec: ScanSpec, control: JobControl): AsyncIterable<Finding>;
  resolveTargets(request: TargetRequest, options: { signal?: AbortSignal }): Promise<ResolvedTargets>;
  planInterfaces(): InterfacePlan[];
  /** What to scan when no target is given. */
  defaultTargets(plans: readonly InterfacePlan[]): DefaultTargets;
  /** Whether there may be raw sockets (CAP_NET_RAW). */
  mayOpenRawSockets(): boolean;
}

/** The world as it is. Loaded when a scan is asked for, not before. */
export async function realWorld({ engine, packets }: EarlyEngine): Promise<ScanWorld> {
  const [{ resolveTargets }, { planInterfaces, defaultTargets }] = await Promise.all([
    import('../../target/targets.ts'),
    import('../../link/interfaces.ts'),
  ]);
  return {
    platform: process.platform,
    async *scan(spec, control) {
      // None waits where it was guessed that nothing would be sent.
      const session = engine ?? (await import('../../engine/session.ts')).openEngine({ hint: spec.engine });
      try {
        yield* session.run({ kind: 'scan', spec }, control);
      } finally {
        await session.close();
      }
    },
    resolveTargets,
    planInterfaces,
    defaultTargets,
    mayOpenRawSockets: () => packets,
  };
}
