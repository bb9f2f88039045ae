// The one line that shows where a running scan is.
import type { ProgressFinding } from '../finding/finding.ts';
import { counted, estimate, percent, thousands } from './format.ts';

/** Not longer than `columns` characters; without a line end. */
export function statusLine(progress: ProgressFinding, columns: number): string {
  if (progress.phase === 'services') return servicesLine(progress).slice(0, Math.max(0, columns));
  const parts = [
    percent(progress.done).padStart(5),
    phaseName(progress),
    `${thousands(progress.rate)}/s`,
    ...(progress.openPorts === null ? [] : [`${thousands(progress.openPorts)} open`]),
    `${counted(progress.hostsUp, 'host')} up`,
  ];
  if (progress.remainingMs !== null) parts.push(`${estimate(progress.remainingMs)} left`);
  return parts.join('  ').slice(0, Math.max(0, columns));
}

function servicesLine({ done, sent, answered }: ProgressFinding): string {
  const counts = `${thousands(answered)} of ${counted(sent, 'open port')}`;
  return `${percent(done).padStart(5)}  asking what they are for  ${counts}`;
}

function phaseName({ phase, attempt }: ProgressFinding): string {
  if (phase === 'resolve') return 'looking for hosts';
  return phase === 'repeat' ? `asking the silent again (attempt ${attempt})` : 'asking';
}
