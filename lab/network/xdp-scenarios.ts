// Scenarios whose hosts answer from XDP, in the driver of their interface: no kernel behind them is the bottleneck.
import { addressRun } from './addresses.ts';
import type { Link, Scenario, XdpResponder } from './scenario.ts';
import { hidden, SCANNER, TARGET, TARGET_NETWORK } from './scenario-parts.ts';

/** All of this network's addresses, or the first 16 from .1. */
const NETWORK = '198.19.0.0/24';

/** Ports 80, 1080, 2080 ... 65080. */
const MODULUS = { kind: 'modulus', modulus: 1000, remainder: 80 } as const;

const TRUE_TO_THEIR_WORD = { lossPercent: 0, limit: null, dropsAll: false } as const;

function run(count: number): Pick<XdpResponder, 'first' | 'count'> {
  return { first: count === 256 ? '198.19.0.0' : '198.19.0.1', count };
}

function xdpLink(responder: XdpResponder, prefixLength: number): Link {
  return {
    kind: 'xdp',
    ends: [
      { node: 'scanner', interface: 'eth0', address: `${SCANNER}/${prefixLength}` },
      { node: 'target', interface: 'eth0', address: `${TARGET}/${prefixLength}` },
    ],
    responder,
  };
}

function scenario(name: string, about: string, responder: XdpResponder): Scenario {
  return {
    name,
    about,
    nodes: [
      { name: 'scanner', routes: [{ to: TARGET_NETWORK, via: TARGET }] },
      { name: 'target', owns: [NETWORK] },
    ],
    links: [xdpLink(responder, 24)],
    targets: responder.count === 256 ? [NETWORK] : addressRun(responder.first, responder.count),
    ports: null,
  };
}

function listed(count: number, ports: number, seed: string): XdpResponder {
  const { first } = run(count);
  const found = hidden(addressRun(first, count), ports, seed);
  const open = Object.fromEntries(found.map((listener) => [listener.address, listener.ports]));
  return { ...run(count), open: { kind: 'list', ports: open }, ...TRUE_TO_THEIR_WORD };
}

export function modulus(count: 16 | 256): Scenario {
  return scenario(
    count === 16 ? 'xdp-modulus' : 'xdp-modulus-24',
    `${count} hosts that answer from XDP, open are ports 80, 1080, 2080 ... 65080`,
    { ...run(count), open: MODULUS, ...TRUE_TO_THEIR_WORD },
  );
}

/** A million open ports: 4,095 of each host, too few for a tarpit. */
export function million(): Scenario {
  return scenario('xdp-million', '256 hosts that answer from XDP, open are ports 16, 32, 48 ... 65520', {
    ...run(256),
    open: { kind: 'modulus', modulus: 16, remainder: 0 },
    ...TRUE_TO_THEIR_WORD,
  });
}

export function set(count: 16 | 256, seed: string): Scenario {
  const name = count === 16 ? 'xdp-set' : 'xdp-set-24';
  return scenario(name, `${count} hosts that answer from XDP, 8 open ports each`, listed(count, 8, seed));
}

export function share(seed: string): Scenario {
  return scenario('xdp-share', '256 hosts that answer from XDP, 1 port of 4096 open', {
    ...run(256),
    open: { kind: 'share', seed, share: 1 / 4096 },
    ...TRUE_TO_THEIR_WORD,
  });
}

export function loss(seed: string): Scenario {
  const responder = { ...listed(16, 8, seed), lossPercent: 5 };
  return scenario('xdp-loss-5', '16 hosts that answer from XDP, 5 % of packets lost each way', responder);
}

export function limited(seed: string): Scenario {
  const responder = { ...listed(4, 8, seed), limit: { hosts: 1, resetsPerSecond: 200 } };
  return scenario('xdp-limited', '4 hosts that answer from XDP, the first sends 200 RSTs a second', responder);
}

export function drop(): Scenario {
  return scenario('xdp-drop', '256 hosts that swallow everything in XDP', {
    ...run(256),
    open: { kind: 'list', ports: {} },
    ...TRUE_TO_THEIR_WORD,
    dropsAll: true,
  });
}

/** The same ports as in `modulus`, by UDP. */
export function udp(): Scenario {
  const responder = { ...run(16), open: MODULUS, ...TRUE_TO_THEIR_WORD, answers: ['udp'] } as const;
  const about = '16 hosts that answer UDP from XDP, and say by ICMP what is closed; open are ports 80, 1080 ... 65080';
  return { ...scenario('xdp-udp', about, responder), protocol: 'udp' };
}

/** One port of this many is open, which ones a hash of address and port says. */
const UDP_PORTS_TO_OPEN = 1024;

export function udpHashed(count: 16 | 256, seed: string): Scenario {
  const open = { kind: 'share', seed, share: 1 / UDP_PORTS_TO_OPEN } as const;
  const responder = { ...run(count), open, ...TRUE_TO_THEIR_WORD, answers: ['udp'] } as const;
  const name = count === 16 ? 'xdp-udp-hashed' : 'xdp-udp-hashed-24';
  const about = `${count} hosts that answer UDP from XDP, 1 port of ${UDP_PORTS_TO_OPEN} open, and say by ICMP what is closed`;
  return { ...scenario(name, about, responder), protocol: 'udp' };
}

/** A sixteenth of the addresses: too many to be guessed, too few for a scan of all of them to be the quickest. */
const THERE = 1 / 16;

export function echo(seed: string): Scenario {
  const responder: XdpResponder = {
    first: '198.19.0.0',
    count: 65_536,
    open: { kind: 'list', ports: {} },
    ...TRUE_TO_THEIR_WORD,
    answers: ['icmp'],
    there: { seed, share: THERE },
  };
  const about = 'a /16 of which 1 address in 16 answers echo requests from XDP, and nothing else';
  const base = scenario('xdp-echo', about, responder);
  // The kernel behind must not answer for them.
  return { ...base, nodes: [base.nodes[0], { name: 'target' }], targets: [TARGET_NETWORK] };
}

/** Both networks lie on the wire: the hosts are the scanner's neighbours. */
const ON_LINK = { first: '198.18.16.0', count: 4096, targets: '198.18.16.0/20', prefixLength: 18 } as const;

export function arp(seed: string): Scenario {
  const { first, count, targets, prefixLength } = ON_LINK;
  const responder: XdpResponder = {
    first,
    count,
    open: { kind: 'list', ports: {} },
    ...TRUE_TO_THEIR_WORD,
    answers: ['arp', 'icmp', 'tcp'],
    there: { seed, share: THERE },
  };
  const about =
    'a /20 on the own link of which 1 address in 16 answers ARP from XDP, and echo requests, and RST to SYNs';
  return {
    name: 'xdp-arp',
    about,
    nodes: [{ name: 'scanner' }, { name: 'target' }],
    links: [xdpLink(responder, prefixLength)],
    targets: [targets],
    ports: null,
  };
}
