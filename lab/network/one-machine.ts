// Scenarios of one wire and one machine that is many hosts.
import { addressRun } from './addresses.ts';
import { pick, seeded } from './random.ts';
import { dropEarly, limitResets, lose, onlyHosts, passOnly, synProxy } from './rules.ts';
import type { Link, Listener, Node, Scenario } from './scenario.ts';
import { directWire, hidden, SCANNER, TARGET, TARGET_NETWORK } from './scenario-parts.ts';

function pairsOf(listeners: readonly Listener[]): [string, number][] {
  return listeners.flatMap(({ address, ports }) => ports.map((port): [string, number] => [address, port]));
}

/** As many ICMP errors as there are reasons for. */
/** Ten ICMP errors a second to each who asks, Linux has one: all addresses of a machine share them, and each must show some. */
const FEW_ICMP = { 'net.ipv4.icmp_ratelimit': 100 };
const UNLIMITED_ICMP = { 'net.ipv4.icmp_ratemask': 0, 'net.ipv4.icmp_msgs_per_sec': 10_000_000 };

const scanner: Node = { name: 'scanner', routes: [{ to: TARGET_NETWORK, via: TARGET }] };

/** The scanner and one machine that is many hosts, on one wire. */
function oneMachine(
  name: string,
  about: string,
  hosts: readonly string[],
  target: Omit<Node, 'name' | 'owns' | 'hosts'>,
  link: Link = directWire,
): Scenario {
  return {
    name,
    about,
    nodes: [scanner, { name: 'target', owns: [TARGET_NETWORK], hosts, ...target }],
    links: [link],
    targets: hosts,
    ports: null,
  };
}

export function plain(seed: string): Scenario {
  const hosts = addressRun('198.19.0.1', 16);
  return oneMachine('plain', '16 plain Linux hosts, 8 open ports each', hosts, { listeners: hidden(hosts, 8, seed) });
}

/** Services of which some answer an empty datagram and some do not; on TCP it is others that listen. */
export function udp(seed: string, limited: boolean): Scenario {
  const hosts = addressRun('198.19.0.1', limited ? 2 : 4);
  const last = limited ? 20 : 8000;
  const both = hidden(hosts, 9, seed, last);
  const settings = limited ? {} : UNLIMITED_ICMP;
  return {
    ...oneMachine(
      limited ? 'udp-limited' : 'udp',
      limited
        ? '2 hosts with 5 UDP services that answer and 4 that do not, and the ICMP limit every Linux host has'
        : '4 hosts with 5 UDP services that answer and 4 that do not; every other port is port unreachable',
      hosts,
      {
        listeners: hidden(hosts, 3, `${seed} tcp`, last),
        datagrams: both.flatMap(({ address, ports }) => [
          { address, ports: ports.slice(0, 5), answers: true },
          { address, ports: ports.slice(5), answers: false },
        ]),
        settings,
      },
    ),
    ports: `1-${last}`,
  };
}

export function loss(percent: number, seed: string): Scenario {
  const hosts = addressRun('198.19.0.1', 4);
  return oneMachine(`loss-${percent}`, `4 hosts, ${percent} % of packets lost each way`, hosts, {
    listeners: hidden(hosts, 8, seed),
    rules: [lose(percent)],
  });
}

export function drop(seed: string): Scenario {
  const hosts = addressRun('198.19.0.1', 2);
  const listeners = hidden(hosts, 8, seed);
  // The last two listeners of each host stand behind the fence: there, and not to be found.
  const passed = listeners.map(({ address, ports }) => ({ address, ports: ports.slice(0, 6) }));
  return oneMachine('drop', '2 hosts that drop everything but 6 ports each', hosts, {
    listeners,
    rules: [passOnly(pairsOf(passed), 'drop', TARGET_NETWORK)],
  });
}

export function dropping(): Scenario {
  const hosts = addressRun('198.19.0.1', 64);
  return oneMachine('dropping', '64 addresses whose interface drops every IPv4 packet at once', hosts, {
    rules: [dropEarly('eth0')],
  });
}

export function reject(seed: string, limited: boolean): Scenario {
  const [prohibiting, unreachable] = addressRun('198.19.0.1', 2);
  const listeners = hidden([prohibiting, unreachable], 8, seed);
  const fence = (address: string, fate: 'admin-prohibited' | 'port-unreachable', index: number): string =>
    passOnly(pairsOf([listeners[index]]), fate, address).replace('lab-fence', `lab-fence-${index}`);
  return oneMachine(
    limited ? 'reject-limited' : 'reject',
    limited
      ? 'as reject, with ten ICMP errors a second to each who asks'
      : '2 hosts that answer ICMP (administratively prohibited, port unreachable) for all but 8 ports each',
    [prohibiting, unreachable],
    {
      listeners,
      rules: [fence(prohibiting, 'admin-prohibited', 0), fence(unreachable, 'port-unreachable', 1)],
      settings: limited ? FEW_ICMP : UNLIMITED_ICMP,
    },
  );
}

export function resetLimited(seed: string): Scenario {
  const hosts = ['198.19.0.1'];
  return oneMachine('reset-limited', '1 host that sends 200 RSTs a second and no more', hosts, {
    listeners: hidden(hosts, 8, seed),
    rules: [limitResets(200)],
  });
}

export function slash16(seed: string): Scenario {
  const next = seeded(`${seed} hosts`);
  const hosts = pick(next, 40, 1, 65_534).map((offset) => `198.19.${offset >> 8}.${offset & 255}`);
  return {
    ...oneMachine('slash16', '40 hosts in a /16, nothing at the other addresses', hosts, {
      listeners: hidden(hosts, 4, seed, 100),
      rules: [onlyHosts(hosts, TARGET_NETWORK)],
    }),
    targets: [TARGET_NETWORK],
    ports: '1-100',
  };
}

export function unprivileged(seed: string): Scenario {
  const hosts = ['198.19.0.1'];
  return oneMachine('unprivileged', '1 plain Linux host, 8 open ports', hosts, { listeners: hidden(hosts, 8, seed) });
}

export function tarpit(seed: string): Scenario {
  const hosts = addressRun('198.19.0.1', 2);
  return {
    ...oneMachine('tarpit', '1 host where every port answers SYN-ACK, 1 plain host', hosts, {
      listeners: hidden([hosts[1]], 8, seed),
      rules: [synProxy([hosts[0]])],
      settings: {
        'net.ipv4.tcp_syncookies': 1,
        'net.ipv4.tcp_timestamps': 1,
        'net.netfilter.nf_conntrack_tcp_loose': 0,
      },
    }),
    answersAll: [hosts[0]],
  };
}

export function tun(seed: string): Scenario {
  const hosts = addressRun('198.19.0.1', 2);
  const link: Link = {
    kind: 'tun',
    delayMs: 0,
    ends: [
      { node: 'scanner', interface: 'tun0', address: `${SCANNER}/24` },
      { node: 'target', interface: 'tun0', address: `${TARGET}/24` },
    ],
  };
  return oneMachine(
    'tun',
    '2 hosts behind a tun link, no Ethernet',
    hosts,
    { listeners: hidden(hosts, 8, seed) },
    link,
  );
}
