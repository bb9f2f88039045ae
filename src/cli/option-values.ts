// Readers of option values. Each gives the value or throws commander's InvalidArgumentError, which names option and value.
import { InvalidArgumentError } from 'commander';
import { ENGINES, type EngineName, engineNamed } from '../scan/engine-name.ts';
import { communityFault } from '../survey/communities.ts';
import { isTraceBy } from '../survey/trace-by.ts';
import { serverFault } from '../survey/world/name-servers.ts';
import { splitTargets } from '../target/pasted.ts';
import { parseIpv4 } from '../wire/address.ts';
import { ACK, CWR, ECE, FIN, PSH, RST, SYN, URG } from '../wire/tcp.ts';

const SEED_MAX = 1000;

export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** A whole number of at least `least` and at most `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

const MULTIPLES: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6 };

/** Probes a second, at least 1 and at most `most`: `1000`, `10k`, `1.5M`, `10kpps`. What is left of one probe is left out. */
export function rate(most: number): (text: string) => number {
  return (text) => {
    const match = /^(\d{1,15}(?:\.\d{1,9})?)([km]?)(?:pps|\/s)?$/i.exec(text);
    const value = match === null ? 0 : Math.floor(Number(match[1]) * MULTIPLES[match[2].toLowerCase()] + 1e-6);
    if (value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`Give probes a second from 1 to ${most}: 500, 10k, 1.5M.`);
  };
}

const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, '': 1000, min: 60_000 };

/** A time as `0.2` (seconds), `200ms`, `1s`, `2min`, within both ends; gives milliseconds. The ends are text as well. */
export function duration(least: string, most: string): (text: string) => number {
  const [from, to] = [milliseconds(least), milliseconds(most)];
  return (text) => {
    const value = milliseconds(text);
    if (value >= from && value <= to) return value;
    throw new InvalidArgumentError(`Give seconds, or a time such as 200ms, from ${least} to ${most}.`);
  };
}

function milliseconds(text: string): number {
  const match = /^(\d{1,9}\.?\d{0,9}|\.\d{1,9})(us|ms|s|min|)$/.exec(text);
  return match === null ? Number.NaN : Number(match[1]) * UNITS[match[2]];
}

export function engineName(text: string): EngineName {
  const name = engineNamed(text);
  if (name === undefined) throw new InvalidArgumentError(`Give auto, ${ENGINES.join(', ')}.`);
  return name;
}

/** A byte as a decimal number or as `0xb8`. */
export function byte(text: string): number {
  const value = /^(\d{1,3}|0x[\da-f]{1,2})$/i.test(text) ? Number(text) : 256;
  if (value > 255) throw new InvalidArgumentError('Give 0 to 255, or 0x00 to 0xff.');
  return value;
}

export function ipv4Address(text: string): number {
  const address = parseIpv4(text);
  if (address === null) throw new InvalidArgumentError('Give an IPv4 address.');
  return address;
}

/** `auto`, `one`, or addresses with commas between. */
export function sources(text: string): 'auto' | 'one' | string[] {
  if (text === 'auto' || text === 'one') return text;
  const addresses = text.split(',');
  const wrong = addresses.find((each) => parseIpv4(each) === null);
  if (wrong !== undefined) throw new InvalidArgumentError('Give auto, one, or IPv4 addresses with commas between.');
  return addresses;
}

const TCP_FLAGS: Readonly<Record<string, number>> = { F: FIN, S: SYN, R: RST, P: PSH, A: ACK, U: URG, E: ECE, C: CWR };

/** `SA` as the bits of SYN and ACK. */
export function tcpFlags(text: string): number {
  if (!/^[FSRPAUEC]{1,8}$/i.test(text)) {
    throw new InvalidArgumentError('Give letters of FIN, SYN, RST, PSH, ACK, URG, ECE, CWR: S, SA, F ...');
  }
  return [...text.toUpperCase()].reduce((bits, letter) => bits | TCP_FLAGS[letter], 0);
}

const DATA_MAX = 65_455; // what IPv4 and TCP headers of full length leave of 65,535 bytes

/** Text as UTF-8, or bytes as `hex:0a1b`. */
export function data(text: string): Uint8Array {
  const hex = /^hex:((?:[\da-f]{2})*)$/i.exec(text);
  if (hex === null && text.startsWith('hex:')) throw new InvalidArgumentError('Give two hex digits a byte: hex:0a1b.');
  const bytes = hex === null ? new TextEncoder().encode(text) : Uint8Array.from(Buffer.from(hex[1], 'hex'));
  if (bytes.length > DATA_MAX) throw new InvalidArgumentError(`Give at most ${DATA_MAX} bytes.`);
  return bytes;
}

/** How many bytes, as many as `data` takes. */
export const dataSize = wholeNumber(0, DATA_MAX);

/** `2/4`: the second of four shares. */
export function shard(text: string): Shard {
  const match = /^(\d{1,5})\/(\d{1,5})$/.exec(text);
  const [index, count] = match === null ? [0, 0] : [Number(match[1]), Number(match[2])];
  if (index < 1 || index > count) throw new InvalidArgumentError('Give this share and how many there are: 1/4 to 4/4.');
  return { index, count };
}

const TIMINGS = ['paranoid', 'sneaky', 'polite', 'normal', 'aggressive', 'insane'];

/** nmap's `-T`: 0 to 5, or its name. */
export function timing(text: string): number {
  const named = TIMINGS.indexOf(text.toLowerCase());
  const value = /^[0-5]$/.test(text) ? Number(text) : named;
  if (value < 0) throw new InvalidArgumentError('Give 0 to 5.');
  return value;
}

/** Any text but an option that was taken for it: `--pcap --json`. */
export function plainText(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty.');
  if (text.length > 1 && text.startsWith('-')) throw new InvalidArgumentError('That is an option, not a value.');
  return text;
}

/** SNMP communities, with commas between; what is wrong with them is said without them. */
export function communities(text: string): string[] {
  const all = text.split(',');
  const fault = communityFault(all);
  if (fault !== null) throw new InvalidArgumentError(fault);
  return [...new Set(all)];
}

/** Addresses of name servers, with commas between. */
export function nameServers(text: string): string[] {
  const all = text.split(',').map((each) => each.trim());
  const fault = serverFault(all);
  if (fault !== null) throw new InvalidArgumentError(fault);
  return [...new Set(all)];
}

/** A protocol, and of TCP and UDP a port: `tcp:443`. */
export function traceBy(text: string): string {
  if (!isTraceBy(text)) throw new InvalidArgumentError('Give tcp, udp or icmp, or with a port: tcp:443.');
  return text;
}

export function seedText(text: string): string {
  if (text === '' || text.length > SEED_MAX) throw new InvalidArgumentError(`Give 1 to ${SEED_MAX} characters.`);
  return text;
}

/** Adds to the values given before. */
export function gathered(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), plainOrStdin(text)];
}

/** Several of them, a line each: as the files of a config file come. */
export function gatheredLines(text: string, before: readonly string[] | undefined): string[] {
  return text.split('\n').reduce((all: readonly string[] | undefined, line) => gathered(line, all), before) as string[];
}

/** A list of addresses or names, with commas between them as nmap has it; commas inside an octet stay. */
export function gatheredTargets(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), ...splitTargets(plainText(text))];
}

function plainOrStdin(text: string): string {
  return text === '-' ? text : plainText(text);
}
