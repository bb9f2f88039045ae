// Markdown, for wikis and issues: a summary, a table of hosts, and one of ports for each.
//
//  1. Text of strangers has no markup: what Markdown or HTML would take for some is escaped.

import { escapeText } from '../escape.ts';
import { counted } from '../format.ts';
import { identityText } from '../identity-text.ts';
import { networkName, networkText, sortedNetworks } from '../network-list.ts';
import { summary } from '../summary.ts';
import { countedPorts, listedPorts, namesOf } from './facts-of.ts';
import { foldedReport, reportedHosts } from './folded.ts';
import type { ReportFormat } from './format.ts';
import { clock } from './xml/times.ts';

export const markdown: ReportFormat = {
  name: 'markdown',
  about: 'tables for wikis and issues',
  open: (write, options) =>
    foldedReport(options, (picture) => {
      const { start, end } = picture;
      const targets = start?.targets.slice(0, 6).join(', ') || 'this network';
      write(`# What is on ${plain(targets)}\n\n`);
      if (start !== null) write(`${plain(clock(start.time))}, Portolan ${plain(start.version)}\n\n`);
      const said = end === null ? 'The survey did not come to its end: hosts and ports may be missing.' : summary(end);
      write(`${said.trimEnd().split('\n').map(plain).join('  \n')}\n\n`);
      const hosts = reportedHosts(picture, options);
      write('| Host | Name | Who it is | Open ports |\n| --- | --- | --- | ---: |\n');
      for (const host of hosts) {
        const cells = [
          host.ip,
          namesOf(host)[0] ?? '',
          identityText(host.identity),
          `${host.ports?.count('open') ?? 0}`,
        ];
        write(rowOf(cells));
      }
      const networks = sortedNetworks(picture.networks.values());
      if (networks.length > 0) write('\n| Network | Who serves it |\n| --- | --- |\n');
      for (const network of networks) write(rowOf([networkName(network), networkText(network)]));
      for (const host of hosts) {
        const ports = listedPorts(host, options);
        const rest = options.onlyOpen ? [] : countedPorts(host);
        const notes = host.services?.notes() ?? [];
        if (ports.length === 0 && rest.length === 0 && notes.length === 0) continue;
        write(`\n## ${plain([host.ip, namesOf(host)[0]].filter(Boolean).join(' '))}\n\n`);
        if (ports.length > 0) write('| Port | State | Service | Product | Said |\n| ---: | --- | --- | --- | --- |\n');
        for (const port of ports) {
          const fact = host.services?.service(port);
          const product = [fact?.product, fact?.version].filter(Boolean).join(' ');
          const service = fact === undefined ? '' : fact.tls ? `${fact.service} in TLS` : fact.service;
          const text = fact?.evidence[0]?.text ?? '';
          write(rowOf([`${port.port}/${port.proto}`, port.state, service, product, text]));
        }
        const more = rest.map(({ proto, state, count }) => `${counted(count, 'more', 'more')} ${state} (${proto})`);
        if (more.length > 0) write(`\n${plain(more.join(', '))}\n`);
        if (notes.length > 0) write('\n');
        for (const { proto, port, text, advice } of notes)
          write(`- ${port}/${proto}: ${plain(text)}: ${plain(advice)}\n`);
      }
    }),
};

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map(plain).join(' | ')} |\n`;
}

/** Rule 1: all ASCII punctuation may be escaped (CommonMark 6.1); a character reference stands for what HTML has an eye on. */
function plain(text: string): string {
  return escapeText(text)
    .replace(/[\\`*_{}[\]()#+!|~@:$^=-]/g, '\\$&')
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}\\.`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
