// nmap's grepable output (-oG): a line a host for grep, awk and cut.
//
//  1. Fields of a line have tabs between, those of a port slashes: a slash inside is a bar.
//  2. What is only counted is the ignored state; of several the one with most.
import type { HostPicture } from '../../finding/fold.ts';
import type { KnownPort } from '../../finding/port-set.ts';
import { escapeText } from '../escape.ts';
import { counted } from '../format.ts';
import { countedPorts, listedPorts, namesOf, osName } from './facts-of.ts';
import { foldedReport, reportedHosts } from './folded.ts';
import type { ReportFormat, ReportOptions } from './format.ts';
import { clock } from './xml/times.ts';

export const grepable: ReportFormat = {
  name: 'grepable',
  about: "nmap's lines for grep (-oG)",
  open: (write, options) =>
    foldedReport(options, (picture) => {
      const { start, end } = picture;
      const argv = ['portolan', ...(start?.argv ?? [])].map(escapeText).join(' ');
      const begun = start === null ? '' : ` initiated ${clock(start.time)}`;
      write(`# Portolan ${escapeText(start?.version ?? '')} scan${begun} as: ${argv}\n`);
      for (const host of reportedHosts(picture, options)) write(hostLines(host, options));
      if (end === null) {
        write('# Portolan did not come to its end\n');
        return;
      }
      const asked = `${counted(end.hostsAsked, 'IP address', 'IP addresses')} (${counted(end.hostsUp, 'host')} up)`;
      const how = end.interrupted ? 'interrupted' : 'done';
      write(
        `# Portolan ${how} at ${clock(end.time)} -- ${asked} scanned in ${(end.elapsedMs / 1000).toFixed(2)} seconds\n`,
      );
    }),
};

function hostLines(host: HostPicture, options: ReportOptions): string {
  const who = `Host: ${host.ip} (${field(namesOf(host)[0] ?? '')})`;
  const ports = listedPorts(host, options).map((port) => portText(host, port));
  const [ignored] = countedPorts(host).toSorted((one, other) => other.count - one.count);
  const os = osName(host.identity);
  const fields = [
    ...(ports.length > 0 ? [`Ports: ${ports.join(', ')}`] : []),
    ...(ignored === undefined || options.onlyOpen ? [] : [`Ignored State: ${ignored.state} (${ignored.count})`]),
    ...(os === undefined ? [] : [`OS: ${field(os)}`]),
  ];
  return `${who}\tStatus: Up\n${fields.length > 0 ? `${[who, ...fields].join('\t')}\n` : ''}`;
}

/** Port, state, protocol, owner, service, RPC, version. */
function portText({ services }: HostPicture, port: KnownPort): string {
  const fact = services?.service(port);
  const name = fact === undefined || fact.service === 'unknown' ? '' : fact.service;
  const service = fact?.tls && name !== 'tls' ? `ssl|${name}` : name;
  const version = [fact?.product, fact?.version, fact?.info].filter((each) => each !== undefined).join(' ');
  return `${port.port}/${port.state}/${port.proto}//${field(service)}//${field(version)}/`;
}

/** Rule 1; a comma ends a port. */
function field(text: string): string {
  return escapeText(text).replaceAll('/', '|').replaceAll(',', ';').replace(/\s+/g, ' ');
}
