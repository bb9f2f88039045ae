// A world in which pings send nothing, for tests of the ping command.
import type { PingOptions } from '../../ping/types.ts';
import { LOSSY } from '../../report/ping/events.test-data.ts';
import type { PingWorld } from './world.ts';

export interface FakePingWorld extends PingWorld {
  /** What the engine was told, one entry a ping. */
  readonly asked: PingOptions[];
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'host.example': ['198.19.0.10'],
  'two.example': ['198.19.0.20', '198.19.0.21'],
};

/** Pings as `change.ping` says, else gives the events LOSSY. Knows two names. */
export function fakePingWorld(change: Partial<PingWorld> = {}): FakePingWorld {
  const ping: PingWorld['ping'] =
    change.ping ??
    async function* () {
      yield* LOSSY;
    };
  const world: FakePingWorld = {
    platform: 'linux',
    asked: [],
    lookup: async (name) => {
      if (name in NAMES) return NAMES[name];
      throw Object.assign(new Error('not there'), { code: 'ENOTFOUND' });
    },
    mayOpenRawSockets: () => true,
    ...change,
    ping(options, control) {
      world.asked.push(options);
      return ping(options, control);
    },
  };
  return world;
}
