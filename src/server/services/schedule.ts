// `schedule`: scans that are due again and again, over restarts.
//
// Rules:
//  1. What was due while the server was down, or while an earlier one of the same schedule still runs, is left out.
//  2. Of several servers that share the folder one runs what is due (schedules/claims.ts); each reads what the others have changed.
//  3. A scan of many public addresses wants a person's word, and here nobody is asked: it is refused, and told as an event.
import { join } from 'node:path';
import { inject } from '@needle-di/core';
import type { Methods, ScheduleEntry } from '../api.ts';
import { postConstruct, preDestroy, rpc, service } from '../container/annotations.ts';
import { ServerError } from '../server-error.ts';
import { WORLD } from '../world.ts';
import { Discovery } from './discovery.ts';
import { Events } from './events.ts';
import { readKept, writeKept } from './kept-values.ts';
import { claim } from './schedules/claims.ts';
import { parseCron } from './schedules/cron.ts';
import { Settings } from './settings.ts';

type Kept = Omit<ScheduleEntry, 'nextRun'>;

/** The clock is looked at so often: it may be set, and the machine may sleep. */
const LOOK_MS = 5000;
const ENTRIES_MOST = 1000;

@service('schedule', () => import('./schedule.schema.ts'))
export class Schedule {
  private readonly world = inject(WORLD);
  private readonly events = inject(Events);
  private readonly settings = inject(Settings);
  private readonly discovery = inject(Discovery);
  private readonly path = join(this.world.folder, 'schedules.json');
  private entries: Kept[] = [];
  private readonly due = new Map<number, Date | null>();
  private timer: NodeJS.Timeout | undefined;

  @postConstruct()
  async read(): Promise<void> {
    await this.refresh();
    if (!this.world.runsSchedules) return;
    const look = (): void =>
      void this.look().catch((error: Error) => this.events.tell('error', `schedules: ${error.message}`));
    this.timer = setInterval(look, LOOK_MS).unref();
  }

  @preDestroy()
  close(): void {
    clearInterval(this.timer);
  }

  @rpc()
  async list(): Promise<readonly ScheduleEntry[]> {
    await this.refresh();
    return this.entries.map((entry) => this.shown(entry));
  }

  @rpc({ role: 'operator' })
  async put({ id, ...rest }: Methods['schedule/put']['params']): Promise<ScheduleEntry> {
    parseCron(rest.cron);
    await this.refresh();
    const before = id === undefined ? undefined : this.find(id);
    if (before === undefined && this.entries.length >= ENTRIES_MOST) {
      throw new ServerError('E_BUSY', `${ENTRIES_MOST} schedules are there already: remove one`);
    }
    const number = id ?? Math.max(0, ...this.entries.map((entry) => entry.id)) + 1;
    const entry: Kept = { ...rest, id: number, lastScan: before?.lastScan ?? null };
    await this.keep([...this.entries.filter((each) => each.id !== number), entry]);
    this.plan(entry);
    return this.shown(entry);
  }

  @rpc({ role: 'operator' })
  async remove({ id }: { id: number }): Promise<null> {
    await this.refresh();
    this.find(id);
    await this.keep(this.entries.filter((entry) => entry.id !== id));
    this.due.delete(id);
    return null;
  }

  /** Starts what is due. */
  async look(): Promise<void> {
    await this.refresh();
    const now = this.world.now();
    for (const entry of this.entries) {
      const at = this.due.get(entry.id);
      if (at === undefined || at === null || at > now) continue;
      this.plan(entry);
      void this.run(entry, at);
    }
  }

  private async run(entry: Kept, due: Date): Promise<void> {
    let done: (() => Promise<void>) | null = null;
    try {
      done = await claim(this.world.folder, `schedule-${entry.id}`, due);
      if (done === null) return;
      const { exclude, rate } = this.settings.current;
      const request = {
        ...(rate === null ? {} : { rate }),
        ...entry.request,
        exclude: [...(entry.request.exclude ?? []), ...exclude],
      };
      const run = await this.discovery.begin(request, async () => false);
      const { scan } = run.status();
      await this.refresh();
      await this.keep(this.entries.map((each) => (each.id === entry.id ? { ...each, lastScan: scan } : each)));
      await run.done;
    } catch (error) {
      this.events.tell('error', `schedule ${entry.name}: ${(error as Error).message}`);
    } finally {
      await done?.();
    }
  }

  /** As it stands in the file, which others may have written. */
  private async refresh(): Promise<void> {
    const { KEPT } = await import('./schedule.schema.ts');
    const kept = KEPT.safeParse(await readKept(this.path, []));
    if (!kept.success) throw new ServerError('E_STATE', `${this.path}: ${kept.error.issues[0].message}`);
    const before = new Map(this.entries.map((entry) => [entry.id, entry]));
    this.entries = kept.data;
    for (const entry of this.entries) {
      const { cron, enabled } = before.get(entry.id) ?? {};
      if (cron !== entry.cron || enabled !== entry.enabled) this.plan(entry);
    }
  }

  private plan({ id, cron, enabled }: Kept): void {
    this.due.set(id, enabled ? parseCron(cron).next(this.world.now()) : null);
  }

  private shown(entry: Kept): ScheduleEntry {
    return { ...entry, nextRun: this.due.get(entry.id)?.toISOString() ?? null };
  }

  private find(id: number): Kept {
    const found = this.entries.find((entry) => entry.id === id);
    if (found !== undefined) return found;
    throw new ServerError('E_NO_SCHEDULE', `there is no schedule ${id}: schedule/list has all`);
  }

  private async keep(entries: Kept[]): Promise<void> {
    this.entries = entries.sort((a, b) => a.id - b.id);
    await writeKept(this.path, this.entries);
  }
}
