// What an open port is for, in the words of a table row. Everything here came from strangers, and is escaped.
import type { PhaseEnd, ServiceFact } from '../finding/finding.ts';
import type { SilentService } from '../probe/udp/silent.ts';
import { escapeText } from './escape.ts';
import { counted, duration, thousands } from './format.ts';

/** From here on a verdict is shown as one; below it with a question mark. */
const SURE = 0.8;

/** `ssh`, `tls/http`, `http?`, `(https)`: what it is registered for where nobody asked or knew. */
export function serviceName(fact: ServiceFact | undefined, registered: string | undefined): string {
  if (fact === undefined) return registered === undefined ? '' : `(${registered})`;
  if (fact.service === 'unknown') return registered === undefined ? 'unknown' : `unknown (${registered})`;
  const name = fact.tls && fact.service !== 'tls' ? `tls/${fact.service}` : fact.service;
  return fact.confidence >= SURE ? escapeText(name) : `${escapeText(name)}?`;
}

/** `(wireguard: answers only its peers)`: whose silence it would be, if it were there. Nothing was identified. */
export function silentName(service: SilentService | undefined): string {
  return service === undefined ? '' : `(${service.name}: ${service.why})`;
}

const SAID_MOST = 60;
/** So many bytes of an exchange are shown; JSON has all that is kept. */
const KEPT_MOST = 100;

/** `OpenSSH 9.2p1  protocol 2.0; Debian`; of what nobody knew its own words, where they are words: `"AcmeDB 4.2 ready"`. */
export function productText({ service, product, version, info, contradiction, evidence }: ServiceFact): string {
  if (service === 'unknown') return wordsOf(evidence[0]?.text ?? '');
  const named = [product, version].filter((each) => each !== undefined).join(' ');
  const parts = [named, info ?? '', contradiction === undefined ? '' : `but ${contradiction}`];
  return parts
    .filter((each) => each !== '')
    .map(escapeText)
    .join('  ');
}

/** In the evidence line ends and all that cannot be printed are dots. */
function wordsOf(text: string): string {
  const line = text.split('..')[0].slice(0, SAID_MOST);
  const dots = line.split('.').length - 1;
  const isText = /^[^.]/.test(line) && /[A-Za-z]{3}/.test(line) && dots <= line.length / 8;
  return isText ? `"${escapeText(line.trim())}"` : '';
}

/** What it said, a line each; below it what was kept of the exchange (`--evidence`), as text and in hex. */
export function evidenceLines({ evidence }: ServiceFact): string[] {
  return evidence.flatMap(({ source, text, sent, received }) => [
    `${source === 'greeting' ? 'greeted' : 'answered'}: ${escapeText(text)}`,
    ...keptLines('sent', sent, true),
    ...keptLines('received', received, false),
  ]);
}

/** `sent 5 bytes: 474554202f "GET /"` of what is base64; with its text where that stands nowhere else. */
function keptLines(what: string, base64 = '', hasText: boolean): string[] {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0) return [];
  const shown = bytes.subarray(0, KEPT_MOST);
  const text = hasText ? ` "${shown.toString('latin1').replace(/[^\x20-\x7e]/g, '.')}"` : '';
  return [`  ${what} ${bytes.length} bytes: ${shown.toString('hex')}${bytes.length > KEPT_MOST ? '…' : ''}${text}`];
}

/** `46 of 48 open ports recognised, 1.90 s`: where ports alone were asked; empty where none were. */
export function servicesLine(phases: readonly PhaseEnd[]): string {
  const services = phases.find((phase) => phase.services !== undefined)?.services;
  if (services === undefined) return '';
  const { asked, recognised, elapsedMs } = services;
  return `${thousands(recognised)} of ${counted(asked, 'open port')} recognised, ${duration(elapsedMs)}\n`;
}
