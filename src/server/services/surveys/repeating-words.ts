// A survey as the command line that would repeat it.
import type { SurveyRequest } from '../../../survey/request.ts';

export function repeatingWords(request: SurveyRequest): string[] {
  const { targets = [], exclude = [], ports, topPorts, fast, udp, rate, probes = [], traceroute } = request;
  const words = ['scan'];
  const say = (flag: string, value: string | number | undefined): void => {
    if (value !== undefined) words.push(flag, String(value));
  };
  for (const probe of probes) say('--probe', probe);
  say('-p', ports);
  say('--top-ports', topPorts);
  if (fast) words.push('-F');
  say('--udp', udp);
  say('--rate', rate);
  if (request.services === false) words.push('--no-services');
  if (request.identity === false) words.push('--no-identity');
  if (request.discovery === false) words.push('--no-discovery');
  if (traceroute) words.push('--traceroute');
  for (const each of exclude) say('--exclude', each);
  return [...words, ...targets];
}
