// How a host limits what it says of its ports, in words.
import type { HostEnd } from '../finding/finding.ts';
import { counted, thousands } from './format.ts';

/** `limits its refusals to about 1 a second, after 6 at once: 128 ports are undecided`; empty where it does not, as far as is known. */
export function limitText({ limitedAtOnce: atOnce, limitedPerSecond: rate, openFiltered = 0 }: HostEnd): string {
  if (atOnce === undefined && rate === undefined) return '';
  const pace = rate === undefined ? '' : ` to about ${rateText(rate)} a second`;
  const saved = atOnce === undefined ? '' : `, after ${thousands(atOnce)} at once`;
  const left = openFiltered > 0 ? `: ${counted(openFiltered, 'port is', 'ports are')} undecided` : '';
  return `limits its refusals${pace}${saved}${left}`;
}

/** No finer than it is known from a few. */
function rateText(perSecond: number): string {
  return perSecond < 10 ? String(Number(perSecond.toPrecision(1))) : thousands(perSecond);
}
