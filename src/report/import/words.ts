// Values of other programs' files, held to the vocabulary: strangers may have written them.
import type { HostFact, PortReason } from '../../finding/finding.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { REASONS } from '../formats/xml/reasons.data.ts';

const TEXT_MOST = 1024;
/** 9999-12-31: of later times a line has no room. */
const SECONDS_MOST = 253_402_300_799;

/** Bounded, and none where it is empty. */
export function words(text: unknown): string | undefined {
  return typeof text === 'string' && text !== '' ? text.slice(0, TEXT_MOST).toWellFormed() : undefined;
}

export function address(text: unknown): string | undefined {
  return typeof text === 'string' && parseIpv4(text) !== null ? text : undefined;
}

/** A whole number from `least` to `most`, of text or a number. */
export function wholeNumber(value: unknown, least: number, most: number): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most
    ? number
    : undefined;
}

/** Seconds since 1970 as the time of a line. */
export function timeOf(value: unknown): string | undefined {
  const seconds = wholeNumber(value, 0, SECONDS_MOST);
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
}

export function protocol(text: unknown): 'tcp' | 'udp' | undefined {
  return text === 'tcp' || text === 'udp' ? text : undefined;
}

const STATES = ['open', 'closed', 'filtered', 'open|filtered'] as const;

export function portState(text: unknown): (typeof STATES)[number] | undefined {
  return STATES.find((state) => state === text);
}

/** nmap's word, or our own, for what came back; masscan writes the flags of the answer. */
const OURS = new Map<string, HostFact['reason']>([
  ...Object.entries(REASONS).map(([ours, theirs]) => [theirs, ours as HostFact['reason']] as const),
  ...Object.keys(REASONS).map((ours) => [ours, ours as HostFact['reason']] as const),
  ['syn-ack', 'syn-ack'],
  ['rst-ack', 'rst'],
  ['arp-response', 'arp-reply'],
  ['localhost-response', 'local'],
  ['unknown-response', 'imported'],
]);

/** Where they have no such word: another program said so. */
export function hostReason(text: unknown): HostFact['reason'] {
  return (typeof text === 'string' ? OURS.get(text) : undefined) ?? 'imported';
}

export function portReason(text: unknown): PortReason {
  const reason = hostReason(text);
  return isOfHosts(reason) ? 'imported' : reason;
}

const OF_HOSTS = [
  ...['arp-reply', 'neighbour-table', 'local', 'heard', 'echo-reply', 'timestamp-reply', 'mask-reply'],
] as const;

function isOfHosts(reason: HostFact['reason']): reason is Exclude<HostFact['reason'], PortReason> {
  return (OF_HOSTS as readonly string[]).includes(reason);
}
