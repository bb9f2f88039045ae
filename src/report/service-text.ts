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

/** For `--evidence`: what it said, a line each. */
export function evidenceLines({ evidence }: ServiceFact): string[] {
  return evidence.map(({ source, text }) => `${source === 'greeting' ? 'greets' : 'answers'}: ${escapeText(text)}`);
}

/** `46 of 48 open ports recognised, 1.90 s`: where ports alone were asked; empty where none were. */
export function servicesLine(phases: readonly PhaseEnd[]): string {
  const services = phases.find((phase) => phase.services !== undefined)?.services;
  if (services === undefined) return '';
  const { asked, recognised, elapsedMs } = services;
  return `${thousands(recognised)} of ${counted(asked, 'open port')} recognised, ${duration(elapsedMs)}\n`;
}
