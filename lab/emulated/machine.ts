// A host that lives: what is fixed about it in the form that packets need, and what it remembers.
import { addressNumber, dotted, labAddress, prefixRange } from '../network/addresses.ts';
import { seeded } from '../network/random.ts';
import type { ArpManner, Datagrams, EmulatedHost, Identification, OptionLayout, Place, Stack, Talk } from './host.ts';

/** What a SYN offers, as bits: an index into `templates`. */
export const OFFERS = { scale: 1, sack: 2, timestamps: 4 } as const;

/** The options of a SYN-ACK, ready but for the timestamps. */
export interface OptionTemplate {
  readonly bytes: Uint8Array;
  /** Where the timestamps' value stands; -1: there are none. */
  readonly timestampsAt: number;
}

export interface Machine {
  readonly host: EmulatedHost;
  readonly stack: Stack;
  readonly address: number;
  readonly mac: Uint8Array;
  readonly twin: Uint8Array | null;
  readonly arp: ArpManner;
  /** For proxy ARP; empty where it is none: last is below first. */
  readonly proxyFirst: number;
  readonly proxyLast: number;
  /** A bit for each TCP port. */
  readonly open: Uint8Array;
  readonly tcp: ReadonlyMap<number, Talk>;
  readonly udp: ReadonlyMap<number, Datagrams>;
  readonly templates: readonly OptionTemplate[];
  readonly hides: boolean;
  /** Null: it is told to nobody. */
  readonly mask: number | null;
  readonly isSilent: boolean;
  readonly latencyMs: number;
  readonly loss: number;
  readonly random: () => number;
  /** Of `identification`. */
  counter: number;
  readonly timestampBase: number;
  /** Asked in a row, and when last: for `nth`. */
  asks: number;
  askedAt: number;
  errorTokens: number;
  errorAt: number;
}

export function createMachine(host: EmulatedHost, place: Place): Machine {
  const address = addressNumber(labAddress(place.address));
  const mac = macOf(host.macPrefix, address);
  const random = seeded(`${host.name} ${place.address}`);
  const arp = place.arp ?? host.arp ?? { is: 'normal' };
  const hides = place.hides === true;
  const self = { address: place.address, mac: macText(mac) };
  const { tcp = {}, udp = {} } = hides ? {} : (host.ports?.(self) ?? {});
  const open = new Uint8Array(8192);
  for (const port of Object.keys(tcp).map(Number)) open[port >>> 3] |= 1 << (port & 7);
  const [proxyFirst, proxyLast] = arp.is === 'proxy' ? [addressNumber(arp.first), addressNumber(arp.last)] : [1, 0];
  return {
    ...{ host, stack: host.stack, address, mac, arp, proxyFirst, proxyLast, open, hides, random },
    mask: place.mask === undefined ? null : addressNumber(place.mask),
    twin: arp.is === 'twins' ? Uint8Array.from(Buffer.from(arp.mac.replaceAll(':', ''), 'hex')) : null,
    tcp: new Map(Object.entries(tcp).map(([port, talk]) => [Number(port), talk])),
    udp: new Map(Object.entries(udp).map(([port, talk]) => [Number(port), talk])),
    templates: Array.from({ length: 8 }, (_, offers) => templateOf(host.stack, offers)),
    isSilent: hides || host.closed === 'silent',
    latencyMs: place.latencyMs ?? host.latencyMs ?? 0,
    loss: ((place.lossPercent ?? host.lossPercent ?? 0) / 100) * 2 ** 32,
    counter: random() & 0xffff,
    timestampBase: random(),
    ...{ asks: 0, askedAt: 0, errorTokens: host.stack.icmp.errorLimit?.burst ?? 0, errorAt: 0 },
  };
}

/** The maker's three bytes, then those of the address that differ in a network. */
export function macOf(prefix: string, address: number): Uint8Array {
  const bytes = Buffer.from(prefix.replaceAll(':', ''), 'hex');
  if (bytes.length !== 3) throw new Error(`"${prefix}" is no maker's prefix`);
  return Uint8Array.of(...bytes, (address >>> 16) & 255, (address >>> 8) & 255, address & 255);
}

export function macText(mac: Uint8Array): string {
  return [...mac].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

function applies(when: string, offers: number): boolean {
  for (const [, no, letter] of when.matchAll(/(!?)([wst])/g)) {
    const bit = letter === 'w' ? OFFERS.scale : letter === 's' ? OFFERS.sack : OFFERS.timestamps;
    if (((offers & bit) !== 0) === (no === '!')) return false;
  }
  return true;
}

function tokensOf(options: OptionLayout, offers: number): string[] {
  return options.flatMap(([when, tokens]) => (applies(when, offers) ? tokens.split(' ') : []));
}

/** RFC 9293 section 3.1, RFC 7323, RFC 2018; filled up to whole words with end-of-options. */
function templateOf({ options, mss, windowScale }: Stack, offers: number): OptionTemplate {
  const bytes: number[] = [];
  let timestampsAt = -1;
  for (const token of tokensOf(options, offers)) {
    if (token === 'M') bytes.push(2, 4, mss >> 8, mss & 255);
    else if (token === 'W') bytes.push(3, 3, windowScale);
    else if (token === 'S') bytes.push(4, 2);
    else if (token === 'N') bytes.push(1);
    else if (token === 'E') bytes.push(0);
    else if (token === 'T') {
      timestampsAt = bytes.length + 2;
      bytes.push(8, 10, 0, 0, 0, 0, 0, 0, 0, 0);
    } else throw new Error(`"${token}" is no option`);
  }
  while (bytes.length % 4 !== 0) bytes.push(0);
  return { bytes: Uint8Array.from(bytes), timestampsAt };
}

/** The number of the next packet. */
export function nextIdentification(machine: Machine, how: Identification): number {
  if (how === 'zero') return 0;
  if (how === 'random') return machine.random() & 0xffff;
  machine.counter = (machine.counter + 1) & 0xffff;
  return machine.counter;
}

export function isOpen({ open }: Machine, port: number): boolean {
  return (open[port >>> 3] & (1 << (port & 7))) !== 0;
}

/** What the timestamp clock shows. */
export function timestampNow({ timestampBase, stack }: Machine, now: number): number {
  return (timestampBase + Math.floor((now * stack.timestampRate) / 1000)) >>> 0;
}

/** Whether a network's address range holds all places: a mistake in a test is told here. */
export function checkPlaces(places: readonly Place[], network: string): void {
  const [first, last] = prefixRange(network);
  for (const { address, host } of places) {
    const number = addressNumber(address);
    if (number <= first || number >= last) throw new Error(`${host}: ${address} is not inside ${network}`);
  }
  const all = places.map(({ address }) => address);
  const twice = all.find((address, index) => all.indexOf(address) !== index);
  if (twice !== undefined) throw new Error(`${dotted(addressNumber(twice))} is given twice`);
}
