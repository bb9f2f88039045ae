// What was recognised, as facts: the service, its certificate, and what a person should act on.
import type { CertificateFact, NoteFact, ServiceFact } from '../finding/finding.ts';
import { clean, latin1 } from './bytes.ts';
import type { Found } from './crowd.ts';
import type { Exchange } from './recognise/evidence.ts';

/** As the survey has it, without stage and time. */
type Unstamped<T> = Omit<T, 'stage' | 'time'>;
export type ServiceFinding = Unstamped<ServiceFact> | Unstamped<CertificateFact> | Unstamped<NoteFact>;

const TEXT_MOST = 160;
const EXCHANGES_MOST = 4;

/** `withBytes`: evidence as it was sent and received, too (`--evidence`). Nothing of a port that could not be asked. */
export function factsOf({ endpoint, recognised }: Found, withBytes: boolean): ServiceFinding[] {
  const { ip, proto, port } = endpoint;
  const where = { ip, proto, port };
  const { service, verdict, tls, exchanges, failure } = recognised;
  if (service === 'unknown' && failure !== undefined && exchanges.length === 0) return [];
  const { confidence, product, version, info, hostname, os, device, cpe, details, contradiction, notes } = verdict;
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
      ...(details === undefined ? {} : { details }),
      evidence: exchanges.slice(0, EXCHANGES_MOST).map((exchange) => evidenceOf(exchange, withBytes)),
    },
  ];
  if (tls?.certificate) {
    const { version: tlsVersion, cipher, alpn, certificate } = tls;
    facts.push({
      type: 'certificate',
      ...where,
      ...certificate,
      tlsVersion,
      cipher,
      ...(alpn === null ? {} : { alpn }),
    });
  }
  for (const note of notes ?? []) facts.push({ type: 'note', ...where, ...note });
  return facts;
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
