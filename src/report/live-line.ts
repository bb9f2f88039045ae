// A line of the survey as one to be shown at once.
//
//  1. A host, an open port, a service, who a host is: each is shown when it is first said, and again only with other words.
import type { Line } from '../finding/finding.ts';
import type { Picture } from '../finding/fold.ts';
import type { KnownPort } from '../finding/port-set.ts';
import { roundTrip } from './format.ts';
import { identityText } from './identity-text.ts';
import { productText, serviceName } from './service-text.ts';
import { PLAIN } from './style.ts';
import type { TableOptions } from './table/options.ts';

/** Without its line end; empty for those that have none, and for what `known`, the picture before this line, has already. */
export function liveLine(line: Line, options: TableOptions = {}, known: Picture | null = null): string {
  const text = lineText(line, options);
  if (text === '' || known === null) return text;
  const before = knownBefore(line, known);
  return before !== null && lineText(before, options) === text ? '' : text;
}

/** What was said of the same thing before; null: nothing. */
function knownBefore(line: Line, { hosts }: Picture): Line | null {
  if (line.type === 'host') return hosts.get(line.ip)?.host == null ? null : line;
  if (line.type === 'port') {
    return hosts.get(line.ip)?.ports?.find(line.proto, line.port)?.state === line.state ? line : null;
  }
  if (line.type === 'service') return hosts.get(line.ip)?.services?.service(line) ?? null;
  return line.type === 'identity' ? (hosts.get(line.ip)?.identity ?? null) : null;
}

function lineText(line: Line, options: TableOptions): string {
  const { style = PLAIN, verbose = false, hostsAlone = false } = options;
  if (line.type === 'port' && line.state === 'open') {
    const udp = line.proto === 'udp' ? '/udp' : '';
    return `${style.green('open')} ${line.ip}:${line.port}${udp}${verbose ? details(line) : roundTripOf(line)}`;
  }
  if (line.type === 'service' && line.service !== 'unknown') {
    return `${style.dim('is  ')} ${line.ip}:${line.port}  ${[serviceName(line, undefined), productText(line)].filter(Boolean).join('  ')}`;
  }
  if (line.type === 'identity') {
    const who = identityText(line);
    return who === '' ? '' : `${style.dim('is  ')} ${line.ip}  ${who}`;
  }
  if (line.type === 'host' && (verbose || hostsAlone)) {
    return `${[`up   ${line.ip}`, line.mac, verbose ? line.reason : ''].filter(Boolean).join('  ')}${roundTripOf(line)}`;
  }
  return '';
}

function details(port: KnownPort): string {
  const { reason, ttl } = port;
  return `${reason === undefined ? '' : `  ${reason}`}${ttl === undefined ? '' : `  ttl ${ttl}`}${roundTripOf(port)}`;
}

function roundTripOf({ rttMs }: { readonly rttMs?: number }): string {
  return rttMs === undefined ? '' : `  ${roundTrip(rttMs)}`;
}
