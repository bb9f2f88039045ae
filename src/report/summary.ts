// The last lines of a scan: what was asked, what became of it, and whether anything can be missing.
import type { End } from '../finding/finding.ts';
import { probeNamed } from '../probe/probes.ts';
import { counted, duration, percent, thousands } from './format.ts';

/** What a survey came to, or one of its stages. */
type Figures = Omit<End, 'type' | 'time'>;

/** Two lines or more, each with its line end. */
export function summary(end: Figures): string {
  const facts = [
    counted(end.probes, 'probe'),
    `${thousands(end.answered)} answered`,
    `${thousands(end.retransmitted)} asked again`,
    ...(asksPorts(end) && !isUnknown(end) ? [`${thousands(end.silent)} silent`] : []),
    ...(asksPorts(end) ? [limited(end)] : []),
    `${counted(end.kernelDrops, 'packet')} dropped by our kernel`,
  ];
  const seconds = end.elapsedMs / 1000;
  const rate = seconds > 0 ? (end.probes - end.unasked + end.retransmitted) / seconds : 0;
  const scale = [
    `${counted(end.hostsUp, 'host')} up of ${thousands(end.hostsAsked)} asked`,
    ...ports(end),
    duration(end.elapsedMs),
    `${thousands(rate)} probes/s`,
    end.engine === 'several' ? 'several engines' : `${end.engine} engine`,
  ];
  let text = `${facts.join(', ')}: ${verdict(end)}\n${scale.join(', ')}\n`;
  const silence = end.interrupted ? '' : whatSilenceMeans(end);
  if (silence !== '') text += `${silence}\n`;
  if (end.stateless) text += 'Too large a scan to remember every probe: only open ports were remembered.\n';
  if (end.limitedHosts.length > 0) text += `Limited their answers: ${someOf(end.limitedHosts)}\n`;
  if (end.answersAllHosts.length > 0) {
    const { answersAllHosts, answersAllUnlisted = 0 } = end;
    const hosts = counted(answersAllHosts.length + answersAllUnlisted, 'host answers', 'hosts answer');
    text += `${hosts} on every port (SYN proxy or tarpit): ${someOf(answersAllHosts, answersAllUnlisted)}\n`;
  }
  return text;
}

/** What stayed silent is not known: only the connect engine counts it without remembering it. */
function isUnknown({ stateless, engine }: Figures): boolean {
  return stateless && engine !== 'connect';
}

function asksPorts({ probe }: Figures): boolean {
  const asked = probeNamed(probe);
  return asked === null || asked.meaning.port !== null;
}

function limited({ limitedHosts }: Figures): string {
  return counted(limitedHosts.length, 'host limited its answers', 'hosts limited their answers');
}

function ports(end: Figures): string[] {
  if (!asksPorts(end)) return [];
  if (end.probe === 'several') {
    const maybe = end.openFilteredPorts ?? 0;
    return [counted(end.openPorts, 'open port'), ...(maybe > 0 ? [`${thousands(maybe)} open|filtered`] : [])];
  }
  if (end.openFilteredPorts === undefined) return [counted(end.openPorts, 'open port')];
  const states = [
    `${thousands(end.openPorts)} open`,
    `${thousands(end.openFilteredPorts)} open|filtered`,
    `${thousands(end.closedPorts)} closed`,
  ];
  if (end.filteredPorts > 0) states.push(`${thousands(end.filteredPorts)} filtered`);
  return [`${states.join(', ')} UDP ports`];
}

function whatSilenceMeans({ probe, silent, openFilteredPorts = 0, limitedHosts, hostsUp }: Figures): string {
  const silence = probeNamed(probe)?.meaning.silence ?? '';
  if (silence !== '' && silent > 0) return silence;
  if (openFilteredPorts === 0) return '';
  const usual = 'open|filtered: silent. Few services answer an empty datagram, and filters swallow it.';
  if (limitedHosts.length === 0) return usual;
  return `${usual}\nHosts that limit their answers say "closed" about once a second: with --rate ${hostsUp} they have the time for it.`;
}

/**
 * Whether the scan is complete, in words. Never better than what was measured: what stayed silent or was dropped may hide
 * a host, so beside it there is no "complete".
 */
function verdict(end: Figures): string {
  if (end.interrupted) return `interrupted, ${counted(end.unasked, 'probe')} not sent`;
  const { failedStages = [] } = end;
  if (failedStages.length > 0) return `${failedStages.join(', ')} failed, so that not all was asked`;
  // Nobody interrupted it: our own side could not ask on, and a notice says why.
  if (end.unasked > 0) return `cut short, ${counted(end.unasked, 'probe')} not asked`;
  if (end.hostsUp === 0) return 'no host answered';
  // Who is silent may be there all the same: nobody can say that every host was found.
  if (!asksPorts(end) || isUnknown(end)) return 'all asked';
  if (end.completeness >= 1) {
    if (end.silent > 0) return 'all that was asked of hosts that are up was answered';
    return end.kernelDrops > 0 ? 'all answered' : 'complete';
  }
  return `${percent(end.completeness, 2)} of what was asked of hosts that are up was answered`;
}

function someOf(addresses: readonly string[], unlisted = 0): string {
  const shown = addresses.slice(0, 5);
  const more = addresses.length - shown.length + unlisted;
  return more > 0 ? `${shown.join(', ')} and ${thousands(more)} more` : shown.join(', ');
}
