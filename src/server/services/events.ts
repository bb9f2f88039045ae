// `events`: all that services have to tell passes here, and goes to whoever subscribed.
import { inject } from '@needle-di/core';
import type { ServerEvent } from '../api.ts';
import { preDestroy, rpc, service } from '../container/annotations.ts';
import { createEventLog, type EventLog } from '../events/event-log.ts';
import { createFollowers, type Followers } from '../events/follower.ts';
import type { Call } from '../rpc/call.ts';
import { WORLD } from '../world.ts';

@service('events', () => import('./events.schema.ts'))
export class Events {
  private readonly world = inject(WORLD);
  readonly log: EventLog = createEventLog({ countMost: this.world.eventsKept });
  readonly followers: Followers = createFollowers(this.log);
  private readonly listeners = new Set<(event: ServerEvent) => void>();

  publish(event: ServerEvent): void {
    this.log.publish(event);
    for (const listener of this.listeners) listener(event);
  }

  /** Within this process. Returns what ends it. */
  listen(listener: (event: ServerEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(level: 'info' | 'warn' | 'error', text: string): void {
    this.publish({ type: 'log', level, text });
  }

  @rpc()
  async subscribe({ after }: { after?: number }, { client }: Call): Promise<{ from: number; missed: number }> {
    return client.subscribe(after ?? null);
  }

  @preDestroy()
  close(): void {
    this.followers.close();
  }
}
