// Which services there are, how many of each; and what is to be acted on.
import type { HostPicture } from '../../../finding/fold.ts';
import { html, type Markup } from './markup.ts';
import { cell, figure, hostLink, row, table } from './table.ts';

const HOSTS_SHOWN = 8;

interface Kind {
  readonly service: string;
  readonly product: string;
  readonly version: string;
  readonly hosts: Set<string>;
  ports: number;
}

export function services(hosts: readonly HostPicture[]): Markup {
  const kinds = new Map<string, Kind>();
  for (const { ip, ports, services: known } of hosts) {
    for (const port of ports?.all() ?? []) {
      const fact = known?.service(port);
      if (port.state !== 'open' || fact === undefined) continue;
      const { service, product = '', version = '' } = fact;
      const key = JSON.stringify([service, product, version]);
      const kind = kinds.get(key) ?? { service, product, version, hosts: new Set(), ports: 0 };
      kind.hosts.add(ip);
      kind.ports++;
      kinds.set(key, kind);
    }
  }
  if (kinds.size === 0) return html``;
  const rows = [...kinds.values()]
    .sort((one, other) => other.ports - one.ports)
    .map(({ service, product, version, hosts: on, ports }) =>
      row('service', [
        cell(service),
        cell(product),
        cell(version),
        figure(ports),
        figure(on.size),
        cell(html`${someOf([...on])}`),
      ]),
    );
  const columns = ['Service', 'Product', 'Version', 'Ports', 'Hosts', 'On'].map((title) => ({
    title,
    figures: title === 'Ports' || title === 'Hosts',
  }));
  return html`<h2 id="services">Services</h2>
${table(columns, rows)}`;
}

interface ToDo {
  readonly code: string;
  readonly text: string;
  readonly advice: string;
  readonly hosts: Set<string>;
}

/** A row a thing to do, with the hosts that it is about. */
export function notes(hosts: readonly HostPicture[]): { readonly count: number; readonly section: Markup } {
  const all = new Map<string, ToDo>();
  let count = 0;
  for (const { ip, services: known } of hosts) {
    for (const { code, text, advice } of known?.notes() ?? []) {
      const key = JSON.stringify([code, text]);
      const toDo = all.get(key) ?? { code, text, advice, hosts: new Set() };
      toDo.hosts.add(ip);
      all.set(key, toDo);
      count++;
    }
  }
  if (count === 0) return { count, section: html`` };
  const rows = [...all.values()]
    .sort((one, other) => other.hosts.size - one.hosts.size)
    .map(({ code, text, advice, hosts: on }) =>
      row('note', [
        cell(html`<span class="act">${text}</span><br><code class="soft">${code}</code>`),
        cell(advice),
        figure(on.size),
        cell(html`${someOf([...on])}`),
      ]),
    );
  const columns = ['What is so', 'What to do', 'Hosts', 'On'].map((title) => ({ title, figures: title === 'Hosts' }));
  const section = html`<h2 id="notes">To act on</h2>
<p class="soft">Observations; none is a claim that it can be exploited.</p>
${table(columns, rows)}`;
  return { count, section };
}

function someOf(hosts: readonly string[]): Markup[] {
  const shown = hosts.slice(0, HOSTS_SHOWN).map((ip, index) => html`${index > 0 ? ', ' : ''}${hostLink(ip)}`);
  const more = hosts.length - shown.length;
  return more > 0 ? [...shown, html` and ${more} more`] : shown;
}
