// The command line that does what was asked for on the page, to be copied.
import type { StartRequest } from '../../src/server/api.ts';

/** Words that a POSIX shell leaves as they are. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

export function quoteWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** `portolan scan -F 192.0.2.0/24`. */
export function commandLineOf(request: StartRequest): string {
  const words = ['portolan', 'scan'];
  if (request.ports !== undefined) words.push('-p', request.ports);
  if (request.topPorts !== undefined) words.push('--top-ports', String(request.topPorts));
  if (request.fast === true) words.push('-F');
  if (request.udp !== undefined) words.push('--udp', request.udp);
  if (request.rate !== undefined) words.push('--rate', String(request.rate));
  if (request.services === false) words.push('--no-services');
  if (request.identity === false) words.push('--no-identity');
  if (request.discovery === false) words.push('-Pn');
  if (request.traceroute === true) words.push('--traceroute');
  if (request.exclude !== undefined && request.exclude.length > 0) words.push('--exclude', request.exclude.join(','));
  // A target may begin with a dash: after these two it is none of an option.
  const targets = request.targets.some((target) => target.startsWith('-'))
    ? ['--', ...request.targets]
    : request.targets;
  return [...words, ...targets].map(quoteWord).join(' ');
}

/** What was run already: its arguments as they were given. */
export function commandLineOfArgv(argv: readonly string[]): string {
  return ['portolan', ...argv].map(quoteWord).join(' ');
}

/** Targets as they are typed or pasted: between blanks, commas or lines, each once. */
export function readTargets(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((word) => word !== ''))];
}
