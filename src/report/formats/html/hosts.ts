// Every host: a row in the table of all, and a sheet of its own with ports, names and what each word rests on.
import type { ServiceFact } from '../../../finding/finding.ts';
import type { HostPicture } from '../../../finding/fold.ts';
import { evidenceOf } from '../../../finding/join.ts';
import type { KnownPort } from '../../../finding/port-set.ts';
import { parseIpv4 } from '../../../wire/address.ts';
import { counted, roundTrip, thousands } from '../../format.ts';
import { kindText, makerAndModel, osText } from '../../identity-text.ts';
import type { Registered } from '../../registered.ts';
import { countedPorts, listedPorts, namesOf } from '../facts-of.ts';
import type { ReportOptions } from '../format.ts';
import { html, joined, type Markup } from './markup.ts';
import { cell, figure, hostLink, row, table } from './table.ts';

export function hostTable(hosts: readonly HostPicture[], isNew: (ip: string) => boolean): Markup {
  const rows = hosts.map((each) => {
    const { ip, host, identity, ports } = each;
    const [open, address] = [ports?.count('open') ?? 0, parseIpv4(ip) ?? 0];
    const mark = isNew(ip) ? html` <span class="new">new</span>` : html``;
    return row('host', [
      cell(html`${hostLink(ip)}${mark}`, address),
      cell(namesOf(each)[0]),
      cell(identity === null ? '' : kindText(identity)),
      cell(identity === null ? '' : osText(identity)),
      cell((identity === null ? '' : makerAndModel(identity)) || host?.vendor),
      figure(open),
      cell(html`<span class="mono">${host?.mac}</span>`),
    ]);
  });
  const titles = ['Address', 'Name', 'Kind', 'System', 'Maker', 'Open ports', 'MAC address'];
  return html`<h2 id="hosts">Hosts</h2>
${table(
  titles.map((title) => ({ title, figures: title === 'Open ports' })),
  rows,
)}`;
}

/** Everything about one host. */
export function hostSheet(picture: HostPicture, registered: Registered, options: ReportOptions): Markup {
  const { ip, ends, path } = picture;
  const ports = listedPorts(picture, options);
  const rest = options.onlyOpen ? [] : countedPorts(picture);
  const more = rest.map(({ count, state, proto }) => `${thousands(count)} more ${state} (${proto.toUpperCase()})`);
  const answersAll = ends.some((end) => end.answersAll);
  const way = path?.steps.map((step) => step.ip ?? '?').join(' → ');
  return html`<section class="host" id="h-${ip}" data-find="sheet"><h3>${ip} ${namesOf(picture)[0]}</h3>
<dl>${facts(picture)}</dl>
${answersAll ? html`<p class="act">Answers on every port (SYN proxy or tarpit): its ports are not listed.</p>` : html``}${
  ports.length > 0 ? portTable(picture, ports, registered) : html``
}${more.length > 0 ? html`<p class="soft">${more.join(', ')}</p>` : html``}${
  way === undefined ? html`` : html`<p><span class="soft">The way there:</span> ${way}</p>`
}${because(picture)}</section>
`;
}

function facts(picture: HostPicture): Markup {
  const { host, identity } = picture;
  const names = namesOf(picture);
  const said: [string, string | undefined][] = [
    ['Names', names.length > 1 ? names.join(', ') : undefined],
    ['Kind', identity === null ? undefined : kindText(identity)],
    ['System', identity === null ? undefined : osText(identity)],
    ['Maker', identity === null ? undefined : makerAndModel(identity)],
    ['Serial number', identity?.serial],
    ['MAC address', [host?.mac, host?.vendor].filter((each) => each !== undefined).join(', ')],
    [
      'Up because',
      host === null
        ? undefined
        : evidenceOf(host)
            .map(({ reason }) => reason)
            .join(', '),
    ],
    ['Away', host?.rttMs === undefined ? undefined : roundTrip(host.rttMs)],
  ];
  return joined(said.flatMap(([title, text]) => (text ? [html`<dt>${title}</dt><dd>${text}</dd>`] : [])));
}

function portTable(picture: HostPicture, ports: readonly KnownPort[], registered: Registered): Markup {
  const rows = ports.map((port) => {
    const fact = picture.services?.service(port);
    const name = fact === undefined || fact.service === 'unknown' ? undefined : fact.service;
    const guess = registered(port.proto, port.port);
    const shown = name === undefined ? (guess === undefined ? '' : `(${guess})`) : fact?.tls ? `${name} in TLS` : name;
    return html`<tr>${[
      figure(`${port.port}/${port.proto}`, port.port),
      cell(port.state),
      cell(shown),
      cell([fact?.product, fact?.version].filter((each) => each !== undefined).join(' ')),
      cell(evidence(picture, port, fact)),
    ]}</tr>
`;
  });
  const columns = ['Port', 'State', 'Service', 'Product', 'What it rests on'].map((title) => ({
    title,
    figures: title === 'Port',
  }));
  return table(columns, rows);
}

function evidence({ services }: HostPicture, port: KnownPort, fact: ServiceFact | undefined): Markup {
  const notes = (services?.notes() ?? []).filter((note) => note.port === port.port && note.proto === port.proto);
  return joined([
    html`${port.reason}${fact?.info === undefined ? '' : `; ${fact.info}`}`,
    ...(fact?.evidence ?? [])
      .slice(0, 3)
      .map(
        ({ source, text }) =>
          html`<br><span class="soft">${source === 'greeting' ? 'greets' : 'answers'}</span> <code>${text}</code>`,
      ),
    ...(fact?.contradiction === undefined ? [] : [html`<br><span class="act">but ${fact.contradiction}</span>`]),
    ...notes.map(({ text, advice }) => html`<br><span class="act">${text}</span>: ${advice}`),
  ]);
}

/** Why it is taken for what it is. */
function because({ identity, clues }: HostPicture): Markup {
  const said = [
    ...(identity?.kind?.because.map((each) => html`<li>kind: ${each}</li>`) ?? []),
    ...(identity?.os?.because.map((each) => html`<li>system: ${each}</li>`) ?? []),
    ...(identity?.contradictions?.map((each) => html`<li class="act">does not go together: ${each}</li>`) ?? []),
    ...(clues
      ?.all()
      .map(({ about, value, source }) => html`<li>${about}: ${value} <span class="soft">${source}</span></li>`) ?? []),
  ];
  if (said.length === 0) return html``;
  return html`<details><summary>Who says so (${counted(said.length, 'statement')})</summary><ul>${said}</ul></details>`;
}
