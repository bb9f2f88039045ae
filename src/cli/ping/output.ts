// What a ping shows while it runs and at its end, for people and for programs.
import { createTimeStamp } from '../../finding/stamp.ts';
import type { PingEnd, PingEvent, PingMethod, PingResult } from '../../ping/types.ts';
import { escapeText } from '../../report/escape.ts';
import { END_HEADER, endRow, RESULT_HEADER, resultRow } from '../../report/ping/csv.ts';
import { createPingGraph, graphLines, type PingGraph } from '../../report/ping/graph.ts';
import { createRttHistogram, histogramText, type RttHistogram } from '../../report/ping/histogram.ts';
import { pingLine } from '../../report/ping/json.ts';
import { endpoint, shortName, targetKey, targetName } from '../../report/ping/names.ts';
import { pingSummary } from '../../report/ping/summary.ts';
import { resultLine, startLine, strayLine } from '../../report/ping/text.ts';
import { type Console, styleFor } from '../console.ts';
import { createScreen } from '../screen.ts';
import { PING_EXIT } from './exit.ts';
import type { PingCommandOptions } from './options.ts';

export interface PingOutput {
  /** A sentence for people, on stderr; not with --quiet. */
  note(text: string): void;
  /** Says how many targets there are. */
  begin(targets: number): void;
  take(event: PingEvent): void;
  /** Summary and histograms, of whatever there is. Prints once. */
  finish(): void;
  /** Takes the graphs away. */
  close(): void;
  /** 0 where every probe to every target was answered, else 1. */
  exitCode(): number;
  /** Whether every target has come to its end. */
  complete(): boolean;
}

type Shown = Pick<PingCommandOptions, 'format' | 'quiet' | 'verbose' | 'histogram' | 'color'>;

/** Of more targets than this there is one histogram of all. */
const HISTOGRAMS_MAX = 8;

interface TargetView {
  /** Shown above its histogram. */
  readonly name: string;
  readonly graph: PingGraph | null;
  readonly histogram: RttHistogram | null;
}

export function createPingOutput(options: Shown, console: Console): PingOutput {
  const { format, quiet, verbose } = options;
  const live = console.stdoutIsTerminal && console.stderrIsTerminal && !quiet && console.environment.TERM !== 'dumb';
  const screen = createScreen(console.output, live);
  const style = styleFor(console, options.color);
  const timeStamp = createTimeStamp();
  const methods = new Map<string, PingMethod>();
  const views = new Map<string, TargetView>();
  const ends: PingEnd[] = [];
  const graphs: PingGraph[] = [];
  const labels = new Set<string>();
  const common = options.histogram ? createRttHistogram() : null;
  let expected = Number.POSITIVE_INFINITY;
  let begun = false;
  let finished = false;

  const note = (text: string): void => {
    if (!quiet) screen.err(`portolan: ${escapeText(text)}\n`);
  };
  const drawing = (): string => graphLines(graphs, console.columns() - 1, Math.floor(console.rows() / 2));

  function viewOf(event: PingResult): TargetView {
    const key = targetKey(event);
    let view = views.get(key);
    if (view === undefined) {
      const wanted = shortName(event);
      const label = labels.has(wanted) ? endpoint(event.dst, event.dport) : wanted;
      labels.add(label);
      view = {
        name: targetName(event),
        graph: live ? createPingGraph(label) : null,
        histogram: options.histogram && expected <= HISTOGRAMS_MAX ? createRttHistogram() : null,
      };
      if (view.graph !== null) graphs.push(view.graph);
      views.set(key, view);
    }
    return view;
  }

  /** Keeps what the end, the graphs and the histograms are made of. */
  function keep(event: PingEvent): void {
    if (event.type === 'ping-start') methods.set(targetKey(event), event.method);
    if (event.type === 'ping-end') ends.push(event);
    if (event.type !== 'ping') return;
    if (!live && !options.histogram) return;
    const { graph, histogram } = viewOf(event);
    graph?.take(event);
    if (event.rttMs === null || !['open', 'closed', 'up'].includes(event.state)) return;
    common?.add(event.rttMs);
    histogram?.add(event.rttMs);
  }

  function writeText(event: PingEvent): void {
    if (event.type === 'ping-notice') note(event.text);
    if (quiet) return;
    if (event.type === 'ping-start') screen.out(`${startLine(event)}\n`);
    else if (event.type === 'ping') {
      screen.out(`${resultLine(event, { style, verbose, method: methods.get(targetKey(event)) })}\n`);
    } else if (event.type === 'ping-stray' && verbose) screen.out(`${strayLine(event, { style })}\n`);
  }

  function writeCsv(event: PingEvent): void {
    if (!begun) screen.out(quiet ? END_HEADER : RESULT_HEADER);
    begun = true;
    if (event.type === 'ping-notice') note(event.text);
    else if (event.type === 'ping' && !quiet) screen.out(resultRow(event));
    else if (event.type === 'ping-end' && quiet) screen.out(endRow(event));
  }

  function histograms(): string {
    if (common === null || common.size === 0) return '';
    if (expected > HISTOGRAMS_MAX) return `\n${histogramText(`${views.size} targets`, common)}`;
    return [...views.values()]
      .map(({ name, histogram }) => (histogram === null ? '' : `\n${histogramText(name, histogram)}`))
      .join('');
  }

  return {
    note,
    begin(targets) {
      expected = targets;
    },
    take(event) {
      keep(event);
      if (format === 'text') writeText(event);
      else if (format === 'csv') writeCsv(event);
      else if (!quiet || event.type === 'ping-end') screen.out(pingLine(event, timeStamp()));
      if (live && graphs.length > 0) screen.status(drawing);
    },
    finish() {
      if (finished) return;
      finished = true;
      screen.status(null);
      const summary = pingSummary(ends, { methods, verbose });
      if (format === 'text') {
        // What the graphs were in the end stays above the summary.
        const graph = live && graphs.length > 0 ? `${drawing()}\n` : '';
        const gap = !quiet && summary !== '' ? '\n' : '';
        const text = graph + gap + summary + histograms();
        if (text !== '') screen.out(text);
      } else if (!quiet && (console.stderrIsTerminal || verbose || options.histogram)) {
        // Programs have the end lines. A person who looks on has the summary.
        screen.err(summary + histograms());
      }
    },
    close: () => screen.status(null),
    exitCode() {
      const answered = ends.every(({ sent, received }) => sent > 0 && received >= sent);
      return answered && ends.length >= expected ? PING_EXIT.answered : PING_EXIT.lost;
    },
    complete: () => ends.length >= expected,
  };
}
