// A companion as the survey's stream has it: it is loaded before it is needed, or then; it runs from the first host or port on that others find,
// and is shown what came meanwhile; its phase begins with its own first fact (how far it is, is none), and its failure is told.
import type { Line } from '../../finding/finding.ts';
import type { StageLine } from '../../finding/stamp.ts';
import type { Accompanying, Companion, Loaded } from './companion.ts';
import type { StageContext } from './stage.ts';

export interface Accompanied {
  /** Loads it, with what it asks with; how that fails is told when it is needed. */
  prepare(): Promise<void>;
  take(line: Line): void;
  ready(): Iterable<Line>;
  rest(): AsyncGenerator<Line, void, undefined>;
}

/** Those lines that stages give. */
const TAKEN: ReadonlySet<Line['type']> = new Set([
  'host',
  'port',
  'host-end',
  'service',
  'certificate',
  'note',
  'clue',
  'network',
]);

export function accompanied(companion: Companion, context: StageContext, signal: AbortSignal): Accompanied {
  const { name } = companion;
  const { time, steering } = context;
  const begin = performance.now();
  let loading: Promise<Loaded> | null = null;
  /** Null until it runs. */
  let run: Accompanying | null = null;
  /** What came before it did. */
  const waiting: StageLine[] = [];
  let starting: Promise<Accompanying> | null = null;
  let hasBegun = false;
  let [asked, recognised] = [0, 0];

  function* told(lines: Iterable<StageLine>): Generator<Line, void, undefined> {
    for (const line of lines) {
      if (!hasBegun && line.type !== 'progress') {
        yield { type: 'phase', stage: name, time: time() };
        hasBegun = true;
      }
      if (line.type === 'service') {
        asked++;
        if (line.service !== 'unknown') recognised++;
      }
      yield line;
    }
  }

  function load(): Promise<Loaded> {
    loading ??= companion.load(context);
    return loading;
  }

  async function start(): Promise<Accompanying> {
    const { accompany } = await load();
    run = accompany(context, signal);
    for (const line of waiting.splice(0)) run.take(line);
    return run;
  }

  return {
    prepare: () =>
      load()
        .then(({ prepare }) => prepare?.())
        .then(
          () => {},
          () => {},
        ),
    take(line) {
      if (line.type === 'phase-end') run?.ended?.(line.stage);
      if (!TAKEN.has(line.type) || ('ip' in line && steering.isDropped(line.ip))) return;
      if (run !== null) return run.take(line as StageLine);
      waiting.push(line as StageLine);
      starting ??= start();
      starting.catch(() => {}); // told in the end
    },
    ready: () => told(run?.ready() ?? []),
    async *rest() {
      if (companion.asksUnseen?.(context.plan.request)) starting ??= start();
      if (starting === null) return;
      try {
        const run = await starting;
        for await (const line of run.rest()) yield* told([line]);
        if (!hasBegun) return;
        const counted = { asked, recognised, elapsedMs: Math.round(performance.now() - begin) };
        yield { type: 'phase-end', stage: name, ...(asked > 0 ? { services: counted } : {}), time: time() };
      } catch (error) {
        const why = reason(error);
        yield { type: 'notice', stage: name, code: why.code, text: `${name} failed: ${why.text}`, time: time() };
        yield { type: 'phase-end', stage: name, error: why, time: time() };
      }
    },
  };
}

/** Why a stage failed, as lines have it. */
export function reason(error: unknown): { readonly code: string; readonly text: string } {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { code: /^E_[A-Z0-9_]+$/.test(code) ? code : 'E_INTERNAL', text };
}
