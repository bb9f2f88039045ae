// The world of a server as it is: an engine that its keeper starts again, the inventory, this machine.
import { openEngine } from '../../engine/session.ts';
import { journalsFolder } from '../../journals/journals.ts';
import type { ServerWorld } from '../../server/world.ts';
import { version } from '../../survey/version.ts';
import { thisMachine } from '../../survey/world/world.ts';
import type { EarlyKeeper } from '../early-engine.ts';
import { keepGarbageSmall } from '../frugal.ts';
import { loadFrugalRecogniser } from '../recogniser.ts';

export interface WorldOptions {
  readonly folder: string;
  /** Of the inventory: a file, or `postgres://...`. */
  readonly db: string;
  readonly runsSchedules: boolean;
  report(error: unknown): void;
}

export async function realServerWorld({ keeper, packets }: EarlyKeeper, options: WorldOptions): Promise<ServerWorld> {
  const { folder, db, report, runsSchedules } = options;
  keepGarbageSmall();
  const survey = { ...(await thisMachine(() => packets)), recogniser: loadFrugalRecogniser };
  const engine = openEngine(
    keeper === null ? { hint: 'connect', packets: false } : { keeper, started: keeper.start('raw') },
  );
  return {
    version: version(),
    survey,
    engine,
    openInventory: async () => (await import('../../inventory/open.ts')).openInventory(db),
    async *ping(ping, control) {
      if (ping.method === 'connect') yield* (await import('../../ping/ping.ts')).ping(ping, control);
      else yield* engine.run({ kind: 'ping', options: ping }, control);
    },
    folder,
    journals: { root: journalsFolder(process.env), place: db },
    runsSchedules,
    now: () => new Date(),
    report,
  };
}
