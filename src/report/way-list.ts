// The ways to hosts: a line each, hop by hop.
import type { PathFact } from '../finding/finding.ts';
import type { HostPicture } from '../finding/fold.ts';
import { roundTrip } from './format.ts';
import { PLAIN, type Style } from './style.ts';

/** Those hosts to which a way is known, and an empty line; the empty string where there is none. */
export function wayList(hosts: readonly HostPicture[], style: Style = PLAIN): string {
  const ways = hosts.flatMap(({ path }) => (path === null ? [] : [path]));
  if (ways.length === 0) return '';
  const width = ways.reduce((most, { ip }) => Math.max(most, ip.length), 0);
  const lines = ways.map((path) => `${style.bold(path.ip.padEnd(width))}  ${wayText(path)}\n`);
  const shared = ways.some(({ steps }) => steps.some((step) => step.assumed));
  const note = shared ? style.dim('?  silent, and assumed to be as at a neighbour of the host\n') : '';
  return `The ways there, from the router next to us on:\n${lines.join('')}${note}\n`;
}

/** Who is shared with another way has been timed on that one. */
function wayText({ steps, reached, method }: PathFact): string {
  const hops = steps.map(({ ip = '*', rttMs, shared, assumed }) => {
    const time = rttMs === undefined || shared ? '' : ` ${roundTrip(rttMs)}`;
    return `${ip}${assumed ? '?' : ''}${time}`;
  });
  const end = reached ? '' : hops.length === 0 ? 'nobody on the way answered' : '... not reached';
  return `${[...hops, end].filter(Boolean).join(' > ')} (${method})`;
}
