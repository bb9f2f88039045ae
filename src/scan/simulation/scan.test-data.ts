// Whole packet scans of a simulated network, and what they came to beside the network's truth.
import assert from 'node:assert/strict';
import type { EndFinding, Finding, HostEndFinding } from '../../finding/finding.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { type JournalKept, runController } from '../controller.ts';
import { fakeSetup, fakeSpec, portsFrom } from '../engine-setup.test-data.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { Journal } from '../journal/journal.ts';
import { restore } from '../journal/restore.ts';
import { type ScanReins, steadyReins } from '../reins.ts';
import type { ScanSpec } from '../spec.ts';
import { get } from '../state/ledger.ts';
import { COUNTER } from '../state/shared-state.ts';
import { createSimulatedEngine, type SimulatedPass } from './engine.test-data.ts';
import { createSimulation, type SimulatedNetwork, type Simulation } from './network.test-data.ts';
import { FIRST_ADDRESS, toldOpen, truthOf } from './outcome.test-data.ts';

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly end: EndFinding;
  /** Milliseconds of virtual time. */
  readonly elapsed: number;
  readonly asked: Uint16Array;
  readonly askedFrom: ReadonlyMap<number, number>;
  readonly firstAsked: Float64Array;
  readonly lastAsked: Float64Array;
  readonly canaries: number;
  readonly overflowed: number;
  /** When each pass was sent; and what the links bore between two moments. */
  readonly passes: readonly SimulatedPass[];
  readonly borne: Simulation['borne'];
  /** Open ports told, as `host number * ports + port index`. */
  readonly open: ReadonlySet<number>;
  /** Those that the network has. */
  readonly truth: ReadonlySet<number>;
  /** The ledger's state of each probe at the end, and what its host says when it is heard. */
  readonly states: Uint8Array;
  truthOf(probe: number): number;
  /** The line that ends a host's ports. */
  hostEnd(host: number): HostEndFinding | undefined;
  notices(code: string): readonly Finding[];
}

interface Options {
  readonly spec?: Partial<ScanSpec>;
  readonly probe?: ProbeName;
  readonly stateless?: boolean;
  /** Our addresses on the way there. */
  readonly sources?: readonly number[];
  /** The ports' numbers; default: from 1 on. */
  readonly portNumbers?: readonly number[];
  /** When the person presses Ctrl-C, milliseconds. */
  readonly abortAt?: number;
  /** How it is steered, by the time since the start, milliseconds. */
  readonly reins?: (now: () => number) => ScanReins;
  /** Where its journal is kept, or was begun. */
  readonly journal?: Journal;
  /** Called with every look at the time, and the frames sent so far. */
  readonly watch?: (now: number, sent: number) => void;
  /** Host numbers that answered ARP. */
  readonly neighbours?: readonly number[];
}

function journalOf(journal: Journal | null, setup: EngineSetup): JournalKept | null {
  if (journal === null) return null;
  return { journal, resumed: journal.before === null ? null : restore(journal.before, setup) };
}

export async function simulateScan(network: SimulatedNetwork, options: Options = {}): Promise<Outcome> {
  const { ports, hosts } = network;
  const portNumbers = options.portNumbers ?? portsFrom(1, ports);
  const setup = {
    ...fakeSetup({
      segments: [{ first: FIRST_ADDRESS, last: FIRST_ADDRESS + hosts.length - 1 }],
      ports: portNumbers,
      seed: `simulation ${network.seed ?? 1}`,
      probe: options.probe,
      stateless: options.stateless,
      sources: options.sources,
    }),
    rateCap: options.spec?.rateCap ?? null,
  };
  const simulation = createSimulation(network);
  const engine = createSimulatedEngine(setup, network, simulation);
  const findings: Finding[] = [];
  const stop = new AbortController();
  const { abortAt } = options;
  const door = {
    ...engine.door,
    async wait(ms: number) {
      await engine.door.wait(ms);
      options.watch?.(
        engine.door.now(),
        setup.state.counters[COUNTER.sent] + setup.state.counters[COUNTER.canariesAlone],
      );
      if (abortAt !== undefined && engine.door.now() >= abortAt) stop.abort();
    },
  };
  const { table, hops, interfaces } = setup;
  const neighbours = new Set((options.neighbours ?? []).map((host) => FIRST_ADDRESS + host));
  await runController({
    spec: fakeSpec({ ...options.spec, probe: options.probe ?? 'syn' }),
    setup,
    reach: { table, hops, interfaces, neighbours, hostsAsked: hosts.length, localUp: 0, arpDrops: 0 },
    door,
    journal: journalOf(options.journal ?? null, setup),
    reins: options.reins?.(() => engine.door.now()) ?? steadyReins(setup.rateCap),
    emit: (finding) => findings.push(finding),
    signal: stop.signal,
  });
  const end = findings.at(-1);
  assert.ok(end?.type === 'end', 'the last finding is the end');
  return {
    findings,
    end,
    elapsed: engine.door.now(),
    asked: engine.asked,
    askedFrom: engine.askedFrom,
    firstAsked: engine.firstAsked,
    lastAsked: engine.lastAsked,
    canaries: engine.canariesAsked(),
    overflowed: simulation.overflowed,
    passes: engine.passes,
    borne: simulation.borne,
    open: toldOpen(findings, network, portNumbers),
    truth: truthOf(simulation, network),
    states: Uint8Array.from({ length: hosts.length * ports }, (_, index) => get(setup.state.ledger, index)),
    truthOf: (probe) => simulation.truth(Math.floor(probe / ports), probe % ports),
    hostEnd: (host) =>
      findings.find(
        (each): each is HostEndFinding => each.type === 'host-end' && each.ip === formatIpv4(FIRST_ADDRESS + host),
      ),
    notices: (code) => findings.filter((each) => each.type === 'notice' && each.code === code),
  };
}
