// Whole scans by datagrams of a simulated network, in virtual time: the same networks as those of the packet engines.
import assert from 'node:assert/strict';
import type { EndFinding, Finding } from '../../finding/finding.ts';
import type { AskDatagram } from '../../link/connect/datagram-sockets.ts';
import { CLOSED, NONE, OPEN } from '../../probe/answer.ts';
import { PROBES } from '../../probe/probes.ts';
import { formatIpv4, parseIpv4 } from '../../wire/address.ts';
import { runDatagramScan } from '../datagrams/engine.ts';
import { fakeSpec } from '../engine-setup.test-data.ts';
import { steadyReins } from '../reins.ts';
import type { ScanSpec } from '../spec.ts';
import { createHeap } from './heap.test-data.ts';
import { createSimulation, type SimulatedNetwork } from './network.test-data.ts';
import { FIRST_ADDRESS, toldOpen, truthOf } from './outcome.test-data.ts';

/** What a socket and its question cost. */
const ASK_MS = 0.05;
/** No scan takes longer, milliseconds. */
const LIMIT_MS = 3_600_000;
/** The address that our system chooses. */
const OWN = 0xc6120001;

export interface DatagramOutcome {
  readonly findings: readonly Finding[];
  readonly end: EndFinding;
  /** Milliseconds of virtual time. */
  readonly elapsed: number;
  /** How often each probe was asked, as `host number * ports + port index`. */
  readonly asked: Uint16Array;
  /** Probes of which an answer came in time to be heard. */
  readonly settled: ReadonlySet<number>;
  /** Most questions that waited together. */
  readonly together: number;
  readonly open: ReadonlySet<number>;
  readonly truth: ReadonlySet<number>;
}

interface Options {
  readonly spec?: Partial<ScanSpec>;
  readonly capacity?: number;
  /** When the person presses Ctrl-C, milliseconds. */
  readonly abortAt?: number;
}

export async function simulateDatagrams(network: SimulatedNetwork, options: Options = {}): Promise<DatagramOutcome> {
  const { ports, hosts } = network;
  const simulation = createSimulation(network);
  const answers = createHeap<() => void>();
  const asked = new Uint16Array(hosts.length * ports);
  const settled = new Set<number>();
  const findings: Finding[] = [];
  const stop = new AbortController();
  let time = 0;
  let waiting = 0;
  let together = 0;
  let woken = false;

  const ask: AskDatagram = ({ ip, port, from }, bytes, events) => {
    time += ASK_MS;
    const host = (parseIpv4(ip) as number) - FIRST_ADDRESS;
    asked[host * ports + port - 1]++;
    const asker = from === null ? OWN : (parseIpv4(from) as number);
    const { verdict, at } = simulation.probe(host, port - 1, time, asker, PROBES.udp.formOf(port, 0, false));
    let isOpen = true;
    together = Math.max(together, ++waiting);
    const close = (): void => {
      if (isOpen) waiting--;
      isOpen = false;
    };
    const tell = (): void => {
      if (!isOpen) return;
      close();
      settled.add(host * ports + port - 1);
      if (verdict === OPEN) events.answered(bytes);
      else if (verdict === CLOSED) events.refused();
      else events.unreachable();
    };
    if (verdict !== NONE) answers.push(at, tell);
    return { close };
  };

  const rest = {
    pause(milliseconds: number) {
      woken = false;
      const until = time + milliseconds;
      while (!woken && answers.firstTime() <= until) {
        time = Math.max(time, answers.firstTime());
        answers.shift()();
      }
      if (!woken) time = Math.max(time, until);
      if (options.abortAt !== undefined && time >= options.abortAt) stop.abort();
      if (time > LIMIT_MS) throw new Error('the simulated scan does not end');
      return Promise.resolve();
    },
    wake() {
      woken = true;
    },
  };

  const spec = fakeSpec({
    ...{ probe: 'udp', engine: 'connect', ports: [[1, ports]], seed: `${network.seed ?? 1}` },
    targets: [[FIRST_ADDRESS, FIRST_ADDRESS + hosts.length - 1]],
    ...options.spec,
  });
  const parts = { ask, now: () => time, capacity: options.capacity ?? 4096, rest };
  await runDatagramScan(spec, (each) => findings.push(each), stop.signal, steadyReins(spec.rateCap), null, parts);
  const end = findings.at(-1);
  assert.ok(end?.type === 'end', 'the last finding is the end');
  const open = toldOpen(findings, network);
  return { findings, end, elapsed: time, asked, settled, together, open, truth: truthOf(simulation, network) };
}

/** What was told of a host's ports, state by port, where they are few enough to be told one by one. */
export function toldOf({ findings }: Pick<DatagramOutcome, 'findings'>, host: number): Map<number, string> {
  const ip = formatIpv4(FIRST_ADDRESS + host);
  return new Map(findings.flatMap((each) => (each.type === 'port' && each.ip === ip ? [[each.port, each.state]] : [])));
}
