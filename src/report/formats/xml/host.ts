// A host in nmap's XML.

import { countedEnds } from '../../../finding/after-all.ts';
import type { ClueFact, IdentityFact, PathFact } from '../../../finding/finding.ts';
import type { HostPicture } from '../../../finding/fold.ts';
import { KIND_TITLES, OS_TITLES } from '../../../finding/titles.ts';
import { limitText } from '../../limit-text.ts';
import type { Registered } from '../../registered.ts';
import { osName } from '../facts-of.ts';
import type { ReportOptions } from '../format.ts';
import { element } from './markup.ts';
import { OS_VENDORS } from './os.data.ts';
import { portsElement } from './ports.ts';
import { REASONS, UNKNOWN } from './reasons.data.ts';
import { seconds } from './times.ts';

const NAMES_MOST = 64;

export interface HostContext {
  readonly registered: Registered;
  /** TCP was asked by full connections. */
  readonly connects: boolean;
  readonly options: ReportOptions;
}

/** With a line end. `begun`, `ended`: seconds. */
export function hostElement(picture: HostPicture, context: HostContext): string {
  const { ip, host, identity, path } = picture;
  const time = host === null ? undefined : seconds(host.time);
  const reason = host === null ? UNKNOWN : REASONS[host.reason];
  const content = [
    element('status', { state: 'up', reason, reason_ttl: host?.ttl ?? 0 }),
    element('address', { addr: ip, addrtype: 'ipv4' }),
    ...(host?.mac === undefined
      ? []
      : [element('address', { addr: host.mac.toUpperCase(), addrtype: 'mac', vendor: host.vendor })]),
    hostNames(picture),
    portsElement(picture, context, context.options).trimEnd(),
    ...(identity?.os === undefined ? [] : [osElement(picture, identity)]),
    ...(host?.hops === undefined ? [] : [element('distance', { value: host.hops + 1 })]),
    ...limitElements(picture),
    ...(path === null ? [] : [traceElement(path)]),
  ];
  const lines = content.filter((each) => each !== '').join('\n');
  return `${element('host', { starttime: time, endtime: time }, `${lines}\n`)}\n`;
}

/** nmap has no word for it but what its scripts say of a host. */
function limitElements(picture: HostPicture): string[] {
  const texts = countedEnds(picture).map(limitText).filter(Boolean);
  return texts.map((output) => element('hostscript', {}, element('script', { id: 'portolan-limit', output })));
}

/** Always there, also empty: readers count on it. */
function hostNames({ host, identity, clues }: HostPicture): string {
  const names = new Map<string, string | undefined>();
  const add = (name: string, type: string | undefined): void => {
    if (names.size < NAMES_MOST && (names.get(name) === undefined || !names.has(name))) names.set(name, type);
  };
  for (const { name, source } of host?.names ?? []) add(name, typeOf(source));
  for (const { value, source } of clues?.about('name') ?? []) add(value, typeOf(source));
  if (identity?.name !== undefined) add(identity.name, undefined);
  const elements = [...names].map(([name, type]) => `${element('hostname', { name, type })}\n`);
  return `<hostnames>\n${elements.join('')}</hostnames>`;
}

/** nmap knows two: what the user typed, and reverse DNS. */
function typeOf(source: ClueFact['source']): 'user' | 'PTR' | undefined {
  if (source === 'target') return 'user';
  return source === 'reverse-dns' ? 'PTR' : undefined;
}

function osElement({ ports }: HostPicture, identity: IdentityFact): string {
  const { os, kind, vendor, model } = identity;
  if (os === undefined) return '';
  const all = [...(ports?.all() ?? [])].filter(({ proto }) => proto === 'tcp');
  const used = (['open', 'closed'] as const).flatMap((state) => {
    const port = all.find((each) => each.state === state);
    return port === undefined ? [] : [element('portused', { state, proto: port.proto, portid: port.port })];
  });
  const type = kind === undefined ? 'general purpose' : KIND_TITLES[kind.is];
  const match = (name: string, family: keyof typeof OS_TITLES, confidence: number, osgen?: string): string => {
    const accuracy = Math.round(confidence * 100);
    const maker = OS_VENDORS[family] ?? vendor ?? 'unknown';
    const osclass = element('osclass', { type, vendor: maker, osfamily: OS_TITLES[family] ?? family, osgen, accuracy });
    return element('osmatch', { name, accuracy, line: 0 }, osclass);
  };
  const name = [osName(identity), model === undefined ? '' : `(${model})`].filter(Boolean).join(' ');
  const matches = [
    match(name, os.family, os.confidence, os.version),
    ...os.others.map(({ family, confidence }) => match(OS_TITLES[family] ?? family, family, confidence)),
  ];
  return `<os>${[...used, ...matches].join('\n')}</os>`;
}

function traceElement({ method, steps }: PathFact): string {
  const hops = steps.flatMap(({ ip, rttMs }, index) =>
    ip === undefined ? [] : [element('hop', { ttl: index + 1, ipaddr: ip, rtt: rttMs?.toFixed(2) ?? '--' })],
  );
  return element('trace', { proto: method }, hops.join('\n'));
}
