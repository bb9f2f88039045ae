// The options of a scan that is done again and again, and what goes together with them.
import { InvalidArgumentError, Option } from 'commander';
import { usageError } from '../errors.ts';
import { plainText } from '../option-values.ts';

export interface WatchOptions {
  /** From the beginning of one scan to that of the next, in milliseconds. */
  readonly watch?: number;
  /** A command line of the shell, which is given changes on its stdin. */
  readonly onChange?: string;
  /** Where changes are posted to. */
  readonly webhook?: string;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };
/** More often is nothing for a scan: whoever wants that wants a ping. */
const LEAST_S = 10;
const MOST_S = 30 * 86_400;

export function watchOptions(): readonly Option[] {
  return [
    new Option(
      '--watch <interval>',
      'scan again every 30s, 5m, 1h (10s at least), and print only what has changed; until Ctrl-C',
    ).argParser(interval),
    new Option(
      '--on-change <command>',
      'with --watch: run this by the shell when something has changed; changes as JSON lines on its stdin; 60 s at most',
    ).argParser(plainText),
    new Option('--webhook <url>', 'with --watch: post changes there, as JSON').argParser(webhook),
  ];
}

function interval(text: string): number {
  const found = /^(\d{1,7})(s|m|min|h|d)$/.exec(text);
  const seconds = found === null ? Number.NaN : Number(found[1]) * UNITS[found[2]];
  if (seconds >= LEAST_S && seconds <= MOST_S) return seconds * 1000;
  throw new InvalidArgumentError('Give a time such as 30s, 5m or 1h, from 10s to 30d.');
}

function webhook(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError('Give a URL, http:// or https://.');
  if (url.username !== '' || url.password !== '') {
    throw new InvalidArgumentError('Names and passwords in a URL are not sent: give one without them.');
  }
  return url.href;
}

interface Others {
  readonly dryRun: boolean;
  readonly explainBpf: boolean;
  readonly pcap?: string;
  readonly reports: readonly unknown[];
  readonly targets?: readonly string[];
  readonly targetsFile?: readonly string[];
}

/** Throws usage errors that name what does not go together. */
export function checkWatch({ watch, onChange, webhook: url }: WatchOptions, others: Others): void {
  if (watch === undefined) {
    if (onChange !== undefined) throw usageError('--on-change has no meaning without --watch INTERVAL');
    if (url !== undefined) throw usageError('--webhook has no meaning without --watch INTERVAL');
    return;
  }
  const no = (what: string): never => {
    throw usageError(`--watch prints changes alone, again and again: it does not go together with ${what}`);
  };
  if (others.dryRun) no('--dry-run');
  if (others.explainBpf) no('--explain-bpf');
  if (others.pcap !== undefined) no('--pcap');
  if (others.reports.length > 0) no('-o');
  if ([...(others.targets ?? []), ...(others.targetsFile ?? [])].includes('-'))
    no('targets from stdin, which can be read once');
}
