// Scenarios whose hosts answer from XDP, in the driver of their interface: no kernel behind them is the bottleneck.
import { addressRun } from './addresses.ts';
import type { Scenario, XdpResponder } from './scenario.ts';
import { hidden, SCANNER, TARGET, TARGET_NETWORK } from './scenario-parts.ts';

/** All of this network's addresses, or the first 16 from .1. */
const NETWORK = '198.19.0.0/24';

const TRUE_TO_THEIR_WORD = { lossPercent: 0, limit: null, dropsAll: false } as const;

function run(count: number): Pick<XdpResponder, 'first' | 'count'> {
  return { first: count === 256 ? '198.19.0.0' : '198.19.0.1', count };
}

function scenario(name: string, about: string, responder: XdpResponder): Scenario {
  return {
    name,
    about,
    nodes: [
      { name: 'scanner', routes: [{ to: TARGET_NETWORK, via: TARGET }] },
      { name: 'target', owns: [NETWORK] },
    ],
    links: [
      {
        kind: 'xdp',
        ends: [
          { node: 'scanner', interface: 'eth0', address: `${SCANNER}/24` },
          { node: 'target', interface: 'eth0', address: `${TARGET}/24` },
        ],
        responder,
      },
    ],
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
    { ...run(count), open: { kind: 'modulus', modulus: 1000, remainder: 80 }, ...TRUE_TO_THEIR_WORD },
  );
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
