// The one line that shows where a running scan is.
//
//  1. How much is done and how long it will take stand first; what does not fit behind them is left out, whole words at a time.
import type { ProgressFinding } from '../finding/finding.ts';
import { counted, estimate, percent, thousands } from './format.ts';

/** Not longer than `columns` characters; without a line end. */
export function statusLine(progress: ProgressFinding, columns: number): string {
  const parts = progress.phase === 'services' ? ofServices(progress) : ofPorts(progress);
  const room = Math.max(0, columns);
  let line = parts[0].slice(0, room);
  for (const part of parts.slice(1)) {
    if (line.length + 2 + part.length > room) break;
    line += `  ${part}`;
  }
  return line;
}

function ofPorts(progress: ProgressFinding): string[] {
  return [
    percent(progress.done).padStart(5),
    ...(progress.remainingMs === null ? [] : [`${estimate(progress.remainingMs)} left`]),
    phaseName(progress),
    ...(progress.openPorts === null ? [] : [`${thousands(progress.openPorts)} open`]),
    `${counted(progress.hostsUp, 'host')} up`,
    `${counted(progress.rate, 'probe')}/s`,
  ];
}

function ofServices({ done, sent, answered }: ProgressFinding): string[] {
  return [
    percent(done).padStart(5),
    'asking what they are for',
    `${thousands(answered)} of ${counted(sent, 'open port')}`,
  ];
}

function phaseName({ phase, attempt }: ProgressFinding): string {
  if (phase === 'resolve') return 'looking for hosts';
  return phase === 'repeat' ? `asking the silent again (${attempt})` : 'asking';
}
