// What the page knows while it is open: the connection, the surveys that run, and the hosts as they are found.
//
//   socket ─► events/batch ─► slices (a few ms at a time) ─► book ─► `version`, at most ten times a second ─► views
//     lost: tried again, from the last event on; what the server no longer has is read from the inventory
import type { Line } from '../../src/finding/finding.ts';
import type { HostRow, ScanId } from '../../src/inventory/inventory.ts';
import type { ClientMethods, EventBatch, Methods, ServerEvent, SurveyStatus } from '../../src/server/api.ts';
import { waitBefore } from '../logic/backoff.ts';
import { createHostBook, HOSTS_MOST, takeLine, takeRow } from '../logic/host-book.ts';
import { type RateSample, withSample } from '../logic/rate-history.ts';
import { createSlices } from '../logic/slices.ts';
import { openWire, type Wire } from './wire.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost' | 'locked';
type Info = Methods['server/info']['result'];
type Ping = Extract<ServerEvent, { type: 'ping' }>;
type LogLine = Extract<ServerEvent, { type: 'log' }>;

interface Question {
  readonly title: string;
  readonly text: string;
  answer(yes: boolean): void;
}

const VIEWS_MS = 100;
/** Lists that the server keeps are asked for again at most that often while findings come in. */
const LISTS_MS = 1_500;
const ROWS_A_PAGE = 1_000;
const LINES_A_PAGE = 2_000;
/** Surveys that are read again, and pages of each: what is more than a million lines is in the inventory's lists all the same. */
const SCANS_MOST = 8;
const PAGES_MOST = 500;
const LOG_MOST = 50;

class Live {
  connection = $state<ConnectionState>('connecting');
  info = $state.raw<Info | null>(null);
  surveys = $state.raw<ReadonlyMap<ScanId, SurveyStatus>>(new Map());
  rates = $state.raw<ReadonlyMap<ScanId, readonly RateSample[]>>(new Map());
  log = $state.raw<readonly LogLine[]>([]);
  question = $state.raw<Question | null>(null);
  /** Of the book: grows whenever it changed. */
  version = $state(0);
  /** Grows when lists of the server may have changed: connected again, findings, a survey that ended. */
  listBeat = $state(0);
  /** Grows when a survey has ended: what is compared between surveys is another. */
  ended = $state(0);
  /** Grows each time the connection is there. */
  epoch = $state(0);
  /** All hosts that the inventory knew were read. */
  isLoaded = $state(false);
  /** Findings that the server could not send, and that are being read again. */
  catchingUp = $state(false);
  /** When the connection was lost. */
  lostAt = $state<number | null>(null);
  /** It was lost, and is there again since then. */
  backAt = $state<number | null>(null);

  readonly book = createHostBook();
  private wire: Wire | null = null;
  private opened = Promise.withResolvers<Wire>();
  private lastEvent: number | null = null;
  private attempt = 0;
  /** Surveys that were the last to say something of a host: ways and grounds are in their lines alone. */
  private readonly lastSaid = new Set<ScanId>();
  private readonly cursors = new Map<ScanId, number>();
  private readonly pingListeners = new Map<number, (ping: Ping) => void>();
  private viewsDue = false;
  private listsDue = false;

  private readonly slices = createSlices<{ row: HostRow } | { line: Line }>(
    (item) => ('row' in item ? takeRow(this.book, item.row) : takeLine(this.book, item.line)),
    () => this.tellViews(),
    { now: () => performance.now(), soon: (work) => setTimeout(work, 0) },
    (error) => console.error(error),
  );

  start(): void {
    void this.connect();
  }

  /** Waits for the connection where it is not there. */
  async call<M extends keyof Methods>(method: M, params: Methods[M]['params']): Promise<Methods[M]['result']> {
    const wire = this.wire ?? (await this.opened.promise);
    return wire.call(method, params);
  }

  get isOperator(): boolean {
    return this.info?.role === 'operator';
  }

  /** The survey that runs, or was begun last. */
  get current(): SurveyStatus | null {
    const all = [...this.surveys.values()].sort((one, other) => other.scan - one.scan);
    return all.find(isUnderWay) ?? all[0] ?? null;
  }

  /** Findings that came in and are still to be taken in. */
  get waiting(): number {
    return this.slices.waiting;
  }

  onPing(ping: number, listener: (ping: Ping) => void): () => void {
    this.pingListeners.set(ping, listener);
    return () => this.pingListeners.delete(ping);
  }

  private async connect(): Promise<void> {
    try {
      const wire = await openWire(`${location.origin.replace(/^http/, 'ws')}/rpc`, {
        batch: (batch) => this.takeBatch(batch),
        confirm: (question) => this.confirm(question),
        closed: () => this.lost(),
      });
      await this.greet(wire);
    } catch {
      this.connection = this.connection === 'open' ? 'lost' : await this.whyNot();
      this.tryAgain();
    }
  }

