// Hosts on which real daemons run, and a scanner beside them on the same link.
//
//   scanner 198.18.9.1 -- bridge -- 198.18.9.2  first of the daemons
//                            |----- 198.18.9.3  those whose ports were taken there
//                            '----- ...
//
// Each daemon listens on its own port; the target's kernel redirects `port + ODD`, where nobody expects it, to the same;
// and stunnel, a daemon like the others, speaks TLS for it on `port + WRAPPED`, where the lab is of TCP. A lab is of one protocol.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eachAtOnce } from '../at-once.ts';
import { ip, type Namespaces, nft, openNamespaces, runInside, sysctl } from '../network/namespaces.ts';
import { LabError } from '../process.ts';
import { parseListening } from '../truth/truth.ts';
import { type Daemon, type DaemonPort, makeCertificate, write } from './daemon.ts';

export const ODD = 20_000;
export const WRAPPED = 40_000;
const DAEMONS_MOST = 12;
/** Their files are made so many at a time: all at once, the last would wait for the first in every step they take. */
const PREPARED_AT_ONCE = 4;
const LISTENING_MOST_MS = 180_000;
/** What they take for themselves is none of the ports under which they are wrapped. */
const OWN_PORTS = '36000 39999';

/** A port of a daemon, where it is. */
export interface PlacedPort extends DaemonPort {
  readonly ip: string;
  readonly daemon: Daemon;
  readonly product: RegExp | null;
  readonly tellsVersion: boolean;
}

export interface DaemonLab extends AsyncDisposable {
  readonly scannerNamespace: string;
  /** Those of the targets, in the order of their addresses. */
  readonly namespaces: readonly string[];
  /** The targets: `198.18.9.2-5`. */
  readonly targets: string;
  readonly ports: readonly PlacedPort[];
  /** Whether odd ports are redirected. Of TCP they are from the beginning. Over UDP a port and its odd one must not be asked from
   * one port of the asker: both would have the same answers, and the kernel gives them other numbers. */
  redirect(on: boolean): Promise<void>;
  /** `IP:PORT` of all that listen, as the targets' kernels say. */
  listening(): Promise<ReadonlySet<string>>;
}

export interface DaemonLabOptions {
  readonly proto?: 'tcp' | 'udp';
  /** They are spread over so many hosts; fewer only where there are fewer daemons. */
  readonly hostsLeast?: number;
}

/** Those that have ended, with their last words. */
type Ended = Map<Daemon, string>;

