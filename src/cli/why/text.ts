// All that is known about one host, for reading: what it comes to first, then piece by piece who said it, when, and how it was
// asked. Strangers wrote most of it: everything is escaped.
import type { ClueFact, IdentityFact, NetworkFact } from '../../finding/finding.ts';
import type { HostPicture } from '../../finding/fold.ts';
import { evidenceOf } from '../../finding/join.ts';
import { KIND_TITLES, OS_TITLES } from '../../finding/titles.ts';
import { escapeText } from '../../report/escape.ts';
import { percent, roundTrip } from '../../report/format.ts';
import { identityText, kindText, osText } from '../../report/identity-text.ts';
import { limitText } from '../../report/limit-text.ts';
import { networkName, networkText } from '../../report/network-list.ts';
import type { Style } from '../../report/style.ts';
import { evidenceText } from './evidence-text.ts';
import { portLines } from './port-text.ts';

/** A heading, and the lines below it; of none it is left out. */
type Section = readonly [heading: string, lines: readonly string[]];

/** `networks`: in which it is. */
export function whyText(host: HostPicture, networks: readonly NetworkFact[], style: Style): string {
  const sections: readonly Section[] = [
    ['Who it is', whoLines(host.identity)],
    ['What does not go together', (host.identity?.contradictions ?? []).map(escapeText)],
    ['How it was found', hostLines(host)],
    ['The network it is in', networks.map((fact) => `${networkName(fact)}  ${networkText(fact)}`)],
    ['What was said of it', clueLines(host.clues?.all() ?? [])],
    ['Its ports', portLines(host, style)],
    ['What its ports came to', host.ends.map(endLine)],
  ];
  const who = identityText(host.identity);
  const blocks = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([heading, lines]) => `${style.bold(heading)}\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n`);
  return `${[`${style.bold(host.ip)}${who === '' ? '' : `  ${who}`}\n`, ...blocks].join('\n')}\n`;
}

function whoLines(identity: IdentityFact | null): readonly string[] {
  if (identity === null) return [];
  const { name, vendor, model, serial, kind, os, time, stage } = identity;
  const plain = [
    ['name', name],
    ['maker', vendor],
    ['model', model],
    ['serial', serial],
  ].flatMap(([label, value]) => (value === undefined ? [] : [`${label!.padEnd(8)}${escapeText(value)}`]));
  const ofKind =
    kind === undefined
      ? []
      : verdictLines(
          `${'kind'.padEnd(8)}${kindText(identity)}`,
          kind.confidence,
          kind.because,
          kind.others.map((each) => [KIND_TITLES[each.is] ?? each.is, each.confidence]),
        );
  const ofOs =
    os === undefined
      ? []
      : verdictLines(
          `${'system'.padEnd(8)}${osText(identity)}`,
          os.confidence,
          os.because,
          os.others.map((each) => [OS_TITLES[each.family] ?? each.family, each.confidence]),
        );
  return [...plain, ...ofKind, ...ofOs, `as the stage ${stage} had it at ${time}`];
}

function verdictLines(
  first: string,
  confidence: number,
  because: readonly string[],
  others: readonly (readonly [string, number])[],
): readonly string[] {
  const reasons = because.map((each) => `${' '.repeat(8)}because ${escapeText(each)}`);
  const runnersUp = others.map(([what, share]) => `${escapeText(what)} ${percent(share)}`).join(', ');
  const rest = runnersUp === '' ? [] : [`${' '.repeat(8)}rather than ${runnersUp}`];
  return [`${first}, ${percent(confidence)}`, ...reasons, ...rest];
}

function hostLines({ host }: HostPicture): readonly string[] {
  if (host === null) return [];
  const { mac, vendor, localMac, names, rttMs, ttl, hops } = host;
  const maker = localMac === true ? '(local address)' : vendor === undefined ? '' : `(${escapeText(vendor)})`;
  const far = [
    rttMs === undefined ? '' : `round trip ${roundTrip(rttMs)}`,
    ttl === undefined ? '' : `TTL ${ttl}`,
    hops === undefined ? '' : `${hops} routers on the way back`,
  ].filter(Boolean);
  return [
    ...evidenceOf(host).map((each) => `up: ${evidenceText(each)}`),
    ...(mac === undefined ? [] : [`MAC address ${mac} ${maker}`]),
    ...(names ?? []).map(({ name, source }) => `name ${escapeText(name)}, from ${escapeText(source)}`),
    ...(far.length === 0 ? [] : [far.join(', ')]),
  ];
}

/** By what they are about, the surest first. */
function clueLines(clues: readonly ClueFact[]): readonly string[] {
  const sorted = clues.toSorted(
    (one, other) =>
      (one.about < other.about ? -1 : one.about > other.about ? 1 : 0) || other.confidence - one.confidence,
  );
  const width = sorted.reduce((most, { about }) => Math.max(most, about.length), 0);
  return sorted.map((clue) => {
    const { about, value, family, version, source, proto, port, confidence, text, stage, time } = clue;
    const system = [family === undefined ? '' : (OS_TITLES[family] ?? family), version ?? ''].filter(Boolean);
    const isSaid = system.every((each) => value.includes(each));
    const what = [escapeText(value), isSaid ? '' : `(${escapeText(system.join(' '))})`].filter(Boolean);
    const where = port === undefined ? source : `${source} on port ${port}/${proto}`;
    const said = text === undefined ? '' : `: "${escapeText(text)}"`;
    return `${about.padEnd(width)}  ${what.join(' ')}  from ${where}, ${percent(confidence)}, stage ${stage}, ${time}${said}`;
  });
}

function endLine(end: HostPicture['ends'][number]): string {
  const { stage, open, closed, filtered, openFiltered = 0, answersAll, time } = end;
  const counts = [
    [open, 'open'],
    [closed, 'closed'],
    [openFiltered, 'open|filtered'],
    [filtered, 'filtered'],
  ] as const;
  const told = counts.filter(([count]) => count > 0).map(([count, state]) => `${count} ${state}`);
  const more = [answersAll === true ? 'answers on every port' : '', limitText(end)];
  return `${stage}: ${[...told, ...more].filter(Boolean).join(', ') || 'nothing'}, ${time}`;
}
