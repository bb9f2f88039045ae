// One page that needs nothing else: a manager reads its first screen, an engineer all of it. It asks no server for anything, which its
// own policy (CSP) holds it to: the one style and the one script in it are named by their hashes, all else is forbidden.
import { createHash } from 'node:crypto';
import type { Picture } from '../../finding/fold.ts';
import { loadRegistered, type Registered } from '../registered.ts';
import { foldedReport, reportedHosts } from './folded.ts';
import type { ReportFormat, ReportOptions, Write } from './format.ts';
import { certificates, expiries, isDue } from './html/certificates.ts';
import { changesSince } from './html/changes.ts';
import { hostSheet, hostTable } from './html/hosts.ts';
import { html, type Markup } from './html/markup.ts';
import { SCRIPT } from './html/script.data.ts';
import { notes, services } from './html/services.ts';
import { STYLE } from './html/style.data.ts';
import { charts, figures, head, networks } from './html/summary.ts';

export async function loadHtml(): Promise<ReportFormat> {
  const registered = await loadRegistered();
  return {
    name: 'html',
    about: 'a page for people: one file, with everything in it',
    open: (write, options) => foldedReport(options, (picture) => writePage(write, picture, registered, options)),
  };
}

function writePage(write: Write, picture: Picture, registered: Registered, options: ReportOptions): void {
  const put = ({ markup }: Markup): void => write(markup);
  const hosts = reportedHosts(picture, options);
  const time = picture.end?.time ?? picture.start?.time ?? new Date().toISOString();
  const certs = expiries(hosts, time);
  const toDo = notes(hosts);
  const changes = changesSince(picture, options);
  const openPorts = hosts.reduce((sum, { ports }) => sum + (ports?.count('open') ?? 0), 0);
  const counts = {
    openPorts,
    notes: toDo.count,
    expiring: certs.filter(isDue).length,
    changes: changes?.count ?? null,
  };

  write(beginning(picture));
  put(html`<header>${head(picture)}${navigation(certs.length > 0, toDo.count > 0, changes !== null)}</header>
<main><section aria-label="Summary">${figures(picture, counts)}${charts(hosts)}${networks(picture)}</section>
`);
  put(html`<div class="find"><label for="find">Find</label><input id="find" type="search" placeholder="name, address, product, port" autocomplete="off"><span id="told" class="soft" role="status"></span></div>
`);
  if (changes !== null) put(changes.section);
  put(toDo.section);
  put(certificates(certs));
  put(hostTable(hosts, (ip) => changes?.isNew(ip) ?? false));
  put(services(hosts));
  if (hosts.length > 0)
    put(html`<h2 id="sheets">Host by host</h2>
`);
  for (const host of hosts) put(hostSheet(host, registered, options));
  put(html`</main>
<footer><p>What stands in (parentheses) is only what a port is registered for; a question mark: only likely.</p></footer>
</body></html>
`);
}

function beginning({ start }: Picture): string {
  const title = html`What is on ${start?.targets.slice(0, 3).join(', ') || 'this network'}`.markup;
  const policy = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
<script>${SCRIPT}</script>
</head><body>
`;
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function navigation(hasCertificates: boolean, hasNotes: boolean, hasChanges: boolean): Markup {
  return html`<nav aria-label="Sections">${[
    hasChanges ? html`<a href="#changes">Changes</a>` : html``,
    hasNotes ? html`<a href="#notes">To act on</a>` : html``,
    hasCertificates ? html`<a href="#certificates">Certificates</a>` : html``,
    html`<a href="#hosts">Hosts</a>`,
    html`<a href="#services">Services</a>`,
  ]}</nav>`;
}
