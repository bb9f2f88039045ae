// `ping`: how long a host takes to answer, live. What it measures goes to whoever subscribed to events.
//
// Rules:
//  1. A ping ends when it is stopped, when whoever started it is gone, or after an hour: nobody is asked for ever.
//  2. It asks half-open where the engine may send packets, else by full connections.
import { inject } from '@needle-di/core';
import { DEFAULTS } from '../../ping/index.ts';
import type { PingOptions } from '../../ping/types.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { preDestroy, rpc, service } from '../container/annotations.ts';
import type { Call } from '../rpc/call.ts';
import { ServerError } from '../server-error.ts';
import { WORLD } from '../world.ts';
import { Events } from './events.ts';

const AT_ONCE = 32;
const HOUR_MS = 3_600_000;

interface Running {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

@service('ping', () => import('./ping.schema.ts'))
export class Ping {
  private readonly world = inject(WORLD);
  private readonly events = inject(Events);
  private readonly running = new Map<number, Running>();
  private begun = 0;

  @rpc({ role: 'operator' })
  async start(
    { ip, port, intervalMs = 1000 }: { ip: string; port: number; intervalMs?: number },
    { client }: Call,
  ): Promise<{ ping: number }> {
    if (this.running.size >= AT_ONCE) throw new ServerError('E_BUSY', `${AT_ONCE} pings run already: stop one`);
    const method = this.world.survey.mayOpenRawSockets() ? 'tcp' : 'connect';
    const targets = [{ name: ip, address: parseIpv4(ip)!, port }];
    const ping = ++this.begun;
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, client.gone, AbortSignal.timeout(HOUR_MS)]);
    const options = { ...DEFAULTS, targets, method, intervalMs, count: null } as const;
    this.running.set(ping, { stop, done: this.follow(ping, options, signal) });
    return { ping };
  }

  @rpc({ role: 'operator' })
  async stop({ ping }: { ping: number }): Promise<null> {
    const running = this.running.get(ping);
    if (running === undefined) throw new ServerError('E_NO_PING', `no ping ${ping} runs: it has ended, or never began`);
    running.stop.abort();
    await running.done;
    return null;
  }

  @preDestroy()
  async close(): Promise<void> {
    for (const { stop } of this.running.values()) stop.abort();
    await Promise.all([...this.running.values()].map(({ done }) => done));
  }

  private async follow(ping: number, options: PingOptions, signal: AbortSignal): Promise<void> {
    try {
      for await (const event of this.world.ping(options, { signal })) {
        if (event.type !== 'ping') continue;
        this.events.publish({ type: 'ping', ping, rttMs: event.rttMs, time: this.world.now().toISOString() });
      }
    } catch (error) {
      this.events.tell('error', `ping of ${options.targets[0].name}: ${(error as Error).message}`);
    } finally {
      this.running.delete(ping);
    }
  }
}
