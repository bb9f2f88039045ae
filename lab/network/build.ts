// Builds a scenario: namespaces, links, addresses, routes, rules, listeners, in this order; takes it down again.

import { availableParallelism } from 'node:os';
import { requireLab } from '../available.ts';
import { type Companion, LabError, type RunOptions } from '../process.ts';
import { labProgram } from '../program.ts';
import { readBound, readTruth, type Truth } from '../truth/truth.ts';
import { readCounters } from './counters.ts';
import { ip, type Namespaces, nft, openNamespaces, runInside, sysctl } from './namespaces.ts';
import type { End, Link, Node, Scenario } from './scenario.ts';
import { checkScenario, endsOf, hostsOf } from './scenario-addresses.ts';

/** A scenario that stands. Dispose it to take it down. */
export interface Lab extends AsyncDisposable {
  readonly scenario: Scenario;
  /** Where the scanner runs: `ip netns exec NAME ...`. */
  readonly scannerNamespace: string;
  /** Full name of each node's namespace; a bridge's is `switch-N`. */
  readonly namespaces: Readonly<Record<string, string>>;
  readonly targets: readonly string[];
  /** As for `-p`; null: all. */
  readonly ports: string | null;
  /** Addresses that answer. */
  readonly hosts: readonly string[];
  readonly answersAll: readonly string[];
  /** Where probes arrive last: where to capture. */
  readonly arrivals: readonly Arrival[];
  /** Open ports by the targets' kernels (or the responder's own table), now. */
  truth(): Promise<Truth>;
  /** UDP ports that something is bound to, by the targets' kernels, now; whether it answers, the scenario says. */
  boundUdp(): Promise<Truth>;
  /** `node/counter` -> packets: the rules' counters, the shapers' `INTERFACE-passed` and `-dropped`, the responder's. */
  counters(): Promise<Record<string, number>>;
  /**
   * Takes the XDP program off the scanner's interface that lets answers of XDP in, or puts it there again. It is there
   * at first; a scanner that brings a native XDP program of its own needs the place.
   */
  passXdp(on: boolean): Promise<void>;
  /** Runs a program beside the scanner, and waits for its output. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<string>;
  /** Starts a program in a node's namespace. */
  start(node: string, command: string, args: readonly string[]): Companion;
}

export interface Arrival {
  readonly namespace: string;
  readonly interface: string;
}

/** What the responder answers to `report`. */
export interface ResponderReport {
  readonly counters: Readonly<Record<string, number>>;
  readonly open: Readonly<Record<string, readonly number[]>>;
}

interface Standing {
  readonly scenario: Scenario;
  readonly spaces: Namespaces;
  readonly names: Record<string, string>;
  readonly responders: { readonly node: string; readonly companion: Companion }[];
  /** Ends of links whose other end answers from XDP, and the programs that let the answers in. */
  readonly askers: End[];
  readonly passes: Companion[];
}

/** Builds the scenario; whatever stood is removed again where that fails. */
export async function buildLab(scenario: Scenario): Promise<Lab> {
  await requireLab();
  checkScenario(scenario);
  const standing: Standing = {
    scenario,
    spaces: await openNamespaces(),
    names: {},
    responders: [],
    askers: [],
    passes: [],
  };
  try {
    await raise(standing);
    return labOf(standing);
  } catch (error) {
    await standing.spaces[Symbol.asyncDispose]();
    throw error;
  }
}

async function raise(standing: Standing): Promise<void> {
  const { scenario, spaces, names } = standing;
  for (const { name } of scenario.nodes) names[name] = await spaces.add(name);
  for (const [index, link] of scenario.links.entries()) await raiseLink(standing, link, index);
  for (const node of scenario.nodes) await raiseNode(standing, node);
  await passXdp(standing, true);
  await Promise.all(Object.values(names).map(waitForCarrier));
}

