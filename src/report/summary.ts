// The last line of a scan: who was found, whether anything can be missing, and what it took.
//
//  1. One line, of 80 characters where that is possible: what matters least is left out first.
//  2. What was not, is not said: no zeros.
//  3. Never better than what was measured: what stayed silent or was dropped may hide a host, so beside it there is no "complete".
//  4. Further lines say what the table would be misread without; with `verbose` all figures.
import type { End, PhaseEnd } from '../finding/finding.ts';
import { probeNamed } from '../probe/probes.ts';
import { counted, duration, percent, thousands } from './format.ts';

/** What a survey came to, or one of its stages. */
type Figures = Omit<End, 'type' | 'time'>;

export interface SummaryOptions {
  readonly verbose?: boolean;
  /** What its stages said, of which one may have asked what open ports are for. */
  readonly phases?: readonly PhaseEnd[];
  /** How long the whole took, in milliseconds; without it as long as ports were asked. */
  readonly elapsedMs?: number;
}

const LINE_MOST = 80;

/** One line or more, each with its line end. */
export function summary(end: Figures, options: SummaryOptions = {}): string {
  const lines = [lastLine(end, options), ...warnings(end), ...(options.verbose ? details(end, options) : [])];
  return lines.map((line) => `${line}\n`).join('');
}

/** Rule 1. */
function lastLine(end: Figures, { phases = [], elapsedMs = end.elapsedMs }: SummaryOptions): string {
  const time = `in ${duration(elapsedMs)}: ${verdict(end)}`;
  const asked = counted(end.probes - end.unasked, 'probe');
  const repeated = end.retransmitted > 0 ? `, ${thousands(end.retransmitted)} repeated` : '';
  const head = [hosts(end), ...ports(end)];
  const named = [...head, ...recognised(end, phases)];
  const forms = [
    `${named.join(', ')} ${time} (${asked}${repeated})`,
    `${named.join(', ')} ${time} (${asked})`,
    `${named.join(', ')} ${time}`,
  ];
  return forms.find(({ length }) => length <= LINE_MOST) ?? `${head.join(', ')} ${time}`;
}

function hosts({ hostsUp, hostsAsked }: Figures): string {
  if (hostsUp === 0) return `no host up of ${thousands(hostsAsked)}`;
  if (hostsUp >= hostsAsked) return `${counted(hostsUp, 'host')} up`;
  return `${thousands(hostsUp)} of ${thousands(hostsAsked)} hosts up`;
}

function ports(end: Figures): string[] {
  if (!asksPorts(end) || end.hostsUp === 0) return [];
  const { openPorts, openFilteredPorts: maybe = 0 } = end;
  const open = openPorts === 0 ? 'no open port' : counted(openPorts, 'open port');
  return [open, ...(maybe > 0 ? [`${thousands(maybe)} open|filtered`] : [])];
}

function recognised({ openPorts }: Figures, phases: readonly PhaseEnd[]): string[] {
  const services = phases.find((phase) => phase.services !== undefined)?.services;
  if (services === undefined || services.asked === 0 || openPorts === 0) return [];
  const { asked, recognised: known } = services;
  if (known === 0) return ['none recognised'];
  return [known >= asked && asked >= openPorts ? 'all recognised' : `${thousands(known)} recognised`];
}

/** What stayed silent is not known: only the connect engine counts it without remembering it. */
function isUnknown({ stateless, engine }: Figures): boolean {
  return stateless && engine !== 'connect';
}

function asksPorts({ probe }: Figures): boolean {
  const asked = probeNamed(probe);
  return asked === null || asked.meaning.port !== null;
}

/** Rule 3. */
function verdict(end: Figures): string {
  if (end.interrupted) {
    return end.unasked > 0 ? `interrupted, ${counted(end.unasked, 'probe')} not sent` : 'interrupted';
  }
  const { failedStages = [] } = end;
  if (failedStages.length > 0) return `${failedStages.join(', ')} failed, so that not all was asked`;
  // Nobody interrupted it: our own side could not ask on, and a notice says why.
  if (end.unasked > 0) return `cut short, ${counted(end.unasked, 'probe')} not asked`;
  // Who is silent may be there all the same: nobody can say that every host was found.
  if (!asksPorts(end) || isUnknown(end) || end.hostsUp === 0) return 'all asked';
  if (end.completeness >= 1) {
    if (end.silent > 0) return 'hosts up answered all';
    return end.kernelDrops > 0 ? 'all answered' : 'complete';
  }
  return `hosts up answered ${percent(end.completeness, 2)}`;
}

/** Rule 4. */
function warnings(end: Figures): string[] {
  const lines: string[] = [];
  if (end.kernelDrops > 0)
    lines.push(`${counted(end.kernelDrops, 'packet')} dropped by our kernel: answers may be missing`);
  if (end.stateless) lines.push('Too large a scan to remember every probe: only open ports were remembered.');
  if (end.answersAllHosts.length > 0) {
    const { answersAllHosts, answersAllUnlisted = 0 } = end;
    const told = counted(answersAllHosts.length + answersAllUnlisted, 'host answers', 'hosts answer');
    lines.push(`${told} on every port (SYN proxy or tarpit): ${someOf(answersAllHosts, answersAllUnlisted)}`);
  }
  return lines;
}

function details(end: Figures, { phases = [] }: SummaryOptions): string[] {
  const seconds = end.elapsedMs / 1000;
  const rate = seconds > 0 ? (end.probes - end.unasked + end.retransmitted) / seconds : 0;
  const counts: [number, string][] = [
    [end.answered, 'answered'],
    [end.retransmitted, 'asked again'],
    [asksPorts(end) && !isUnknown(end) ? end.silent : 0, 'silent'],
    [end.closedPorts, 'closed'],
    [end.filteredPorts, 'filtered'],
  ];
  const figures = counts.filter(([count]) => count > 0).map(([count, what]) => `${thousands(count)} ${what}`);
  const engine = end.engine === 'several' ? 'several engines' : `${end.engine} engine`;
  const lines = [
    `${[counted(end.probes, 'probe'), ...figures].join(', ')}; ports in ${duration(end.elapsedMs)}, ${counted(rate, 'probe')}/s, ${engine}`,
  ];
  const services = phases.find((phase) => phase.services !== undefined)?.services;
  if (services !== undefined && services.asked > 0) {
    lines.push(
      `${thousands(services.recognised)} of ${counted(services.asked, 'open port')} recognised in ${duration(services.elapsedMs)}`,
    );
  }
  const silence = end.interrupted ? '' : whatSilenceMeans(end);
  if (silence !== '') lines.push(silence);
  if (end.limitedHosts.length > 0) lines.push(`Limited their answers: ${someOf(end.limitedHosts)}`);
  return lines;
}

function whatSilenceMeans({ probe, silent, openFilteredPorts = 0, limitedHosts }: Figures): string {
  const silence = probeNamed(probe)?.meaning.silence ?? '';
  if (silence !== '' && silent > 0) return silence;
  if (openFilteredPorts === 0) return '';
  const usual = 'open|filtered: silent. Few services answer an empty datagram, and filters swallow it.';
  if (limitedHosts.length === 0) return usual;
  return `${usual}\nHosts that limit their answers say "closed" about once a second: --decide all waits for it.`;
}

function someOf(addresses: readonly string[], unlisted = 0): string {
  const shown = addresses.slice(0, 5);
  const more = addresses.length - shown.length + unlisted;
  return more > 0 ? `${shown.join(', ')} and ${thousands(more)} more` : shown.join(', ');
}
