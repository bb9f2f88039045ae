// The connect engine against this machine's own kernel, without privileges: listeners of our own on 127.0.0.0/8.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { test } from 'node:test';
import type { EndFinding, Finding } from '../../finding/finding.ts';
import { openNodeSockets } from '../../link/connect/connect-sockets-node.ts';
import { openConnectSockets } from '../../link/connect/open-connect-sockets.ts';
import type { Range } from '../../target/ranges.ts';
import { normalize } from '../../target/ranges.ts';
import { formatIpv4, parseIpv4 } from '../../wire/address.ts';
import { steadyReins } from '../reins.ts';
import { specOf } from '../simulation/sockets.test-data.ts';
import type { ScanSpec } from '../spec.ts';
import { type ConnectParts, runConnectScan } from './engine.ts';

// Addresses of their own, so that other tests' listeners on 127.0.0.1 are not met.
const FIRST = parseIpv4('127.77.3.1')!;
const LINUX = process.platform === 'linux';
const skip = LINUX ? false : 'only Linux has the whole of 127.0.0.0/8';

class Listeners {
  readonly servers: Server[] = [];

  /** Listens on a port of the system's choice; returns it. */
  async open(address: number, port = 0): Promise<number> {
    const server = createServer((socket) => socket.on('error', () => {}).resume());
    this.servers.push(server);
    server.listen(port, formatIpv4(address));
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  [Symbol.dispose](): void {
    for (const server of this.servers) server.close();
  }
}

async function scan(
  changes: Partial<ScanSpec>,
  implementation: 'linux' | 'node' = 'linux',
  signal: AbortSignal = new AbortController().signal,
): Promise<{ findings: Finding[]; end: EndFinding }> {
  const findings: Finding[] = [];
  const options = { capacity: 512, interfaceName: null };
  const sockets = implementation === 'node' ? openNodeSockets(options) : await openConnectSockets(options);
  const parts: ConnectParts = {
    sockets,
    now: () => performance.now(),
    unresolved: () => [],
    broadcast: () => new Set(),
  };
  await runConnectScan(specOf(changes), (finding) => findings.push(finding), signal, steadyReins(null), parts);
  const end = findings.at(-1);
  assert.equal(end?.type, 'end');
  return { findings, end: end as EndFinding };
}

function openOf(findings: readonly Finding[]): string[] {
  return findings
    .filter((each) => each.type === 'port' && each.state === 'open')
    .map((each) => (each.type === 'port' ? `${each.ip}:${each.port}` : ''))
    .sort();
}

/** Some ports around those given, these among them. */
function around(ports: readonly number[]): Range[] {
  return normalize(ports.map((port): Range => [Math.max(1, port - 40), Math.min(65_535, port + 40)]));
}

for (const implementation of ['linux', 'node'] as const) {
  test(`${implementation}: finds its own listeners, and nothing else, on three addresses`, { skip }, async () => {
    using listeners = new Listeners();
    const wanted: string[] = [];
    const ports: number[] = [];
    for (const address of [FIRST, FIRST + 1, FIRST + 1, FIRST + 2, FIRST + 2, FIRST + 2]) {
      const port = await listeners.open(address);
      ports.push(port);
      wanted.push(`${formatIpv4(address)}:${port}`);
    }
    const { findings, end } = await scan({ targets: [[FIRST, FIRST + 2]], ports: around(ports) }, implementation);
    assert.deepEqual(openOf(findings), wanted.sort());
    assert.equal(end.hostsUp, 3);
    assert.equal(end.openPorts, 6);
    assert.equal(end.answered, end.probes);
    assert.equal(end.completeness, 1);
  });

  test(`${implementation}: a host where every port answers is named`, { skip }, async () => {
    using listeners = new Listeners();
    const address = FIRST + 8;
    const listening: number[] = [];
    for (let k = 0; k < 120; k++) listening.push(await listeners.open(address));
    const ports = normalize(listening.map((port): Range => [port, port]));
    const { findings, end } = await scan({ targets: [[address, address]], ports }, implementation);
    assert.deepEqual(end.answersAllHosts, [formatIpv4(address)]);
    assert.ok(openOf(findings).length <= 16);
    assert.equal(end.openPorts, 0);
    const hostEnd = findings.find((each) => each.type === 'host-end');
    assert.deepEqual([hostEnd?.open, hostEnd?.answersAll], [120, true]);
  });

  test(`${implementation}: an excluded address is not connected to`, { skip }, async () => {
    using listeners = new Listeners();
    const [asked, excluded] = [FIRST + 16, FIRST + 17];
    const port = await listeners.open(asked);
    await listeners.open(excluded, port);
    let met = 0;
    listeners.servers[1].on('connection', () => met++);
    const spec = { targets: [[asked, excluded]] as const, excluded: [[excluded, excluded]] as const };
    const { findings, end } = await scan({ ...spec, ports: [[port, port]] }, implementation);
    assert.deepEqual(openOf(findings), [`${formatIpv4(asked)}:${port}`]);
    assert.equal(end.probes, 1);
    assert.equal(met, 0);
  });

  test(`${implementation}: an abort ends it with what was found, and leaves no connection`, { skip }, async () => {
    using listeners = new Listeners();
    const address = FIRST + 24;
    const port = await listeners.open(address);
    const controller = new AbortController();
    const scanned = scan(
      { targets: [[address, address + 7]], ports: [[1, 65_535]] },
      implementation,
      controller.signal,
    );
    setTimeout(() => controller.abort(), 30);
    const { end } = await scanned;
    assert.equal(end.interrupted, true);
    assert.ok(end.unasked > 0);
    assert.equal(end.probes, 8 * 65_535);
    // The last reset may still be on its way into the listener's event loop.
    const left = () =>
      new Promise<number>((resolve) => listeners.servers[0].getConnections((_, count) => resolve(count)));
    for (let turn = 0; turn < 200 && (await left()) > 0; turn++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(await left(), 0, `port ${port}`);
  });
}

test('all ports of an address: no port of our own sockets is taken for a service', { skip }, async () => {
  // A quarter of all ports is drawn from for our own ends, and some of these meet themselves.
  using listeners = new Listeners();
  const address = FIRST + 32;
  const wanted: string[] = [];
  for (let k = 0; k < 5; k++) wanted.push(`${formatIpv4(address)}:${await listeners.open(address)}`);
  for (let turn = 0; turn < 3; turn++) {
    const { findings, end } = await scan({ targets: [[address, address]], ports: [[1, 65_535]], seed: `${turn}` });
    const found = openOf(findings);
    // Other programs of this machine may listen on every address; ours must all be there.
    const others = found.filter((each) => !wanted.includes(each));
    const everywhere = await listeningEverywhere();
    assert.deepEqual(
      others.filter((each) => !everywhere.has(Number(each.split(':')[1]))),
      [],
    );
    assert.deepEqual(found.filter((each) => wanted.includes(each)).sort(), [...wanted].sort());
    assert.equal(end.answered, 65_535);
  }
});

/** Ports on which anybody listens on 0.0.0.0 or ::, by proc(5) (/proc/net/tcp: state 0A). */
async function listeningEverywhere(): Promise<Set<number>> {
  const { readFile } = await import('node:fs/promises');
  const ports = new Set<number>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const [, address, port] of text.matchAll(/^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:0000 0A /gm)) {
      if (/^0+$/.test(address)) ports.add(Number.parseInt(port, 16));
    }
  }
  return ports;
}
