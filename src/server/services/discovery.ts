// `discovery`: scans that are started here and go on whoever looks.
import { inject } from '@needle-di/core';
import type { ScanId } from '../../inventory/inventory.ts';
import { planAsThen } from '../../journals/as-then.ts';
import { askedOf, beginNumbered, leftIn, takeUp } from '../../journals/journals.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { targetsOf } from '../../survey/in-turn.ts';
import { planSurvey, type ScanPlan, type SurveyPlan } from '../../survey/plan.ts';
import type { SurveyRequest } from '../../survey/request.ts';
import { countFlat, flatten, subtractFlat, unflatten } from '../../target/flat-ranges.ts';
import { count, intersect, type Range } from '../../target/ranges.ts';
import type { StartRequest, SurveyStatus } from '../api.ts';
import { preDestroy, rpc, service } from '../container/annotations.ts';
import type { Call } from '../rpc/call.ts';
import { ServerError } from '../server-error.ts';
import { WORLD } from '../world.ts';
import { Events } from './events.ts';
import { InventoryService } from './inventory.ts';
import { Settings } from './settings.ts';
import { repeatingWords } from './surveys/repeating-words.ts';
import { type Part, type SurveyRun, startRun } from './surveys/survey-run.ts';

/** One after another they would be as fast: they share the network. */
const AT_ONCE = 4;
/** Of surveys that ended so many are remembered; the inventory has all. */
const REMEMBERED = 100;

type Of = { scan: ScanId };
type Targets = { targets: readonly string[] };
/** Of a run that is to begin. */
type Made = { parts: readonly Part[]; argv: readonly string[]; goOnWith?: ScanId };
type Confirm = Call['client']['confirm'];

@service('discovery', () => import('./discovery.schema.ts'))
export class Discovery {
  private readonly world = inject(WORLD);
  private readonly events = inject(Events);
  private readonly inventory = inject(InventoryService);
  private readonly settings = inject(Settings);
  private readonly runs = new Map<ScanId, SurveyRun>();
  private starting = 0;

  @rpc({ role: 'operator' })
  async start(request: StartRequest, call: Call): Promise<SurveyStatus> {
    const { exclude, rate } = this.settings.current;
    const whole = {
      ...(rate === null ? {} : { rate }),
      ...request,
      exclude: [...(request.exclude ?? []), ...exclude],
    };
    const run = await this.begin(whole, call.client.confirm, call.signal);
    this.tellProgress(run.status().scan, call);
    return run.status();
  }

  /** For services of this process. Throws what the request comes to. */
  async begin(request: SurveyRequest, confirm: Confirm, signal?: AbortSignal): Promise<SurveyRun> {
    return this.run(async () => {
      const plan = await this.plan(request, confirm, signal);
      return { parts: [this.part(plan, request)], argv: repeatingWords(request) };
    });
  }

  @rpc()
  async resumable(): Promise<readonly ScanId[]> {
    return [...this.left().keys()].sort((a, b) => b - a);
  }

  @rpc({ role: 'operator' })
  async resume({ scan }: Of, call: Call): Promise<SurveyStatus> {
    const folders = this.left().get(scan);
    if (folders === undefined) {
      throw new ServerError(
        'E_NO_JOURNAL',
        `scan ${scan} cannot be gone on with: discovery/resumable lists those that can`,
      );
    }
    const { argv } = await this.inventory.store.scan(scan);
    const run = await this.run(async () => {
      const parts: Part[] = [];
      try {
        for (const folder of folders) parts.push(await this.partOfThen(folder, call.signal));
      } catch (error) {
        for (const { journal } of parts) journal?.close(false);
        throw error;
      }
      return { parts, argv, goOnWith: scan };
    });
    this.tellProgress(scan, call);
    return run.status();
  }

