// What a scan shows while it runs and at its end, for people and for programs.
import type { Finding } from '../../finding/finding.ts';
import { asksPorts } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import { collect, createCollection } from '../../report/collection.ts';
import { escapeText } from '../../report/escape.ts';
import { findingLine } from '../../report/json-lines.ts';
import { statusLine } from '../../report/status-line.ts';
import { summary } from '../../report/summary.ts';
import { hostTable, liveLine } from '../../report/terminal.ts';
import { type Console, styleFor } from '../console.ts';
import { createScreen } from '../screen.ts';
import type { ScanCommandOptions } from './options.ts';

export interface ScanOutput {
  /** A sentence for people, on stderr; not with --quiet. */
  note(text: string): void;
  take(finding: Finding): void;
  /** Table and summary, of whatever there is. */
  finish(): void;
  /** Takes the status line away. */
  close(): void;
}

type Shown = Pick<ScanCommandOptions, 'json' | 'quiet' | 'verbose' | 'open' | 'color' | 'probe'>;

export function createScanOutput(options: Shown, console: Console): ScanOutput {
  const live = console.stderrIsTerminal && !options.quiet && console.environment.TERM !== 'dumb';
  const screen = createScreen(console.output, live);
  const style = styleFor(console, options.color);
  const table = {
    style,
    verbose: options.verbose,
    onlyOpen: options.open,
    hostsAlone: !asksPorts(PROBES[options.probe]),
  };
  const showLive = !options.json && (console.stdoutIsTerminal || options.verbose);
  const collection = createCollection();

  function note(text: string): void {
    if (!options.quiet) screen.err(`portolan: ${escapeText(text)}\n`);
  }

  function takeForPrograms(finding: Finding): void {
    if (finding.type === 'end') collection.end = finding;
    if (options.open && finding.type === 'port' && finding.state !== 'open') return;
    const line = findingLine(finding);
    if (line !== '') screen.out(line);
  }

  function takeForPeople(finding: Finding): void {
    collect(collection, finding);
    // Which engine it became changes nothing of what is found.
    if (finding.type === 'notice' && (options.verbose || finding.code !== 'N_ENGINE')) note(finding.text);
    const line = showLive ? liveLine(finding, table) : '';
    if (line !== '') screen.out(`${line}\n`);
  }

  return {
    note,
    take(finding) {
      if (finding.type === 'progress') screen.status(statusLine(finding, console.columns() - 1));
      else if (options.json) takeForPrograms(finding);
      else takeForPeople(finding);
    },
    finish() {
      screen.status(null);
      const { end } = collection;
      if (options.json) {
        // Programs have the end line. A person who looks on has the summary.
        if (end !== null && !options.quiet && (console.stderrIsTerminal || options.verbose)) screen.err(summary(end));
        return;
      }
      const hosts = hostTable(collection, table);
      const gap = showLive && collection.hosts.size > 0 ? '\n' : '';
      const text = gap + hosts + (end === null ? '' : summary(end));
      if (text !== '') screen.out(text);
    },
    close: () => screen.status(null),
  };
}
