// UDP: real daemons on their own ports, beside nmap; all ports of one host; in a lossy network.

import { buildDaemonLab, type DaemonLab, type PlacedPort } from '../../lab/daemons/daemon-lab.ts';
import { missingPackages } from '../../lab/daemons/packages.ts';
import { UDP_DAEMONS } from '../../lab/daemons/udp/daemons.ts';
import { nft } from '../../lab/network/namespaces.ts';
import { lose } from '../../lab/network/rules.ts';
import { PAYLOADS } from '../../src/probe/udp/payloads.ts';
import { ELSEWHERE_PORTS } from '../../src/service/elsewhere.ts';
import { runTool, type ToolRun } from '../gauges/run-tool.ts';
import { productWords, shownCommand } from '../product.ts';
import { nmapProgress, readNmapUdp, readPortolanUdp, type UdpSaid } from '../read/read-udp.ts';
import type { Check, WorkResult } from '../score/results.ts';
import { figure, median, spread } from '../score/statistics.ts';

const HOSTS = 16;
const TIMEOUT_MS = 420_000;
const NMAP_BOUND_MS = 60_000;
const TIMES_FASTER = 5;
const SECONDS_MOST = 5;
const LOSS_PERCENT = 5;

const KNOWN = [...new Set([...PAYLOADS.flatMap(({ ports }) => ports), ...ELSEWHERE_PORTS])].sort((a, b) => a - b);

/** A tool's runs, each held against what is bound. */
interface Row {
  readonly name: string;
  readonly words: readonly string[];
  readonly seconds: number[];
  /** Of each run: daemons' ports found open, named right, and what is said to be open and is not. */
  readonly found: number[];
  readonly named: number[];
  readonly wrong: number[];
  readonly failures: string[];
}

function row(name: string, words: readonly string[]): Row {
  return { name, words, seconds: [], found: [], named: [], wrong: [], failures: [] };
}

const portolan = (name: string, ...words: readonly string[]): Row =>
  row(name, [...productWords, 'scan', ...words, '--json', '-q']);

function openLab(hostsLeast?: number): Promise<DaemonLab> {
  const missing = missingPackages(UDP_DAEMONS);
  if (missing.length > 0) throw new Error(`udp: these packages are missing: ${missing.join(' ')}`);
  return buildDaemonLab(UDP_DAEMONS, { proto: 'udp', ...(hostsLeast === undefined ? {} : { hostsLeast }) });
}

const answering = (lab: DaemonLab): PlacedPort[] => lab.ports.filter(({ silent }) => silent !== true);

async function runOnce(
  lab: DaemonLab,
  one: Row,
  those: readonly PlacedPort[],
  read: (stdout: string) => UdpSaid,
  timeoutMs = TIMEOUT_MS,
): Promise<ToolRun> {
  const run = await runTool(['ip', 'netns', 'exec', lab.scannerNamespace, ...one.words], timeoutMs);
  const { open, services } = read(run.stdout);
  const bound = await lab.listening();
  if (run.failure !== null) one.failures.push(run.failure);
  one.seconds.push(run.seconds);
  one.found.push(those.filter(({ ip, port }) => open.has(`${ip}:${port}`)).length);
  one.named.push(
    those.filter(({ ip, port, service, alias = [] }) =>
      [service, ...alias].includes(services.get(`${ip}:${port}`) ?? ''),
    ).length,
  );
  one.wrong.push([...open].filter((each) => !bound.has(each)).length);
  return run;
}

const told = ({ name, seconds, found, named, wrong }: Row): string =>
  `${name}: ${seconds.at(-1)!.toFixed(1)} s, ${found.at(-1)} found, ${named.at(-1)} named, ${wrong.at(-1)} wrong`;

const least = (values: readonly number[]): number => Math.min(...values);

function cells({ name, seconds, found, named, wrong }: Row, of: number): string[] {
  const share = (values: readonly number[]) => `${least(values)} of ${of}`;
  return [name, String(seconds.length), spread(seconds, 2), share(found), share(named), String(Math.max(...wrong))];
}

const COLUMNS = ['command', 'runs', 'time, s', 'found open', 'service right', 'open and not bound'];
const failuresOf = (rows: readonly Row[]): string[] =>
  rows.flatMap(({ name, failures }) => failures.map((text) => `${name}: ${text}`));

