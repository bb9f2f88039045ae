// nmap's XML (its DTD, version 1.05), for all that reads it. `scanner` says nmap, as the DTD wants it; who we are stands in `args`.
import type { End, Line, StartLine } from '../../finding/finding.ts';
import type { Picture } from '../../finding/fold.ts';
import { counted } from '../format.ts';
import { loadRegistered, type Registered } from '../registered.ts';
import { foldedReport, reportedHosts } from './folded.ts';
import type { ReportFormat, ReportOptions, Write } from './format.ts';
import { hostElement } from './xml/host.ts';
import { element } from './xml/markup.ts';
import { clock, seconds } from './xml/times.ts';

export async function loadXml(): Promise<ReportFormat> {
  const registered = await loadRegistered();
  return {
    name: 'xml',
    about: "nmap's XML (-oX), for what reads that",
    open(write, options) {
      let last = new Date(0).toISOString();
      const report = foldedReport(options, (picture) => writeDocument(write, picture, registered, options, last));
      return {
        take(line: Line) {
          if (line.time > last) last = line.time;
          report.take(line);
        },
        end: report.end,
      };
    },
  };
}

function writeDocument(
  write: Write,
  picture: Picture,
  registered: Registered,
  options: ReportOptions,
  last: string,
): void {
  const { start, end } = picture;
  const begun = start?.time ?? last;
  const ended = end?.time ?? last;
  write('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n');
  const document = element('nmaprun', {
    scanner: 'nmap',
    args: ['portolan', ...(start?.argv ?? [])].join(' '),
    start: seconds(begun),
    startstr: clock(begun),
    version: start?.version ?? '0',
    xmloutputversion: '1.05',
  });
  write(`${document.slice(0, -2)}>\n`);
  for (const each of scanInfo(start, end)) write(`${each}\n`);
  write('<verbose level="0"/>\n<debugging level="0"/>\n');
  const connects = (end?.engine ?? start?.engine) === 'connect';
  const hosts = reportedHosts(picture, options);
  for (const host of hosts) write(hostElement(host, { registered, connects, options }));
  write(`<runstats>${finished(picture, begun, ended)}\n`);
  const total = Math.max(end?.hostsAsked ?? 0, hosts.length);
  const up = Math.max(end?.hostsUp ?? 0, hosts.length);
  write(`${element('hosts', { up, down: total - up, total })}\n</runstats>\n</nmaprun>\n`);
}

/** One of each protocol whose ports were asked. */
function scanInfo(start: StartLine | null, end: End | null): string[] {
  const connects = (end?.engine ?? start?.engine) === 'connect';
  return (start?.ports ?? []).map(({ proto, count, list }) => {
    const type = proto === 'udp' ? 'udp' : connects ? 'connect' : 'syn';
    return element('scaninfo', { type, protocol: proto, numservices: count, services: list ?? '' });
  });
}

function finished({ end }: Picture, begun: string, ended: string): string {
  const error = whatFailed(end);
  const elapsed = (end?.elapsedMs ?? Date.parse(ended) - Date.parse(begun)) / 1000;
  const asked = counted(end?.hostsAsked ?? 0, 'address', 'addresses');
  const up = counted(end?.hostsUp ?? 0, 'host');
  const summary = `Portolan done at ${clock(ended)}; ${asked} (${up} up) scanned in ${elapsed.toFixed(2)} seconds`;
  return element('finished', {
    ...{ time: seconds(ended), timestr: clock(ended), summary, elapsed: elapsed.toFixed(2) },
    ...(error === null ? { exit: 'success' } : { exit: 'error', errormsg: error }),
  });
}

/** What is missing in it, and why; null: nothing. */
function whatFailed(end: End | null): string | null {
  if (end === null) return 'the survey did not come to its end';
  if (end.interrupted) return `interrupted, ${counted(end.unasked, 'probe')} not sent`;
  return end.failedStages === undefined ? null : `${end.failedStages.join(', ')} failed`;
}