export async function buildDaemonLab(
  daemons: readonly Daemon[],
  { proto = 'tcp', hostsLeast }: DaemonLabOptions = {},
): Promise<DaemonLab> {
  const spaces = await openNamespaces();
  const ended: Ended = new Map();
  const folder = mkdtempSync(join(tmpdir(), 'plab-daemons-'));
  // Some of them give up their rights first.
  chmodSync(folder, 0o755);
  const hosts = placeDaemons(daemons, DAEMONS_MOST, hostsLeast).map((placed, index) => ({
    ip: `198.18.9.${index + 2}`,
    daemons: placed,
    namespace: '',
  }));

  async function dispose(): Promise<void> {
    await spaces[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  }

  async function listening(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const { namespace, ip: address } of hosts) {
      for (const port of await portsOf(namespace, address, proto)) found.add(`${address}:${port}`);
    }
    return found;
  }

  async function redirect(on: boolean): Promise<void> {
    for (const { namespace, daemons: its } of hosts) {
      const ports = its.flatMap((daemon) => daemon.ports);
      await nft(namespace, on ? redirectOdd(ports, proto) : 'delete table ip lab\n');
    }
  }

  try {
    const scannerNamespace = await spaces.add('daemon-scanner');
    await ip(scannerNamespace, ['link add br0 type bridge', 'addr add 198.18.9.1/24 dev br0', 'link set br0 up']);
    for (const [index, host] of hosts.entries()) {
      host.namespace = await spaces.add(`daemon-target${index}`);
      await attach(scannerNamespace, host.namespace, index, host.ip);
    }
    if (proto === 'tcp') await redirect(true);
    const starts = hosts.flatMap((host, index) => {
      const own = join(folder, String(index));
      mkdirSync(own);
      const place = { spaces, target: host.namespace, folder: own, ended };
      const wrap = proto === 'tcp' ? [() => startWrapped(place, host.daemons)] : [];
      return [...wrap, ...host.daemons.map((daemon) => () => startDaemon(place, daemon))];
    });
    await eachAtOnce(starts.values(), PREPARED_AT_ONCE, (start) => start());
    const ports = hosts.flatMap((host) =>
      host.daemons.flatMap((daemon) => daemon.ports.map((port) => placed(port, daemon, host.ip))),
    );
    await untilAllListen(ports, listening, ended);
    return {
      scannerNamespace,
      namespaces: hosts.map(({ namespace }) => namespace),
      targets: `198.18.9.2-${hosts.length + 1}`,
      ports,
      redirect,
      listening,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function placed(port: DaemonPort, daemon: Daemon, address: string): PlacedPort {
  const { product, tellsVersion } = daemon;
  return { product, tellsVersion, ...port, daemon, ip: address };
}

/** Each daemon goes to the first host on which its ports are free, and which has not many: a scan takes a host that answers
 * on most of the ports it is asked about for a trap. The first `hostsLeast` have a host each, and
 * where that is more than one, each of the others goes to one that has fewest. */
export function placeDaemons(daemons: readonly Daemon[], most = DAEMONS_MOST, hostsLeast = 1): (readonly Daemon[])[] {
  const hosts: { readonly daemons: Daemon[]; readonly taken: Set<number> }[] = [];
  for (const daemon of daemons) {
    const free = hosts.filter(
      ({ daemons: its, taken }) => its.length < most && !daemon.ports.some(({ port }) => taken.has(port)),
    );
    const least = Math.min(...free.map(({ daemons: its }) => its.length));
    let host =
      hosts.length < hostsLeast ? undefined : free.find((each) => hostsLeast === 1 || each.daemons.length === least);
    if (host === undefined) {
      host = { daemons: [], taken: new Set() };
      hosts.push(host);
    }
    host.daemons.push(daemon);
    for (const { port } of daemon.ports) host.taken.add(port);
  }
  return hosts.map((host) => host.daemons);
}

async function attach(scanner: string, target: string, index: number, address: string): Promise<void> {
  const link = `veth${index}`;
  await ip(scanner, [
    `link add ${link} type veth peer name eth0 netns ${target}`,
    `link set ${link} master br0`,
    `link set ${link} up`,
  ]);
  await ip(target, [`addr add ${address}/24 dev eth0`, 'link set eth0 up']);
  await sysctl(target, { 'net.ipv4.ip_local_port_range': OWN_PORTS });
}

interface Place {
  readonly spaces: Namespaces;
  readonly target: string;
  readonly folder: string;
  readonly ended: Ended;
}

async function startDaemon({ spaces, target, folder, ended }: Place, daemon: Daemon): Promise<void> {
  const own = join(folder, daemon.name);
  mkdirSync(own);
  const words = await daemon.start(own);
  // In a session of its own: some end their whole process group when they end. And a socket as their input would tell
  // some of them that inetd has started them.
  void spaces
    .start(target, 'setsid', ['sh', '-c', 'exec "$@" </dev/null', 'sh', ...words])
    .ended.then((words) => ended.set(daemon, words));
}

async function startWrapped({ spaces, target, folder }: Place, daemons: readonly Daemon[]): Promise<void> {
  const ports = daemons.flatMap((daemon) => daemon.ports);
  spaces.start(target, 'stunnel4', [await wrapInTls(folder, ports)]);
}

/** Each daemon also answers where nobody expects it. */
function redirectOdd(ports: readonly DaemonPort[], proto: 'tcp' | 'udp'): string {
  const odd = ports.filter(({ port }) => port + ODD < 65_536);
  const redirects = odd.map(({ port }) => `${proto} dport ${port + ODD} redirect to :${port}`);
  return `table ip lab {\nchain odd {\n${['type nat hook prerouting priority -100', ...redirects].join('\n')}\n}\n}\n`;
}

/** The configuration (stunnel(8)) under which each plain port is spoken to inside TLS. */
async function wrapInTls(folder: string, ports: readonly DaemonPort[]): Promise<string> {
  await makeCertificate(folder);
  const services = ports
    .filter((each) => isWrapped(each))
    .map(({ port }) => `[${port}]\naccept = 0.0.0.0:${port + WRAPPED}\nconnect = 127.0.0.1:${port}\nlibwrap = no\n`);
  const options = `foreground = yes\ndebug = err\npid =\nsyslog = no\ncert = ${folder}/cert.pem\nkey = ${folder}/key.pem\n`;
  return write(folder, 'stunnel.conf', `${options}${services.join('')}`);
}

/** It is spoken to inside TLS by stunnel too. */
export function isWrapped({ port, service, tls = false, wrapped = true }: DaemonPort): boolean {
  return wrapped && tls !== true && service !== 'unknown' && port + WRAPPED < 65_536;
}

/** Those on which the kernel hands on what comes for this address. */
async function portsOf(namespace: string, own: string, proto: 'tcp' | 'udp'): Promise<number[]> {
  const listening = parseListening(await runInside(namespace, 'ss', ['-Hln', proto === 'tcp' ? '-t' : '-u']));
  return listening.filter(([address]) => address === '*' || address === own).map(([, port]) => port);
}

async function untilAllListen(
  ports: readonly PlacedPort[],
  listening: () => Promise<ReadonlySet<string>>,
  ended: Ended,
): Promise<void> {
  const until = performance.now() + LISTENING_MOST_MS;
  for (;;) {
    const now = await listening();
    const missing = ports.filter(({ ip: address, port }) => !now.has(`${address}:${port}`));
    if (missing.length === 0) return;
    if (performance.now() > until) {
      const names = missing.map(
        ({ daemon, port }) => `${daemon.name} on ${port} (${ended.get(daemon)?.trim() ?? 'it runs'})`,
      );
      throw new LabError('E_LAB_DAEMON', `these do not listen: ${names.join(', ')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
