// What a scan shows while it runs and at its end, for people and for programs.
//
//  1. On a terminal what was found last stands above the status line while the scan runs, and goes with it: the table at the
//     end has each port once. With --verbose it stays as it comes.
//  2. Where stdout is a pipe its reader may write to the same terminal (`--json | jq`): nothing moves there, except with --verbose.
import type { Line, ProgressFinding } from '../../finding/finding.ts';
import { createPicture, fold, type Picture } from '../../finding/fold.ts';
import { asksPorts } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import { escapeText } from '../../report/escape.ts';
import { surveyLine } from '../../report/json-lines.ts';
import { liveLine } from '../../report/live-line.ts';
import type { Registered } from '../../report/registered.ts';
import { servicesLine } from '../../report/service-text.ts';
import { statusLine } from '../../report/status-line.ts';
import { PLAIN } from '../../report/style.ts';
import { summary } from '../../report/summary.ts';
import { hostTable } from '../../report/terminal.ts';
import { type Console, styleFor } from '../console.ts';
import type { Output } from '../output.ts';
import { createScreen } from '../screen.ts';
import type { ScanCommandOptions } from './options.ts';

/** Whoever takes the lines of a survey beside the terminal. */
export interface LineTaker {
  take(line: Line): void;
  /** Nothing more comes. May be told again. */
  end(): void;
}

export interface ScanOutput {
  /** Takes every line from now on, and is ended whatever happens. */
  attach(taker: LineTaker): void;
  /** Everything, folded, as it comes; asked for before the first line. */
  picture(): Picture;
  /** Stdout and stderr, beside a status line. */
  readonly screen: Output;
  /** A sentence for people, on stderr; not with --quiet. */
  note(text: string): void;
  /** A line of the survey, as it comes; `json`: as JSON, where that was made. */
  take(line: Line, json?: string): void;
  /** All that take() would do is to print this text; null: it does more. */
  textOf(line: Line, json: string): string | null;
  print(text: Uint8Array): void;
  /** What `take` shows meanwhile is written at once. */
  together(take: () => void): void;
  /** Nothing runs for a while: the status line goes. */
  idle(): void;
  /** Table and summary, of whatever there is. */
  finish(registered?: Registered): void;
  /** Whether the table will have an open port. */
  readonly hasOpenPorts: boolean;
  /** Where the survey is, as a line that stays. */
  showStatus(): void;
  /** Probes a second that go now; null where that is not known. */
  rate(): number | null;
  /** Takes the status line away. */
  close(): void;
}

type Shown = Pick<
  ScanCommandOptions,
  'json' | 'quiet' | 'verbose' | 'open' | 'color' | 'probes' | 'evidence' | 'compact'
> &
  Partial<Pick<ScanCommandOptions, 'reports'>>;

/** So many of what was found last stand above the status line. */
const RECENT_MOST = 5;

export function createScanOutput(options: Shown, console: Console): ScanOutput {
  const isAlone = !console.stdoutIsPipe || options.verbose;
  const live = console.stderrIsTerminal && isAlone && !options.quiet && console.environment.TERM !== 'dumb';
  const screen = createScreen(console.output, live);
  const style = styleFor(console, options.color);
  const table = {
    style,
    verbose: options.verbose,
    onlyOpen: options.open,
    compact: options.compact ?? false,
    evidence: options.evidence ?? false,
    hostsAlone: !options.probes.some((probe) => asksPorts(PROBES[probe])),
  };
  // Another format on stdout stands in place of the table.
  const showTable = !options.json && !options.reports?.some(({ file }) => file === null);
  const picture = createPicture();
  let latest: ProgressFinding | null = null;
  let isFolded = showTable;
  let recent: string[] = [];
  const takers: LineTaker[] = [];

  function note(text: string): void {
    if (!options.quiet) screen.err(`portolan: ${escapeText(text)}\n`);
  }

  function textForPrograms(line: Line, json: string | undefined): string {
    return options.open && line.type === 'port' && line.state !== 'open' ? '' : surveyLine(line, json);
  }

  function takeForPrograms(line: Line, json: string | undefined): void {
    const text = textForPrograms(line, json);
    if (text !== '') screen.out(text);
  }

  function isFoldedIn(line: Line): boolean {
    return isFolded || line.type === 'start' || line.type === 'end';
  }

  function takeForPeople(line: Line): void {
    // What the plan has to say a person has read; which engine it became changes nothing of what is found.
    const isNews = line.type === 'notice' && line.stage !== undefined && (options.verbose || line.code !== 'N_ENGINE');
    if (isNews) note(line.text);
  }

  /** Before the line is folded: what is known already is not shown again. */
  function showLive(line: Line): void {
    const text = liveLine(line, options.verbose ? table : { ...table, style: PLAIN }, picture);
    if (text === '') return;
    if (options.verbose) screen.out(`${text}\n`);
    else recent = [...recent, text].slice(-RECENT_MOST);
  }

  /** Rule 1. */
  function status(progress: ProgressFinding): string {
    const columns = console.columns() - 1;
    const room = Math.max(0, Math.min(recent.length, console.rows() - 3));
    const above = room === 0 || !console.stdoutIsTerminal ? [] : recent.slice(-room);
    return [...above.map((each) => each.slice(0, columns)), statusLine(progress, columns)].join('\n');
  }

  function endTakers(): void {
    for (const taker of takers) taker.end();
  }

  return {
    note,
    screen,
    attach: (taker) => takers.push(taker),
    picture() {
      isFolded = true;
      return picture;
    },
    take(line, json) {
      if (line.type === 'progress') {
        latest = line;
        screen.status(() => status(line));
        return;
      }
      if (showTable) showLive(line);
      if (isFoldedIn(line)) fold(picture, line);
      for (const taker of takers) taker.take(line);
      if (options.json) takeForPrograms(line, json);
      else takeForPeople(line);
    },
    textOf(line, json) {
      const isPrinted = options.json && !isFoldedIn(line) && takers.length === 0;
      return isPrinted && line.type !== 'progress' ? textForPrograms(line, json) : null;
    },
    print: screen.out,
    together: screen.together,
    idle: () => screen.status(null),
    get hasOpenPorts() {
      return showTable && [...picture.hosts.values()].some(({ ports }) => (ports?.count('open') ?? 0) > 0);
    },
    finish(registered) {
      screen.status(null);
      endTakers();
      const { end } = picture;
      const footer = footerOf(picture, options.verbose);
      if (!showTable) {
        // Programs have the end line. A person who looks on has the summary.
        if (end !== null && !options.quiet && ((console.stderrIsTerminal && isAlone) || options.verbose))
          screen.err(footer);
        return;
      }
      const width = console.stdoutIsTerminal ? { columns: console.columns() } : {};
      const names = registered === undefined ? {} : { registered };
      const hosts = hostTable(picture, { ...table, ...width, ...names });
      const gap = options.verbose && picture.hosts.size > 0 ? '\n' : '';
      const text = gap + hosts + footer;
      if (text !== '') screen.out(text);
    },
    showStatus() {
      if (latest !== null) screen.err(`${statusLine(latest, console.columns() - 1)}\n`);
    },
    rate: () => latest?.rate ?? null,
    close() {
      screen.status(null);
      endTakers();
    },
  };
}

/** Where no survey came to an end, what single ports came to. */
function footerOf({ start, end, phases }: Picture, verbose: boolean): string {
  if (end === null) return servicesLine(phases);
  const whole = start === null ? 0 : Date.parse(end.time) - Date.parse(start.time);
  return summary(end, { verbose, phases, elapsedMs: Math.max(whole, end.elapsedMs) });
}