async function raiseLink(standing: Standing, link: Link, index: number): Promise<void> {
  const { spaces, names } = standing;
  switch (link.kind) {
    case 'wire': {
      const [a, b] = link.ends;
      await joinEnds(names[a.node], a.interface, names[b.node], b.interface);
      break;
    }
    case 'bridge': {
      const hub = await spaces.add(`switch-${index}`);
      names[`switch-${index}`] = hub;
      await ip(hub, ['link add br0 type bridge stp_state 0 mcast_snooping 0', 'link set br0 up']);
      for (const [port, end] of link.ends.entries()) {
        await joinEnds(names[end.node], end.interface, hub, `port${port}`);
        await ip(hub, [`link set port${port} master br0 up`]);
      }
      break;
    }
    case 'tun': {
      const ends = link.ends.map((end) => ({ namespace: names[end.node], interface: end.interface }));
      const pump = spaces.start(names[link.ends[0].node], process.execPath, [
        labProgram('machines/tun-pump'),
        JSON.stringify({ ends, delayMs: link.delayMs }),
      ]);
      await expectReady(pump);
      break;
    }
    case 'tap': {
      const { node, interface: name } = link.end;
      const companion = spaces.start(names[node], process.execPath, [
        labProgram('machines/tap-responder'),
        JSON.stringify({ interface: name, ...link.responder }),
      ]);
      await expectReady(companion);
      // The device's queue covers the pauses of a program that shares its processor: what is lost, the scenario loses.
      await ip(names[node], [`link set ${name} txqueuelen 16384`]);
      standing.responders.push({ node, companion });
      break;
    }
    case 'xdp': {
      const [asker, answerer] = link.ends;
      const queues = availableParallelism();
      await joinEnds(names[asker.node], asker.interface, names[answerer.node], answerer.interface, queues);
      for (const end of link.ends) await spreadQueues(names[end.node], end.interface, queues);
      // Or the scanner's kernel leaves checksums to the interface, and a veth never makes them.
      await runInside(names[asker.node], 'ethtool', ['-K', asker.interface, 'tx', 'off']);
      const companion = spaces.start(names[answerer.node], process.execPath, [
        labProgram('xdp/xdp-responder'),
        JSON.stringify({ interface: answerer.interface, ...link.responder }),
      ]);
      await expectReady(companion);
      standing.responders.push({ node: answerer.node, companion });
      standing.askers.push(asker);
      break;
    }
  }
  for (const end of endsOf(link)) await raiseEnd(names[end.node], end);
}

/**
 * A veth takes frames from XDP only while it has a native XDP program itself (GRO alone is not enough: Linux 6.18 then
 * takes them and they are never seen again).
 */
async function passXdp({ spaces, names, askers, passes }: Standing, on: boolean): Promise<void> {
  if (!on) await Promise.all(passes.splice(0).map((companion) => companion.stop()));
  else if (passes.length === 0) {
    for (const { node, interface: name } of askers) {
      const companion = spaces.start(names[node], process.execPath, [labProgram('xdp/xdp-pass'), name]);
      passes.push(companion);
      await expectReady(companion);
    }
  }
}

/** `queues`: of each kind, at either end. They must be there before an XDP program is: Linux 6.18 gives later ones none. */
async function joinEnds(a: string, aName: string, b: string, bName: string, queues = 1): Promise<void> {
  const each = `numtxqueues ${queues} numrxqueues ${queues}`;
  await ip(a, [`link add ${aName} ${each} type veth peer name ${bName} ${each} netns ${b}`]);
}

/**
 * As a card's driver does: what a processor sends goes by its own queue (XPS, Documentation/networking/scaling.rst). Else
 * one processor would be left to handle what another one sends.
 */
async function spreadQueues(namespace: string, name: string, queues: number): Promise<void> {
  const masks = Array.from({ length: queues }, (_, queue) => (1n << BigInt(queue)).toString(16));
  const lines = masks.map((mask, queue) => `echo ${mask} > /sys/class/net/${name}/queues/tx-${queue}/xps_cpus`);
  if (queues > 1) await runInside(namespace, 'sh', ['-ec', lines.join('\n')]);
}

async function raiseEnd(namespace: string, end: End): Promise<void> {
  const name = end.interface;
  await ip(namespace, [...(end.address ? [`addr add ${end.address} dev ${name}`] : []), `link set ${name} up`]);
  if (!end.shape) return;
  const { megabitsPerSecond, queuePackets } = end.shape;
  await runInside(namespace, 'ethtool', ['-K', name, 'gso', 'off', 'tso', 'off', 'gro', 'off']);
  // The burst is one full frame, or the shaper would let through a train of small ones.
  const rate = ['rate', `${megabitsPerSecond}mbit`, 'burst', '1600', 'limit', '100000'];
  await runInside(namespace, 'tc', ['qdisc', 'add', 'dev', name, 'root', 'handle', '1:', 'tbf', ...rate]);
  const queue = ['handle', '10:', 'pfifo', 'limit', String(queuePackets)];
  await runInside(namespace, 'tc', ['qdisc', 'replace', 'dev', name, 'parent', '1:', ...queue]);
}

