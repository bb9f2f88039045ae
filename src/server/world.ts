// What the server needs of the rest of the program and of the machine, in one place, so that tests can give it another world.
import { InjectionToken } from '@needle-di/core';
import type { Engine, JobControl } from '../engine/engine.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { PingEvent, PingOptions } from '../ping/types.ts';
import type { SurveyWorld } from '../survey/world/world.ts';

export interface ServerWorld {
  readonly version: string;
  readonly survey: SurveyWorld;
  readonly engine: Engine;
  openInventory(): Promise<Inventory>;
  ping(options: PingOptions, control: JobControl): AsyncIterable<PingEvent>;
  /** Where the server keeps what is its own: settings, schedules. Exists, and nobody else looks into it. */
  readonly folder: string;
  /** Below which folder scans are kept so that they can be gone on with, and what their inventory is called there. Default: none is kept so. */
  readonly journals?: { readonly root: string; readonly place: string };
  /** Whether this process is the one that starts what is due: not each of those that beside it serve one program. */
  readonly runsSchedules: boolean;
  /** Events that wait for slow clients. Default: 65,536. */
  readonly eventsKept?: number;
  now(): Date;
  /** What nobody foresaw, for whoever looks after the server. */
  report(error: unknown): void;
}

export const WORLD = new InjectionToken<ServerWorld>('the world');
