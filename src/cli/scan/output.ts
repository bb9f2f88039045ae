// What a scan shows while it runs and at its end, for people and for programs.
import type { Line, ProgressFinding } from '../../finding/finding.ts';
import { createPicture, fold, type Picture } from '../../finding/fold.ts';
import { asksPorts } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import { escapeText } from '../../report/escape.ts';
import { surveyLine } from '../../report/json-lines.ts';
import type { Registered } from '../../report/registered.ts';
import { servicesLine } from '../../report/service-text.ts';
import { statusLine } from '../../report/status-line.ts';
import { summary } from '../../report/summary.ts';
import { hostTable, liveLine } from '../../report/terminal.ts';
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
  /** A line of the survey, as it comes. */
  take(line: Line): void;
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

type Shown = Pick<ScanCommandOptions, 'json' | 'quiet' | 'verbose' | 'open' | 'color' | 'probes' | 'evidence'> &
  Partial<Pick<ScanCommandOptions, 'reports'>>;

export function createScanOutput(options: Shown, console: Console): ScanOutput {
  const live = console.stderrIsTerminal && !options.quiet && console.environment.TERM !== 'dumb';
  const screen = createScreen(console.output, live);
  const style = styleFor(console, options.color);
  const table = {
    style,
    verbose: options.verbose,
    onlyOpen: options.open,
    evidence: options.evidence ?? false,
    hostsAlone: !options.probes.some((probe) => asksPorts(PROBES[probe])),
  };
  // Another format on stdout stands in place of the table.
  const showTable = !options.json && !options.reports?.some(({ file }) => file === null);
  const showLive = showTable && (console.stdoutIsTerminal || options.verbose);
  const picture = createPicture();
  let latest: ProgressFinding | null = null;
  let isFolded = showTable;
  const takers: LineTaker[] = [];

  function note(text: string): void {
    if (!options.quiet) screen.err(`portolan: ${escapeText(text)}\n`);
  }

  function takeForPrograms(line: Line): void {
    if (options.open && line.type === 'port' && line.state !== 'open') return;
    const text = surveyLine(line);
    if (text !== '') screen.out(text);
  }

  function takeForPeople(line: Line): void {
    // What the plan has to say a person has read; which engine it became changes nothing of what is found.
    const isNews = line.type === 'notice' && line.stage !== undefined && (options.verbose || line.code !== 'N_ENGINE');
    if (isNews) note(line.text);
    const text = showLive ? liveLine(line, table) : '';
    if (text !== '') screen.out(`${text}\n`);
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
    take(line) {
      if (line.type === 'progress') {
        latest = line;
        screen.status(statusLine(line, console.columns() - 1));
        return;
      }
      if (isFolded) fold(picture, line);
      else if (line.type === 'end') picture.end = line;
      for (const taker of takers) taker.take(line);
      if (options.json) takeForPrograms(line);
      else takeForPeople(line);
    },
    get hasOpenPorts() {
      return showTable && [...picture.hosts.values()].some(({ ports }) => (ports?.count('open') ?? 0) > 0);
    },
    finish(registered) {
      screen.status(null);
      endTakers();
      const { end } = picture;
      if (!showTable) {
        // Programs have the end line. A person who looks on has the summary.
        if (end !== null && !options.quiet && (console.stderrIsTerminal || options.verbose)) screen.err(summary(end));
        return;
      }
      const hosts = hostTable(picture, { ...table, ...(registered === undefined ? {} : { registered }) });
      const gap = showLive && picture.hosts.size > 0 ? '\n' : '';
      const text = gap + hosts + (end === null ? '' : summary(end)) + servicesLine(picture.phases);
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