  @rpc({ role: 'operator' })
  async addTargets({ scan, targets }: Of & Targets, call: Call): Promise<SurveyStatus> {
    const run = this.steered(scan);
    const { seed, request } = run.plan;
    const exclude = [...(request.exclude ?? []), ...this.settings.current.exclude];
    const wanted = await this.plan({ ...request, targets, exclude, seed }, call.client.confirm, call.signal);
    // Those that it asks are asked once.
    const more = onlyOthers(wanted, unflatten(run.targets()));
    if (more === null) throw new ServerError('E_TARGETS', `scan ${scan} asks all of these already`);
    const part = this.part(more, { ...request, targets, exclude });
    part.journal?.keptAs({ place: this.world.journals!.place, scan });
    if (run.add(part)) return run.status();
    part.journal?.close(true);
    return this.steered(scan).status();
  }

  @rpc({ role: 'operator' })
  async dropTargets({ scan, targets }: Of & Targets, { signal }: Call): Promise<SurveyStatus> {
    const run = this.steered(scan);
    const found = await this.world.survey.resolveTargets({ expressions: targets, authorized: true }, { signal });
    const now = run.targets();
    const dropped = intersect(unflatten(flatten(found.targets)), unflatten(now));
    if (dropped.length === 0) throw new ServerError('E_TARGETS', `scan ${scan} asks none of these`);
    if (count(dropped) === countFlat(now))
      throw new ServerError('E_TARGETS', `these are all that scan ${scan} asks: cancel it`);
    run.drop(dropped);
    return run.status();
  }

  @rpc()
  async status({ scan }: { scan?: ScanId }): Promise<readonly SurveyStatus[]> {
    if (scan !== undefined) return [this.known(scan).status()];
    return [...this.runs.values()].map((run) => run.status()).reverse();
  }

  @rpc({ role: 'operator' })
  async pause({ scan }: Of): Promise<SurveyStatus> {
    return this.steer(scan, (run) => run.pause());
  }

  @rpc({ role: 'operator' })
  async goOn({ scan }: Of): Promise<SurveyStatus> {
    return this.steer(scan, (run) => run.goOn());
  }

  @rpc({ role: 'operator' })
  async setRate({ scan, rate }: Of & { rate: number | null }): Promise<SurveyStatus> {
    return this.steer(scan, (run) => run.setRate(rate));
  }

  @rpc({ role: 'operator' })
  async cancel({ scan }: Of): Promise<SurveyStatus> {
    const run = this.known(scan);
    run.cancel();
    return run.status();
  }

  @rpc({ role: 'operator' })
  async lookAgain(
    { ip, port, proto = 'tcp' }: { ip: string; port?: number; proto?: 'tcp' | 'udp' },
    call: Call,
  ): Promise<SurveyStatus> {
    const one = port === undefined ? {} : { ports: `${proto === 'tcp' ? 'T' : 'U'}:${port}`, probes: [PROBE[proto]] };
    const { exclude } = this.settings.current;
    const run = await this.begin(
      { targets: [ip], exclude, discovery: false, ...one },
      call.client.confirm,
      call.signal,
    );
    return run.status();
  }

  /** How many there are of each, for figures. */
  states(): ReadonlyMap<SurveyStatus['state'], number> {
    const states = new Map<SurveyStatus['state'], number>();
    for (const run of this.runs.values()) {
      const { state } = run.status();
      states.set(state, (states.get(state) ?? 0) + 1);
    }
    return states;
  }

  @preDestroy()
  async close(): Promise<void> {
    for (const run of this.runs.values()) run.cancel();
    await Promise.all([...this.runs.values()].map((run) => run.done));
    await this.world.engine.close();
  }

  /** Many public addresses are scanned when a person says that it may be. */
  private async plan(request: SurveyRequest, confirm: Confirm, signal?: AbortSignal): Promise<SurveyPlan> {
    try {
      return await planSurvey(request, this.world.survey, { signal });
    } catch (error) {
      if ((error as { code?: string }).code !== 'E_NOT_AUTHORIZED') throw error;
      const title = 'Scan public addresses?';
      const text = `${(request.targets ?? []).slice(0, 20).join(' ')}: more than 256 public addresses. Scan only networks that you look after or may test.`;
      if (await confirm({ title, text })) {
        return planSurvey({ ...request, authorized: true }, this.world.survey, { signal });
      }
      throw error;
    }
  }

