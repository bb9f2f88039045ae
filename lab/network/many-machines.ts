// Scenarios of several machines: bridges, routers, narrow links, hosts that are a program.
import { addressRun } from './addresses.ts';
import { passOnly } from './rules.ts';
import type { Node, Responder, Scenario, Shape } from './scenario.ts';
import { directWire, hidden, SCANNER, TARGET, TARGET_NETWORK } from './scenario-parts.ts';

export function lan(seed: string): Scenario {
  const hosts = addressRun('198.18.0.10', 5);
  const listeners = hidden(hosts, 6, seed);
  const fenced = hosts.length - 1;
  return {
    name: 'lan',
    about: '5 machines on a bridge, the last drops all but 1 port; the other addresses are absent',
    nodes: [
      { name: 'scanner' },
      ...hosts.map(
        (address, index): Node => ({
          name: `host-${index + 1}`,
          hosts: [address],
          // Every second machine listens on all its addresses, as servers do.
          listeners: [{ address: index % 2 === 0 ? address : '0.0.0.0', ports: listeners[index].ports }],
          rules: index === fenced ? [passOnly([[address, listeners[index].ports[0]]], 'drop', address)] : [],
        }),
      ),
    ],
    links: [
      {
        kind: 'bridge',
        ends: [
          { node: 'scanner', interface: 'eth0', address: `${SCANNER}/24` },
          ...hosts.map((address, index) => ({
            node: `host-${index + 1}`,
            interface: 'eth0',
            address: `${address}/24`,
          })),
        ],
      },
    ],
    targets: ['198.18.0.10-30'],
    ports: null,
  };
}

export function routed(seed: string): Scenario {
  const hosts = addressRun('198.19.0.10', 3);
  const listeners = hidden(hosts, 6, seed);
  return {
    name: 'routed',
    about: '3 machines behind a router; the other addresses there are absent',
    nodes: [
      { name: 'scanner', routes: [{ to: 'default', via: TARGET }] },
      { name: 'router', forwards: true },
      ...hosts.map(
        (address, index): Node => ({
          name: `host-${index + 1}`,
          hosts: [address],
          routes: [{ to: 'default', via: '198.19.0.1' }],
          listeners: [listeners[index]],
        }),
      ),
    ],
    links: [
      {
        kind: 'wire',
        ends: [
          { node: 'scanner', interface: 'eth0', address: `${SCANNER}/24` },
          { node: 'router', interface: 'eth0', address: `${TARGET}/24` },
        ],
      },
      {
        kind: 'bridge',
        ends: [
          { node: 'router', interface: 'eth1', address: '198.19.0.1/24' },
          ...hosts.map((address, index) => ({
            node: `host-${index + 1}`,
            interface: 'eth0',
            address: `${address}/24`,
          })),
        ],
      },
    ],
    targets: ['198.19.0.10-20'],
    ports: null,
  };
}

const NARROW: Shape = { megabitsPerSecond: 20, queuePackets: 50 };

/** Scanner, a router that shapes both ways, and the hosts: neither end of the measurement shapes its own traffic. */
export function bottleneck(seed: string): Scenario {
  const hosts = addressRun('198.19.0.1', 2);
  return {
    name: 'bottleneck',
    about: '2 hosts behind 20 Mbit/s with a queue of 50 packets, both ways',
    nodes: [
      { name: 'scanner', routes: [{ to: 'default', via: TARGET }] },
      { name: 'router', forwards: true, routes: [{ to: TARGET_NETWORK, via: '198.51.100.2' }] },
      {
        name: 'target',
        owns: [TARGET_NETWORK],
        routes: [{ to: 'default', via: '198.51.100.1' }],
        hosts,
        listeners: hidden(hosts, 8, seed),
      },
    ],
    links: [
      {
        kind: 'wire',
        ends: [
          { node: 'scanner', interface: 'eth0', address: `${SCANNER}/24` },
          { node: 'router', interface: 'eth0', address: `${TARGET}/24`, shape: NARROW },
        ],
      },
      {
        kind: 'wire',
        ends: [
          { node: 'router', interface: 'eth1', address: '198.51.100.1/24', shape: NARROW },
          { node: 'target', interface: 'eth0', address: '198.51.100.2/24' },
        ],
      },
    ],
    targets: hosts,
    ports: null,
  };
}

export function bottleneckFar(seed: string): Scenario {
  const hosts = addressRun('198.19.0.1', 2);
  const ports = Object.fromEntries(hidden(hosts, 8, seed).map((listener) => [listener.address, listener.ports]));
  const responder: Responder = { hosts, open: { kind: 'list', ports }, delayMs: 20 };
  return {
    name: 'bottleneck-20ms',
    about: 'as bottleneck, with 20 ms of round-trip time',
    nodes: [
      { name: 'scanner', routes: [{ to: 'default', via: TARGET }] },
      { name: 'router', forwards: true },
    ],
    links: [
      {
        kind: 'wire',
        ends: [
          { node: 'scanner', interface: 'eth0', address: `${SCANNER}/24` },
          { node: 'router', interface: 'eth0', address: `${TARGET}/24`, shape: NARROW },
        ],
      },
      {
        kind: 'tap',
        end: { node: 'router', interface: 'tap0', address: '198.19.0.254/24', shape: NARROW },
        responder,
      },
    ],
    targets: hosts,
    ports: null,
  };
}

/** Hosts without number at no cost: every (address, port) is open or closed by a draw, answered by the responder. */
export function responder(seed: string): Scenario {
  const hosts = addressRun('198.18.0.10', 16);
  return {
    name: 'responder',
    about: '16 hosts played by a program on a TAP device, 1 port of 8192 open, 5 ms away',
    nodes: [{ name: 'scanner' }],
    links: [
      {
        kind: 'tap',
        end: { node: 'scanner', interface: 'tap0', address: `${SCANNER}/24` },
        responder: { hosts, open: { kind: 'share', seed, share: 1 / 8192 }, delayMs: 5 },
      },
    ],
    targets: hosts,
    ports: null,
  };
}

export function deadGateway(): Scenario {
  return {
    name: 'dead-gateway',
    about: 'the targets are behind a gateway that answers no ARP',
    nodes: [{ name: 'scanner', routes: [{ to: 'default', via: '198.18.0.254' }] }, { name: 'target' }],
    links: [directWire],
    targets: addressRun('198.19.0.1', 2),
    ports: null,
  };
}
