// What was recognised, as facts: the service, its certificate, and what a person should act on.
import type { CertificateFact, NoteFact, ServiceFact } from '../finding/finding.ts';
import { clean, latin1 } from './bytes.ts';
import type { Found } from './crowd.ts';
import type { Exchange } from './recognise/evidence.ts';
import { startTlsOf } from './talk/starttls.ts';
import type { Certificate, TlsFacts } from './talk/tls-facts.ts';

/** As the survey has it, without stage and time. */
type Unstamped<T> = Omit<T, 'stage' | 'time'>;
export type ServiceFinding = Unstamped<ServiceFact> | Unstamped<CertificateFact> | Unstamped<NoteFact>;

const TEXT_MOST = 160;
const EXCHANGES_MOST = 4;

/** `withBytes`: evidence as it was sent and received, too (`--evidence`). Nothing of a port that could not be asked, or stayed silent as before. */
export function factsOf({ endpoint, recognised }: Found, withBytes: boolean): ServiceFinding[] {
  const { ip, proto, port } = endpoint;
  const where = { ip, proto, port };
  const { service, verdict, tls, exchanges, failure } = recognised;
  const nothing = failure !== undefined || endpoint.isSilent === true;
  if (service === 'unknown' && nothing && exchanges.length === 0) return [];
  const { confidence, product, version, info, hostname, os, device, cpe, details, contradiction, notes } = verdict;
  const inside = startTlsOf(verdict);
  const facts: ServiceFinding[] = [
    {
      type: 'service',
      ...where,
      service,
      ...defined({ product, version, info, hostname, os, device }),
      tls: tls !== null && tls.failure === undefined,
      ...(cpe === undefined ? {} : { cpe }),
      confidence,
      ...(contradiction === undefined ? {} : { contradiction }),
      ...(details === undefined ? {} : { details: inside === null ? details : withoutCertificate(details, inside) }),
      evidence: exchanges.slice(0, EXCHANGES_MOST).map((exchange) => evidenceOf(exchange, withBytes)),
    },
  ];
  if (tls?.certificate) facts.push({ type: 'certificate', ...where, ...shownBy(tls, tls.certificate) });
  else if (inside?.certificate) {
    facts.push({ type: 'certificate', ...where, ...shownBy(inside, inside.certificate), starttls: true });
  }
  for (const note of notes ?? []) facts.push({ type: 'note', ...where, ...note });
  return facts;
}

function shownBy(
  { version, cipher, alpn, oldest, ciphers }: TlsFacts,
  certificate: Certificate,
): Omit<Unstamped<CertificateFact>, 'type' | 'ip' | 'proto' | 'port'> {
  return {
    ...certificate,
    tlsVersion: version,
    cipher,
    ...(alpn === null ? {} : { alpn }),
    ...(oldest === undefined ? {} : { oldest }),
    ...(ciphers === undefined ? {} : { ciphers: [...ciphers] }),
  };
}

/** The certificate is a fact of its own. */
function withoutCertificate(
  details: Readonly<Record<string, unknown>>,
  { version, cipher }: TlsFacts,
): Readonly<Record<string, unknown>> {
  return { ...details, starttls: { version, cipher } };
}

function evidenceOf({ sent, received, greeted }: Exchange, withBytes: boolean): ServiceFact['evidence'][number] {
  return {
    source: greeted ? 'greeting' : 'answer',
    text: clean(latin1(received.subarray(0, TEXT_MOST)).replace(/[^\x20-\x7e]/g, '.'), TEXT_MOST),
    ...(withBytes
      ? { sent: Buffer.from(sent).toString('base64'), received: Buffer.from(received).toString('base64') }
      : {}),
  };
}

function defined<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}
