// `discovery`: scans that are started here and go on whoever looks.
import { inject } from '@needle-di/core';
import type { ScanId } from '../../inventory/inventory.ts';
import { planSurvey, type SurveyPlan } from '../../survey/plan.ts';
import type { SurveyRequest } from '../../survey/request.ts';
import type { StartRequest, SurveyStatus } from '../api.ts';
import { preDestroy, rpc, service } from '../container/annotations.ts';
import type { Call } from '../rpc/call.ts';
import { ServerError } from '../server-error.ts';
import { WORLD } from '../world.ts';
import { Events } from './events.ts';
import { InventoryService } from './inventory.ts';
import { repeatingWords } from './repeating-words.ts';
import { Settings } from './settings.ts';
import { type SurveyRun, startRun } from './survey-run.ts';

/** One after another they would be as fast: they share the network. */
const AT_ONCE = 4;
/** Of surveys that ended so many are remembered; the inventory has all. */
const REMEMBERED = 100;

type Of = { scan: ScanId };
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
    const running = [...this.runs.values()].filter((run) => run.status().ended === null).length;
    if (running + this.starting >= AT_ONCE) {
      throw new ServerError('E_BUSY', `${AT_ONCE} scans run already: wait for one, or cancel it`);
    }
    this.starting++;
    try {
      const plan = await this.plan(request, confirm, signal);
      const { engine, survey } = this.world;
      const run = await startRun(plan, {
        engine,
        inventory: this.inventory.store,
        recogniser: survey.recogniser,
        lookups: survey.lookups,
        argv: repeatingWords(request),
        publish: (event) => this.events.publish(event),
      });
      this.runs.set(run.status().scan, run);
      this.forget();
      return run;
    } finally {
      this.starting--;
    }
  }

  @rpc()
  async status({ scan }: { scan?: ScanId }): Promise<readonly SurveyStatus[]> {
    if (scan !== undefined) return [this.run(scan).status()];
    return [...this.runs.values()].map((run) => run.status()).reverse();
  }

  @rpc({ role: 'operator' })
  async pause({ scan }: Of): Promise<SurveyStatus> {
    return this.steer(scan, ({ control }) => control.pause());
  }

  @rpc({ role: 'operator' })
  async goOn({ scan }: Of): Promise<SurveyStatus> {
    return this.steer(scan, ({ control }) => control.goOn());
  }

  @rpc({ role: 'operator' })
  async setRate({ scan, rate }: Of & { rate: number | null }): Promise<SurveyStatus> {
    return this.steer(scan, (run) => run.setRate(rate));
  }

  @rpc({ role: 'operator' })
  async cancel({ scan }: Of): Promise<SurveyStatus> {
    const run = this.run(scan);
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

  private run(scan: ScanId): SurveyRun {
    const run = this.runs.get(scan);
    if (run !== undefined) return run;
    throw new ServerError('E_NO_SCAN', `scan ${scan} was not started since this server was: inventory/scans has all`);
  }

  /** Only what runs can be steered. */
  private steer(scan: ScanId, change: (run: SurveyRun) => void): SurveyStatus {
    const run = this.run(scan);
    const { state } = run.status();
    if (state !== 'running' && state !== 'paused') {
      throw new ServerError('E_NOT_RUNNING', `scan ${scan} is ${state}: there is nothing to steer any more`);
    }
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

const PROBE = { tcp: 'syn', udp: 'udp' } as const;