  private async greet(wire: Wire): Promise<void> {
    const info = await wire.call('server/info', undefined);
    this.info = info;
    // A server that was started again counts its events from the beginning.
    const isSameServer = this.lastEvent !== null && info.lastEvent >= this.lastEvent;
    const { from, missed } = await wire.call('events/subscribe', isSameServer ? { after: this.lastEvent! } : {});
    const isFirst = this.lastEvent === null;
    this.lastEvent = from;
    for (const status of await wire.call('discovery/status', {})) this.takeStatus(status);
    this.wire = wire;
    this.opened.resolve(wire);
    this.attempt = 0;
    if (this.lostAt !== null) this.backAt = Date.now();
    this.lostAt = null;
    this.connection = 'open';
    this.epoch += 1;
    this.listBeat += 1;
    if (isFirst) void this.loadHosts().then(() => this.catchUp());
    else if (!isSameServer || missed > 0) void this.catchUp();
  }

  private lost(): void {
    if (this.wire === null) return;
    this.wire = null;
    this.opened = Promise.withResolvers();
    this.connection = 'lost';
    this.lostAt = Date.now();
    this.backAt = null;
    this.tryAgain();
  }

  private tryAgain(): void {
    this.attempt += 1;
    this.lostAt ??= this.epoch > 0 ? Date.now() : null;
    setTimeout(() => void this.connect(), waitBefore(this.attempt, Math.random()));
  }

  /** A WebSocket does not say why it was refused; an ordinary request does. */
  private async whyNot(): Promise<ConnectionState> {
    try {
      const { status } = await fetch('/api/scans?limit=1', { credentials: 'same-origin' });
      return status === 401 || status === 403 ? 'locked' : 'lost';
    } catch {
      return 'lost';
    }
  }

  private takeBatch({ last, missed, events }: EventBatch): void {
    this.lastEvent = last;
    const lines: { line: Line }[] = [];
    for (const event of events) {
      if (event.type === 'line') lines.push({ line: event.line });
      else if (event.type === 'status') this.takeStatus(event.status);
      else if (event.type === 'ping') this.pingListeners.get(event.ping)?.(event);
      else this.log = [...this.log.slice(1 - LOG_MOST), event];
    }
    this.slices.put(lines);
    if (lines.length > 0) this.tellLists();
    if (missed > 0) void this.catchUp();
  }

  private takeStatus(status: SurveyStatus): void {
    const before = this.surveys.get(status.scan);
    this.surveys = new Map(this.surveys).set(status.scan, status);
    if (status.rate !== null && isUnderWay(status)) {
      const at = (Date.now() - Date.parse(status.begun)) / 1_000;
      const history = withSample(this.rates.get(status.scan) ?? [], { at, rate: status.rate });
      this.rates = new Map(this.rates).set(status.scan, history);
    }
    if (before === undefined || before.state === status.state) return;
    this.tellLists();
    if (!isUnderWay(status)) this.ended += 1;
  }

  private async loadHosts(): Promise<void> {
    try {
      for (let offset = 0; offset < HOSTS_MOST; offset += ROWS_A_PAGE) {
        const { rows, total } = await this.call('inventory/hosts', { limit: ROWS_A_PAGE, offset });
        this.slices.put(rows.map((row) => ({ row })));
        for (const { scan } of rows) this.lastSaid.add(scan);
        if (offset + rows.length >= total || rows.length === 0) break;
      }
      this.isLoaded = true;
    } catch (error) {
      console.error(error);
      // The connection was lost meanwhile: again, when it is back.
      await this.opened.promise;
      await this.loadHosts();
    }
  }

  /**
   * Reads what was said and not sent, of the newest survey, those of this server's life, and those that hosts were last seen by; the oldest
   * first, as the newer word counts. Lines that were known change nothing.
   */
  private async catchUp(): Promise<void> {
    if (this.catchingUp) return;
    this.catchingUp = true;
    try {
      const { rows } = await this.call('inventory/scans', { limit: 1 });
      const scans = new Set([...rows.map(({ id }) => id), ...this.surveys.keys(), ...this.lastSaid]);
      for (const scan of [...scans].sort((a, b) => a - b).slice(-SCANS_MOST)) {
        let after: number | null | undefined = this.cursors.get(scan);
        for (let page = 0; after !== null && page < PAGES_MOST; page++) {
          const { lines, last, next }: Methods['inventory/lines']['result'] = await this.call('inventory/lines', {
            scan,
            ...(after == null ? {} : { after }),
            limit: LINES_A_PAGE,
          });
          this.slices.put(lines.map((line) => ({ line })));
          this.cursors.set(scan, last);
          after = next;
        }
      }
    } catch (error) {
      console.error(error);
    } finally {
      this.catchingUp = false;
      this.tellLists();
    }
  }

  private confirm({ title, text }: ClientMethods['client/confirm']['params']): Promise<boolean> {
    this.question?.answer(false);
    return new Promise((resolve) => {
      this.question = {
        title,
        text,
        answer: (yes) => {
          this.question = null;
          resolve(yes);
        },
      };
    });
  }

  private tellViews(): void {
    if (this.viewsDue) return;
    this.viewsDue = true;
    setTimeout(() => {
      this.viewsDue = false;
      this.version += 1;
    }, VIEWS_MS);
  }

  private tellLists(): void {
    if (this.listsDue) return;
    this.listsDue = true;
    setTimeout(() => {
      this.listsDue = false;
      this.listBeat += 1;
    }, LISTS_MS);
  }
}

export const isUnderWay = ({ state }: SurveyStatus): boolean =>
  state === 'running' || state === 'paused' || state === 'stopping';

export const live = new Live();
