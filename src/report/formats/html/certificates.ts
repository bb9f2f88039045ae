// Certificates, the first to expire first.
import type { CertificateFact } from '../../../finding/finding.ts';
import type { HostPicture } from '../../../finding/fold.ts';
import { html, type Markup } from './markup.ts';
import { cell, figure, hostLink, row, table } from './table.ts';

const DAY_MS = 86_400_000;
export const SOON_DAYS = 30;

export interface Expiry {
  readonly fact: CertificateFact;
  /** Whole days from the survey's end on; null where its date is none. */
  readonly days: number | null;
}

export function expiries(hosts: readonly HostPicture[], time: string): Expiry[] {
  const all = hosts.flatMap(({ ports, services }) =>
    [...(ports?.all() ?? [])].flatMap((port): Expiry[] => {
      const fact = services?.certificate(port);
      return fact === undefined ? [] : [{ fact, days: daysLeft(fact, time) }];
    }),
  );
  return all.sort((one, other) => (one.days ?? Number.MAX_VALUE) - (other.days ?? Number.MAX_VALUE));
}

export function isDue({ days }: Expiry): boolean {
  return days !== null && days < SOON_DAYS;
}

function daysLeft({ notAfter }: CertificateFact, time: string): number | null {
  const until = Date.parse(notAfter);
  return Number.isNaN(until) ? null : Math.floor((until - Date.parse(time)) / DAY_MS);
}

export function certificates(all: readonly Expiry[]): Markup {
  if (all.length === 0) return html``;
  const rows = all.map((each) => {
    const { fact, days } = each;
    const left = days === null ? 'unknown' : days < 0 ? 'expired' : `${days} days`;
    return row('certificate', [
      cell(hostLink(fact.ip)),
      figure(fact.port),
      cell(isDue(each) ? html`<span class="act">${left}</span>` : left, days ?? Number.MAX_SAFE_INTEGER),
      cell(days === null ? fact.notAfter : new Date(fact.notAfter).toISOString().slice(0, 10)),
      cell(fact.subject),
      cell(fact.selfSigned ? 'itself' : fact.issuer),
      cell(`${fact.keyType} ${fact.keyBits}`),
      cell([fact.tlsVersion, fact.oldest].filter((each) => each !== undefined).join(', also ')),
    ]);
  });
  const titles = ['Host', 'Port', 'Time left', 'Until', 'Of', 'Issued by', 'Key', 'TLS'];
  const columns = titles.map((title) => ({ title, figures: title === 'Port' }));
  return html`<h2 id="certificates">Certificates</h2>
${table(columns, rows)}`;
}
