// The ports of a host in nmap's XML.
//
//  1. States of which only the count is known are `extraports`, with the reasons that are known; the others have an element each.
//  2. The name of a service is what was found out (method probed), else what the port is registered for (method table).
import type { CertificateFact, NoteFact, PortState, ServiceFact } from '../../../finding/finding.ts';
import type { HostPicture } from '../../../finding/fold.ts';
import type { KnownPort } from '../../../finding/port-set.ts';
import type { Registered } from '../../registered.ts';
import { type CountedPorts, countedPorts, listedPorts } from '../facts-of.ts';
import type { ReportOptions } from '../format.ts';
import { cpeUri } from './cpe.ts';
import { element, xmlText } from './markup.ts';
import { REASONS, UNKNOWN } from './reasons.data.ts';

/** nmap's word for how sure the name of a registered port is. */
const TABLE_CONFIDENCE = 3;
const MOST_CONFIDENCE = 10;

/** Empty where nothing is known of any port. */
export function portsElement(
  host: HostPicture,
  { registered, connects }: { readonly registered: Registered; readonly connects: boolean },
  options: ReportOptions,
): string {
  const notes = Map.groupBy(host.services?.notes() ?? [], ({ proto, port }) => `${proto} ${port}`);
  let text = options.onlyOpen ? '' : extraPorts(host, connects);
  for (const port of listedPorts(host, options)) {
    const said = notes.get(`${port.proto} ${port.port}`) ?? [];
    text += `${portElement(host, port, registered, said)}\n`;
  }
  return text === '' ? '' : `<ports>${text}</ports>\n`;
}

/** Rule 1. */
function extraPorts(host: HostPicture, connects: boolean): string {
  const byState = Map.groupBy(countedPorts(host), ({ state }) => state);
  return [...byState].map(([state, counted]) => extraPortsOf(state, counted, connects)).join('');
}

function extraPortsOf(state: PortState, counted: readonly CountedPorts[], connects: boolean): string {
  const count = counted.reduce((sum, each) => sum + each.count, 0);
  const reasons = counted.map((each) =>
    element('extrareasons', { reason: reasonOf(each, connects), count: each.count, proto: each.proto }),
  );
  return `${element('extraports', { state, count }, `\n${reasons.join('\n')}\n`)}\n`;
}

/** A closed port has said so itself, and there is one way to say it; silent is what may be open. */
function reasonOf({ proto, state }: CountedPorts, connects: boolean): string {
  if (state === 'open|filtered') return 'no-response';
  if (state !== 'closed') return UNKNOWN;
  if (proto === 'udp') return 'port-unreach';
  return connects ? 'conn-refused' : 'reset';
}

function portElement(host: HostPicture, port: KnownPort, registered: Registered, notes: readonly NoteFact[]): string {
  const { proto, state, reason, ttl } = port;
  const fact = host.services?.service(port);
  const certificate = host.services?.certificate(port);
  const content = [
    element('state', { state, reason: reason === undefined ? UNKNOWN : REASONS[reason], reason_ttl: ttl ?? 0 }),
    serviceElement(fact, registered(proto, port.port)),
    ...(certificate === undefined ? [] : [certificateScript(certificate)]),
    ...notes.map(noteScript),
  ];
  return element('port', { protocol: proto, portid: port.port }, content.join(''));
}

/** Rule 2. */
function serviceElement(fact: ServiceFact | undefined, name: string | undefined): string {
  if (fact === undefined || fact.service === 'unknown') {
    if (name === undefined && fact === undefined) return '';
    const tunnel = fact?.tls ? 'ssl' : undefined;
    return element('service', { name: name ?? 'unknown', tunnel, method: 'table', conf: TABLE_CONFIDENCE });
  }
  const { service, product, version, info, hostname, os, device, tls, confidence, cpe = [] } = fact;
  const attributes = {
    ...{ name: service === 'tls' ? 'ssl' : service, product, version, extrainfo: info, hostname },
    ...{ ostype: os, devicetype: device, tunnel: tls && service !== 'tls' ? 'ssl' : undefined },
    ...{ method: 'probed', conf: Math.round(confidence * MOST_CONFIDENCE) },
  };
  return element('service', attributes, cpe.map((each) => element('cpe', {}, xmlText(cpeUri(each)))).join(''));
}

function certificateScript(fact: CertificateFact): string {
  const { subject, issuer, names, notBefore, notAfter, fingerprint, keyType, keyBits, serial } = fact;
  const elem = (key: string, text: string): string => element('elem', { key }, xmlText(text) || ' ');
  const table = (key: string, content: string): string => element('table', { key }, content);
  return element(
    'script',
    { id: 'ssl-cert', output: `Subject: ${subject}; issuer: ${issuer}; valid ${notBefore} to ${notAfter}` },
    table('subject', elem('commonName', subject)) +
      table('issuer', elem('commonName', issuer)) +
      table('pubkey', elem('type', keyType) + elem('bits', `${keyBits}`)) +
      table('validity', elem('notBefore', notBefore) + elem('notAfter', notAfter)) +
      elem('serial', serial) +
      elem('sha256', fingerprint) +
      elem('names', names.join(', ')),
  );
}

function noteScript({ code, text, advice }: NoteFact): string {
  return element('script', { id: `portolan-${code}`, output: `${text}: ${advice}` });
}
