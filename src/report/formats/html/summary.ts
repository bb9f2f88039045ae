// The first screen: what was asked, what it came to, and whether anything can be missing.
import type { HostPicture, Picture } from '../../../finding/fold.ts';
import { KIND_TITLES, OS_TITLES } from '../../../finding/titles.ts';
import { duration, thousands } from '../../format.ts';
import { networkName, networkText, sortedNetworks } from '../../network-list.ts';
import { summary } from '../../summary.ts';
import { clock } from '../xml/times.ts';
import { bars } from './chart.ts';
import { html, type Markup } from './markup.ts';

export interface Counted {
  readonly openPorts: number;
  readonly notes: number;
  /** Certificates that have expired, or will within a month. */
  readonly expiring: number;
  readonly changes: number | null;
}

export function head({ start, end }: Picture): Markup {
  const targets = (start?.targets ?? []).slice(0, 6).join(', ');
  const more = (start?.targets.length ?? 0) + (start?.targetsUnlisted ?? 0) - 6;
  const command = ['portolan', ...(start?.argv ?? [])].join(' ');
  const took = end === null ? '' : `, ${duration(end.elapsedMs)}`;
  return html`<h1>What is on ${targets === '' ? 'this network' : targets}${more > 0 ? ` and ${thousands(more)} more` : ''}</h1>
<p class="soft">${start === null ? '' : `${clock(start.time)}${took}`}, Portolan ${start?.version}</p>
<p><code>${command}</code></p>
`;
}

export function figures({ hosts, end }: Picture, { openPorts, notes, expiring, changes }: Counted): Markup {
  const shown: [number, string][] = [
    [Math.max(hosts.size, end?.hostsUp ?? 0), 'hosts'],
    [Math.max(openPorts, end?.openPorts ?? 0), 'open ports'],
    [notes, 'notes to act on'],
    [expiring, 'certificates to renew'],
    ...(changes === null ? [] : ([[changes, 'changes since last time']] as [number, string][])),
  ];
  const verdict = end === null ? 'The survey did not come to its end: hosts and ports may be missing.' : summary(end);
  return html`<div class="figures">${shown.map(([count, what]) => html`<div><b>${thousands(count)}</b>${what}</div>`)}</div>
${verdict
  .trimEnd()
  .split('\n')
  .map((line) => html`<p>${line}</p>`)}
`;
}

export function charts(hosts: readonly HostPicture[]): Markup {
  const [services, kinds, systems] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const add = (map: Map<string, number>, name: string | undefined): void => {
    if (name !== undefined) map.set(name, (map.get(name) ?? 0) + 1);
  };
  for (const host of hosts) {
    const { kind, os } = host.identity ?? {};
    add(kinds, kind === undefined ? undefined : KIND_TITLES[kind.is]);
    add(systems, os === undefined ? undefined : (OS_TITLES[os.family] ?? os.family));
    for (const port of host.ports?.all() ?? []) {
      if (port.state === 'open') add(services, host.services?.service(port)?.service ?? `${port.port}/${port.proto}`);
    }
  }
  return html`<div class="charts">${[
    bars('Services', services),
    bars('Kinds of devices', kinds),
    bars('Operating systems', systems),
  ]}</div>
`;
}

/** The network itself: who serves it, and who says so. */
export function networks({ networks: all }: Picture): Markup {
  if (all.size === 0) return html``;
  return html`<table><caption>Networks</caption><thead><tr><th scope="col">Network</th><th scope="col">Who serves it</th></tr></thead><tbody>${sortedNetworks(
    all.values(),
  ).map((network) => html`<tr><td>${networkName(network)}</td><td>${networkText(network)}</td></tr>`)}</tbody></table>
`;
}