  /** What journal it has, if any: a place that takes none is no reason not to scan. */
  private part(plan: SurveyPlan, request: SurveyRequest): Part {
    const { journals } = this.world;
    if (journals === undefined) return { plan, journal: null };
    try {
      const words = ['--db', journals.place, ...repeatingWords(request).slice(1)];
      return { plan, journal: beginNumbered(journals.root, askedOf(plan, words, {})) };
    } catch (error) {
      this.events.tell('warn', `a scan that is interrupted cannot be gone on with: ${(error as Error).message}`);
      return { plan, journal: null };
    }
  }

  /** As it was left: who is excluded now is not asked either. */
  private async partOfThen(folder: string, signal: AbortSignal): Promise<Part> {
    const journal = takeUp(folder);
    try {
      const now = { ...journal.asked.request, exclude: this.settings.current.exclude };
      return { plan: await planAsThen(now, journal, this.world.survey, { signal }), journal };
    } catch (error) {
      journal.close(false);
      throw error;
    }
  }

  private left(): ReadonlyMap<ScanId, readonly string[]> {
    const { journals } = this.world;
    return journals === undefined ? new Map() : leftIn(journals.root, journals.place);
  }

  /** As many as may run at once. */
  private async run(made: () => Promise<Made>): Promise<SurveyRun> {
    const running = [...this.runs.values()].filter((run) => run.status().ended === null).length;
    if (running + this.starting >= AT_ONCE) {
      throw new ServerError('E_BUSY', `${AT_ONCE} scans run already: wait for one, or cancel it`);
    }
    this.starting++;
    try {
      const { parts, ...how } = await made();
      const { engine, survey, journals } = this.world;
      try {
        const run = await startRun(parts as [Part, ...Part[]], {
          engine,
          inventory: this.inventory.store,
          recogniser: survey.recogniser,
          lookups: survey.lookups,
          ownNetwork: survey.ownNetwork,
          publish: (event) => this.events.publish(event),
          ...how,
        });
        const { scan } = run.status();
        for (const { journal } of parts) journal?.keptAs({ place: journals!.place, scan });
        this.runs.set(scan, run);
        this.forget();
        return run;
      } catch (error) {
        // Of a new one nothing was asked.
        for (const { journal } of parts) journal?.close(how.goOnWith === undefined);
        throw error;
      }
    } finally {
      this.starting--;
    }
  }

  private known(scan: ScanId): SurveyRun {
    const run = this.runs.get(scan);
    if (run !== undefined) return run;
    throw new ServerError('E_NO_SCAN', `scan ${scan} was not started since this server was: inventory/scans has all`);
  }

  /** Only what runs can be steered. */
  private steered(scan: ScanId): SurveyRun {
    const run = this.known(scan);
    const { state } = run.status();
    if (state === 'running' || state === 'paused') return run;
    throw new ServerError('E_NOT_RUNNING', `scan ${scan} is ${state}: there is nothing to steer any more`);
  }

  private steer(scan: ScanId, change: (run: SurveyRun) => void): SurveyStatus {
    const run = this.steered(scan);
    change(run);
    return run.status();
  }

  /** Until it has ended, to whoever gave a token. */
  private tellProgress(scan: ScanId, call: Call): void {
    const end = this.events.listen((event) => {
      if (event.type !== 'status' || event.status.scan !== scan) return;
      call.progress(event.status);
      if (event.status.ended !== null) end();
    });
    call.client.gone.addEventListener('abort', end, { once: true });
  }

  private forget(): void {
    for (const [scan, run] of this.runs) {
      if (this.runs.size <= REMEMBERED) return;
      if (run.status().ended !== null) this.runs.delete(scan);
    }
  }
}

/** The plan for those of its targets that are none of these; null where none is left. */
function onlyOthers(plan: SurveyPlan, these: readonly Range[]): SurveyPlan | null {
  const scans = [...plan.scans].map(([probe, { spec, choice }]): [ProbeName, ScanPlan] => {
    const targets = subtractFlat(flatten(spec.targets), these);
    return [probe, { choice, spec: { ...spec, targets } }];
  });
  const others = { ...plan, scans: new Map(scans) };
  return targetsOf(others).length === 0 ? null : others;
}

const PROBE = { tcp: 'syn', udp: 'udp' } as const;
