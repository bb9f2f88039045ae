// What the ping command needs of the rest of the program and of the machine, so that tests can give it another world.
import type { JobControl } from '../../engine/engine.ts';
import type { PingEvent, PingOptions } from '../../ping/types.ts';
import type { Lookup } from '../../target/resolve-names.ts';
import type { EarlyEngine } from '../early-engine.ts';

export interface PingWorld {
  readonly platform: NodeJS.Platform;
  ping(options: PingOptions, control: JobControl): AsyncIterable<PingEvent>;
  /** Instead of the system's resolver. */
  readonly lookup?: Lookup;
  /** Whether there may be raw sockets (CAP_NET_RAW). */
  mayOpenRawSockets(): boolean;
}

/** The world as it is. Loaded when a ping is asked for, not before. Full connections need no engine. */
export async function realPingWorld({ started, packets }: EarlyEngine): Promise<PingWorld> {
  return {
    platform: process.platform,
    async *ping(options, control) {
      if (options.method === 'connect') {
        yield* (await import('../../ping/ping.ts')).ping(options, control);
        return;
      }
      const { openEngine } = await import('../../engine/session.ts');
      const session = openEngine(started === null ? { hint: 'ping' } : { started });
      try {
        yield* session.run({ kind: 'ping', options }, control);
      } finally {
        await session.close();
      }
    },
    mayOpenRawSockets: () => packets,
  };
}