/** Sixteen hosts, the ports that are known, each in its own language. */
export async function runUdpKnown(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await openLab(HOSTS);
  const those = answering(lab);
  const own = portolan('portolan scan', lab.targets, '--probe', 'udp', '--udp', 'known');
  const nmaps = [['-T4', '--version-light'], ...(quick ? [] : [[]])].map((options) =>
    row(['nmap -sU -sV', ...options].join(' '), [
      ...['nmap', '-n', '-Pn', '-sU', '-sV', ...options, '-oX', '-', '-p', KNOWN.join(','), lab.targets],
    ]),
  );
  for (let k = 0; k < (quick ? 1 : 3); k++) {
    await runOnce(lab, own, those, readPortolanUdp);
    say(told(own));
  }
  for (const one of nmaps) {
    await runOnce(lab, one, those, readNmapUdp);
    say(told(one));
  }
  const mine = median(own.seconds)!;
  const quickest = Math.min(...nmaps.flatMap(({ seconds }) => seconds));
  const most = Math.max(...nmaps.flatMap(({ found }) => found));
  const rows = [own, ...nmaps];
  return {
    columns: COLUMNS,
    rows: rows.map((one) => cells(one, those.length)),
    checks: [
      check(
        'every daemon open and named, none falsely open',
        `${least(own.found)} open, ${least(own.named)} named of ${those.length}, ${Math.max(...own.wrong)} falsely open`,
        least(own.found) === those.length && least(own.named) === those.length && Math.max(...own.wrong) === 0,
      ),
      check(
        `at least ${TIMES_FASTER} times faster than nmap, no less found`,
        `${figure(quickest / mine, 1)} times, ${least(own.found)} beside ${most}`,
        quickest / mine >= TIMES_FASTER && least(own.found) >= most,
      ),
    ],
    commands: rows.map(({ words }) => shownCommand(words).replace(KNOWN.join(','), 'PORTS')),
    notes: [
      `${UDP_DAEMONS.length} daemons on ${lab.namespaces.length} hosts, ${those.length} ports that answer, and ${lab.ports.length - those.length} that take datagrams and never answer; PORTS: the ${KNOWN.length} of \`--udp known\`. The hosts limit their ICMP errors as Linux does by default.`,
      'A run that did not end counts with what it had said until then.',
      ...failuresOf(rows),
    ],
  };
}

/** One Linux host, all ports, as it limits its refusals by default. */
export async function runUdpHost(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await openLab();
  const [{ ip: host }] = lab.ports;
  const those = answering(lab).filter((port) => port.ip === host);
  const own = portolan('portolan scan', host, '--probe', 'udp', '-p', 'U:-');
  const alone = portolan('portolan scan --no-services', host, '--probe', 'udp', '-p', 'U:-', '--no-services');
  for (let k = 0; k < (quick ? 2 : 10); k++) {
    for (const one of [own, alone]) {
      await runOnce(lab, one, those, readPortolanUdp);
      say(told(one));
    }
  }
  const words = ['nmap', '-n', '-Pn', '-sU', '-p', '-', '--stats-every', '5s', host];
  const run = await runTool(['ip', 'netns', 'exec', lab.scannerNamespace, ...words], NMAP_BOUND_MS);
  const rate = nmapProgress(run.stdout);
  return {
    columns: COLUMNS,
    rows: [own, alone].map((one) => cells(one, those.length)),
    checks: [
      check(
        'every answering daemon found, in every run',
        `${least(own.found)} of ${those.length} in the worst of ${own.found.length}`,
        least(own.found) === those.length,
      ),
      check(
        'ports alone: the same, those that answer from another port (67, 69) among them',
        `${least(alone.found)} of ${those.length} in the worst of ${alone.found.length}`,
        least(alone.found) === those.length,
      ),
      check(
        `under ${SECONDS_MOST} s`,
        `${spread(own.seconds, 2)} s; ports alone ${spread(alone.seconds, 2)} s`,
        median(own.seconds)! < SECONDS_MOST,
      ),
    ],
    commands: [...[own, alone].map(({ words: mine }) => shownCommand(mine)), shownCommand(words)],
    notes: [
      rate === null
        ? 'nmap said nothing of how far it was.'
        : `nmap, stopped after ${NMAP_BOUND_MS / 1000} s: ${figure(rate.done, 2)} % done after ${rate.seconds} s; by its own estimate ${figure(rate.total / 3600, 1)} hours in all.`,
      ...failuresOf([own, alone]),
    ],
  };
}

/** Known ports again and again, with losses each way. */
export async function runUdpLoss(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await openLab();
  for (const namespace of lab.namespaces) await nft(namespace, lose(LOSS_PERCENT));
  const those = answering(lab);
  const own = portolan('portolan scan', lab.targets, '--probe', 'udp', '--udp', 'known');
  for (let k = 0; k < (quick ? 3 : 20); k++) {
    await runOnce(lab, own, those, readPortolanUdp);
    say(told(own));
  }
  const whole = own.found.filter((found) => found === those.length).length;
  return {
    columns: COLUMNS,
    rows: [cells(own, those.length)],
    checks: [
      check('every daemon found in every run', `in ${whole} of ${own.found.length}`, whole === own.found.length),
    ],
    commands: [shownCommand(own.words)],
    notes: [`${LOSS_PERCENT} % of all packets are lost each way, by draws of their own.`, ...failuresOf([own])],
  };
}

function check(wanted: string, got: string, met: boolean): Check {
  return { wanted, got, met };
}