async function raiseNode({ spaces, names }: Standing, node: Node): Promise<void> {
  const namespace = names[node.name];
  await sysctl(namespace, { ...(node.forwards ? { 'net.ipv4.ip_forward': 1 } : {}), ...node.settings });
  await ip(namespace, [
    ...(node.owns ?? []).map((prefix) => `route add local ${prefix} dev lo`),
    ...(node.routes ?? []).map(({ to, via }) => `route add ${to} via ${via}`),
  ]);
  for (const text of node.rules ?? []) await nft(namespace, text);
  const pairs = (node.listeners ?? []).flatMap(({ address, ports }) => ports.map((port) => [address, port]));
  const places = (node.datagrams ?? []).flatMap(({ address, ports, answers }) =>
    ports.map((port) => [address, port, answers]),
  );
  for (const [program, what] of [
    ['machines/listeners', pairs],
    ['machines/datagrams', places],
  ] as const) {
    if (what.length === 0) continue;
    const companion = spaces.start(namespace, process.execPath, [labProgram(program)]);
    checkReady(await companion.ask(JSON.stringify(what)));
  }
}

async function expectReady(companion: Companion): Promise<void> {
  checkReady(await companion.line());
}

function checkReady(line: string): void {
  if (line !== 'ready') throw new LabError('E_LAB_COMPANION', `expected "ready", got "${line.slice(0, 200)}"`);
}

/** Until the kernel has seen the carrier of a new veth, which may take it a second, its queue swallows packets. */
async function waitForCarrier(namespace: string): Promise<void> {
  const end = performance.now() + 10_000;
  for (;;) {
    const links = JSON.parse(await runInside(namespace, 'ip', ['-j', 'link', 'show', 'up'])) as {
      ifname: string;
      flags: string[];
    }[];
    const down = links.filter(({ flags }) => !flags.includes('LOWER_UP') || flags.includes('NO-CARRIER'));
    if (down.length === 0) return;
    if (performance.now() > end) {
      throw new LabError('E_LAB_CARRIER', `${down.map((link) => link.ifname).join(', ')} in ${namespace} stay down`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function labOf(standing: Standing): Lab {
  const { scenario, spaces, names, responders } = standing;
  const scannerNode = scenario.nodes[0].name;
  const answersAll = scenario.answersAll ?? [];
  return {
    scenario,
    scannerNamespace: names[scannerNode],
    namespaces: names,
    targets: scenario.targets,
    ports: scenario.ports,
    hosts: hostsOf(scenario),
    answersAll,
    arrivals: scenario.links
      .flatMap(endsOf)
      .filter(({ node }) => scenario.nodes.find(({ name }) => name === node)?.hosts)
      .map((end) => ({ namespace: names[end.node], interface: end.interface })),
    async truth() {
      const truth: Truth = new Map();
      for (const { name, hosts } of scenario.nodes) {
        if (hosts) for (const [address, ports] of await readTruth(names[name], hosts)) truth.set(address, ports);
      }
      for (const { companion } of responders) {
        const { open } = JSON.parse(await companion.ask('report')) as ResponderReport;
        for (const [address, ports] of Object.entries(open)) truth.set(address, [...ports]);
      }
      for (const address of answersAll) truth.delete(address);
      return truth;
    },
    async boundUdp() {
      const bound: Truth = new Map();
      for (const { name, hosts } of scenario.nodes) {
        if (hosts) for (const [address, ports] of await readBound(names[name], hosts)) bound.set(address, ports);
      }
      return bound;
    },
    async counters() {
      const counters: Record<string, number> = {};
      for (const [node, namespace] of Object.entries(names)) {
        for (const [name, value] of await readCounters(namespace)) counters[`${node}/${name}`] = value;
      }
      for (const { node, companion } of responders) {
        const report = JSON.parse(await companion.ask('report')) as ResponderReport;
        for (const [name, value] of Object.entries(report.counters)) counters[`${node}/${name}`] = value;
      }
      return counters;
    },
    passXdp: (on) => passXdp(standing, on),
    run: (command, args, options) => runInside(names[scannerNode], command, args, options),
    start: (node, command, args) => spaces.start(names[node], command, args),
    [Symbol.asyncDispose]: () => spaces[Symbol.asyncDispose](),
  };
}
