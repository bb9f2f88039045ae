// What the ping command needs of the rest of the program and of the machine, so that tests can give it another world.
import type { PingEvent, PingOptions } from '../../ping/types.ts';
import type { Lookup } from '../../target/resolve-names.ts';

export interface PingWorld {
  readonly platform: NodeJS.Platform;
  ping(options: PingOptions, control: { signal?: AbortSignal }): AsyncIterable<PingEvent>;
  /** Instead of the system's resolver. */
  readonly lookup?: Lookup;
  /** Whether this process may open raw sockets (CAP_NET_RAW). */
  mayOpenRawSockets(): boolean;
  /** Gives up root for the user who called sudo; see privileges.ts. */
  dropPrivileges(): void;
}

/** The world as it is. Loaded when a ping is asked for, not before. */
export async function realPingWorld(): Promise<PingWorld> {
  const [{ ping }, { readCapabilities }, { dropPrivileges }] = await Promise.all([
    import('../../ping/ping.ts'),
    import('../../native/capabilities.ts'),
    import('../privileges.ts'),
  ]);
  return {
    platform: process.platform,
    ping,
    mayOpenRawSockets: () => readCapabilities().netRaw,
    dropPrivileges: () => dropPrivileges(process.env, process),
  };
}
