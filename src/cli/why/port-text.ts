// The ports of a host with all that is known of each: how it answered, what it is for, what was said, its certificate, notes.
import type { CertificateFact, NoteFact, ServiceFact } from '../../finding/finding.ts';
import type { HostPicture } from '../../finding/fold.ts';
import { evidenceOf, type Joined } from '../../finding/join.ts';
import type { KnownPort } from '../../finding/port-set.ts';
import { escapeText } from '../../report/escape.ts';
import { percent, roundTrip } from '../../report/format.ts';
import { evidenceLines, productText, serviceName } from '../../report/service-text.ts';
import type { Style } from '../../report/style.ts';
import { evidenceText } from './evidence-text.ts';

const SHOWN_MOST = 512;
const DETAILS_MOST = 4000;

export function portLines({ ports, services }: HostPicture, style: Style): readonly string[] {
  const all = [...(ports?.all() ?? [])].slice(0, SHOWN_MOST);
  const notes = services?.notes() ?? [];
  return all.flatMap((port) => {
    const own = notes.filter((note) => note.port === port.port && note.proto === port.proto);
    const service = services?.service(port);
    const certificate = services?.certificate(port);
    const below = [
      ...(service === undefined ? [] : serviceLines(service)),
      ...(certificate === undefined ? [] : certificateLines(certificate)),
      ...own.map((note) => style.yellow(noteLine(note))),
    ];
    const name = `${port.port}/${port.proto}`;
    return [`${style.bold(name)}  ${stateText(port)}`, ...below.map((line) => `    ${line}`)];
  });
}

function stateText(port: KnownPort): string {
  const { state, reason, ttl, window, rttMs } = port;
  if (reason === undefined) return state;
  const seen = [
    ttl === undefined ? '' : `TTL ${ttl}`,
    window === undefined ? '' : `window ${window}`,
    rttMs === undefined ? '' : roundTrip(rttMs),
  ].filter(Boolean);
  const why = evidenceOf(port as Joined<Required<KnownPort> & { type: 'port'; ip: string }>).map(evidenceText);
  return [state, why.join('; '), ...seen].join(', ');
}

function serviceLines(fact: ServiceFact): readonly string[] {
  const { confidence, stage, time, hostname, os, device, cpe = [], contradiction, details } = fact;
  const what = [serviceName(fact, undefined), productText(fact)].filter(Boolean).join('  ');
  const said = [
    ['calls its host', hostname],
    ['says it runs', os],
    ['says it is', device],
    ['CPE', cpe.length === 0 ? undefined : cpe.join(' ')],
    ['but', contradiction],
  ].flatMap(([label, value]) => (value === undefined ? [] : [`${label} ${escapeText(value)}`]));
  return [
    `${what}, ${percent(confidence)}, stage ${stage}, ${time}`,
    ...said,
    ...evidenceLines(fact),
    ...detailLines(details ?? {}),
  ];
}

function detailLines(details: Readonly<Record<string, unknown>>): readonly string[] {
  let length = 0;
  return Object.entries(details).flatMap(([key, value]) => {
    const line = `${escapeText(key)}: ${escapeText(typeof value === 'string' ? value : JSON.stringify(value))}`;
    length += line.length;
    return length > DETAILS_MOST ? [] : [line];
  });
}

function certificateLines(fact: CertificateFact): readonly string[] {
  const { subject, issuer, names, notBefore, notAfter, selfSigned, fingerprint, keyType, keyBits } = fact;
  const { tlsVersion, cipher, stage, time } = fact;
  return [
    `certificate of ${escapeText(subject)}, ${selfSigned ? 'signed by itself' : `by ${escapeText(issuer)}`}, stage ${stage}, ${time}`,
    ...(names.length === 0 ? [] : [`  for ${escapeText(names.join(', '))}`]),
    `  from ${escapeText(notBefore)} to ${escapeText(notAfter)}, ${escapeText(keyType)} ${keyBits}, SHA-256 ${escapeText(fingerprint)}`,
    `  shown in ${escapeText(tlsVersion)}, ${escapeText(cipher)}`,
  ];
}

function noteLine({ code, text, advice, stage, time }: NoteFact): string {
  return `! ${escapeText(text)}: ${escapeText(advice)} [${code}], stage ${stage}, ${time}`;
}
