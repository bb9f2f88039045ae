// Certificates as filters ask for them: `cert:example.com`, `cert:expired`, `cert:30d`; and the order `expires`. They stand in the lines of scans
// and in no column, as few ask for them: they are read where one does, from the lines of hosts of which a service is known.
//
//  1. A port has the certificate that was told of it last. One that it showed at once (not after STARTTLS) is its own no longer where
//     it was found to speak in the clear since.
//  2. Strangers wrote them: what is in them is compared here and never part of a statement.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { CertificateFact, Line } from '../../finding/finding.ts';
import type { Tables } from '../store/tables.ts';
import { hostOf, portId } from '../write/port-id.ts';
import { aheadValue } from './values.ts';
import { filterError } from './words.ts';

export type Certificates = ReadonlyMap<number, CertificateFact>;

const HOSTS_AT_ONCE = 500;
/** As it stands in a line. In a text of a stranger its quotes are escaped. */
const TOLD = '"type":"certificate"';

/** Of all ports, by portId(). */
export async function certificatesOf(db: Kysely<Tables>): Promise<Certificates> {
  const known = new Map<number, CertificateFact>();
  const { rows: hosts } = await sql<{ host: number }>`
    select distinct host from port where service is not null order by host`.execute(db);
  for (let from = 0; from < hosts.length; from += HOSTS_AT_ONCE) {
    const some = hosts.slice(from, from + HOSTS_AT_ONCE).map(({ host }) => host);
    const rows = await db
      .selectFrom('line')
      .select(['host', 'text'])
      .where('host', 'in', some)
      .where('text', 'like', `%${TOLD}%`)
      .execute();
    for (const { host, text } of rows) {
      for (const each of text.split('\n')) if (each.includes(TOLD)) take(known, host!, JSON.parse(each) as Line);
    }
  }
  return known;
}

/** Rule 1. */
function take(known: Map<number, CertificateFact>, host: number, fact: Line): void {
  if (fact.type !== 'certificate') return;
  const port = portId(host, fact.proto, fact.port);
  const before = known.get(port);
  if (before === undefined || before.time <= fact.time) known.set(port, fact);
}

/** The one that a row of `port` has (rule 1). */
export function shownBy(
  { id, tls }: { readonly id: number; readonly tls: number },
  certificates: Certificates,
): CertificateFact | undefined {
  const fact = certificates.get(id);
  return tls === 1 || fact?.starttls === true ? fact : undefined;
}

/** Joined to rows of `port` for their order: `certificate.ends`, milliseconds since 1970; null where there is none, or no date. */
export function endsOf(kind: Asking['kind'], certificates: Certificates): RawBuilder<unknown> {
  const dated = [...certificates].filter(([, fact]) => !Number.isNaN(endOf(fact)));
  const ports = dated.map(([port]) => port);
  const ends = dated.map(([, fact]) => endOf(fact));
  const later = dated.map(([, { starttls }]) => (starttls === true ? 1 : 0));
  const rows =
    kind === 'sqlite'
      ? sql`(select value ->> 0 as port, value ->> 1 as ends, value ->> 2 as later
          from json_each(${JSON.stringify(ports.map((port, index) => [port, ends[index], later[index]]))})) certificate`
      : sql`unnest(cast(${`{${ports}}`} as bigint[]), cast(${`{${ends}}`} as bigint[]), cast(${`{${later}}`} as int[]))
          as certificate(port, ends, later)`;
  return sql`left join ${rows} on certificate.port = port.id and (port.tls = 1 or certificate.later = 1)`;
}

/** What ports are held against. `kind`: of the database, which takes any number of ports as one value. */
export interface Asking {
  readonly rows: 'host' | 'port';
  readonly kind: 'sqlite' | 'postgres';
  readonly certificates: Certificates;
}

/** Rows of `port` whose certificate is such a one. */
export function portsWith(
  { rows, kind, certificates }: Asking,
  isMeant: (fact: CertificateFact) => boolean,
): RawBuilder<boolean> {
  const meant = [...certificates].filter(([, fact]) => isMeant(fact));
  const all = meant.map(([port]) => port);
  const later = meant.filter(([, { starttls }]) => starttls === true).map(([port]) => port);
  const among = (column: string, numbers: readonly number[]): RawBuilder<boolean> =>
    kind === 'sqlite'
      ? sql`${sql.ref(column)} in (select value from json_each(${JSON.stringify(numbers)}))`
      : sql`${sql.ref(column)} = any(cast(${`{${numbers.join()}}`} as bigint[]))`;
  const isOne = sql<boolean>`${among('port.id', all)} and (port.tls = 1 or ${among('port.id', later)})`;
  if (rows === 'host') return sql`(${isOne})`;
  // Rows begin with the host (ask.ts): of the others no port is looked at.
  return sql`(${among('host.id', [...new Set(all.map(hostOf))])} and ${isOne})`;
}

/**
 * What a word of a filter asks of a certificate: a word of `KINDS`; `30d` and `<30d` (it ends within that time, or has ended), `>30d`,
 * `<2027-01-31`; else a text that is in its subject, its issuer or a name it is for, or how its fingerprint begins. Throws E_FILTER.
 */
export function certificateValue(value: string, word: string, now: number): (fact: CertificateFact) => boolean {
  const wanted = value.toLowerCase();
  if (Object.hasOwn(KINDS, wanted)) return (fact) => KINDS[wanted](fact, now);
  const [, sign, time] = /^([<>]?)(.*)$/s.exec(wanted)!;
  const until = aheadValue(time, now);
  if (until === null && sign !== '') throw filterError(word, `wants a time: <30d, >1y, <2027-01-31; not "${value}"`);
  if (until === null) return (fact) => isNamed(fact, wanted);
  return sign === '>' ? (fact) => endOf(fact) > until : (fact) => endOf(fact) <= until;
}

const KINDS: Readonly<Record<string, (fact: CertificateFact, now: number) => boolean>> = {
  any: () => true,
  expired: (fact, now) => endOf(fact) < now,
  valid: (fact, now) => Date.parse(fact.notBefore) <= now && endOf(fact) >= now,
  'self-signed': ({ selfSigned }) => selfSigned,
};

/** NaN where its date is none: then nothing holds. */
function endOf({ notAfter }: CertificateFact): number {
  return Date.parse(notAfter);
}

/** Digits of a fingerprint that are no word by chance. */
const FINGERPRINT_LEAST = 8;

function isNamed({ subject, issuer, names, fingerprint }: CertificateFact, wanted: string): boolean {
  if ([subject, issuer, ...names].some((each) => each.toLowerCase().includes(wanted))) return true;
  // RFC 6125 section 6.4.3: a wildcard is one label, the first.
  const wildcard = `dns:*${wanted.slice(wanted.indexOf('.'))}`;
  if (/^[^.]+\../.test(wanted) && names.some((each) => each.toLowerCase() === wildcard)) return true;
  const digits = wanted.replaceAll(':', '');
  return digits.length >= FINGERPRINT_LEAST && fingerprint.startsWith(digits);
}
