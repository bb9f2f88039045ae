// `portolan ping` in a process of its own, in a world without packets. FAKE_PING says how the ping goes.
import { setImmediate, setTimeout } from 'node:timers/promises';
import { END, LOSSY, OPEN, START } from '../../report/ping/events.test-data.ts';
import { exitCodeFrom } from '../output.ts';
import { pingCommand } from './command.ts';
import { fakePingWorld } from './fake-ping.test-data.ts';
import type { PingWorld } from './world.ts';

const PINGS: Record<string, PingWorld['ping']> = {
  async *lossy() {
    yield* LOSSY;
  },
  /** Answers until it is told to stop. */
  async *endless(_options, { signal }) {
    yield START;
    let n = 0;
    while (!signal?.aborted) {
      yield { ...OPEN, n: ++n };
      await setImmediate();
    }
    yield { ...END, sent: n, received: n, interrupted: true };
  },
  /** Does not stop when told to. */
  async *deaf() {
    yield START;
    yield OPEN;
    for (;;) await setTimeout(1000);
  },
  async *broken() {
    yield START;
    throw new TypeError('x is not a function');
  },
};

const world = fakePingWorld({ ping: PINGS[process.env.FAKE_PING ?? 'lossy'] });

process.exit(await exitCodeFrom(() => pingCommand(process.argv.slice(2), async () => world)));
