// Whole connect scans of a simulated network: the same networks as those of the packet engines.
import assert from 'node:assert/strict';
import { constants } from 'node:os';
import type { EndFinding } from '../../finding/finding.ts';
import { FILTERED, NONE, OPEN } from '../../probe/answer.ts';
import type { ScanSpec } from '../spec.ts';
import { ADMIN_PROHIBITED, ROUTER } from './engine.test-data.ts';
import { createSimulation, type SimulatedNetwork, type Simulation } from './network.test-data.ts';
import { FIRST_ADDRESS, toldOpen, truthOf } from './outcome.test-data.ts';
import { type Outcome, type Reply, type SimulatedSockets, simulate, specOf } from './sockets.test-data.ts';

export interface ConnectOutcome extends Outcome {
  readonly end: EndFinding;
  /** Open ports told, and those that the network has, as `host number * ports + port index`. */
  readonly open: ReadonlySet<number>;
  readonly truth: ReadonlySet<number>;
  /** Codes of the notices. */
  readonly codes: readonly string[];
}

interface Options {
  readonly spec?: Partial<ScanSpec>;
  /** What our own system does besides. */
  readonly sockets?: Partial<SimulatedSockets>;
  readonly signal?: AbortSignal;
}

export async function simulateConnect(network: SimulatedNetwork, options: Options = {}): Promise<ConnectOutcome> {
  const { hosts, ports } = network;
  const simulation = createSimulation(network);
  const targets = [[FIRST_ADDRESS, FIRST_ADDRESS + hosts.length - 1]] as const;
  const spec = specOf({ targets, ports: [[1, ports]], seed: `${network.seed ?? 1}`, ...options.spec });
  const reply = replyOf(simulation);
  const outcome = await simulate(spec, { reply, ...options.sockets }, options.signal);
  const { findings } = outcome;
  const end = findings.at(-1);
  assert.ok(end?.type === 'end', 'the last finding is the end');
  return {
    ...outcome,
    end,
    open: toldOpen(findings, network),
    truth: truthOf(simulation, network),
    codes: findings.flatMap((each) => (each.type === 'notice' ? [each.code] : [])),
  };
}

function replyOf(simulation: Simulation): SimulatedSockets['reply'] {
  return ({ at, address, port }): Reply | null => {
    const answer = simulation.probe(address - FIRST_ADDRESS, port - 1, at, 0, 0);
    const after = answer.at - at;
    if (answer.verdict === NONE) return null;
    if (answer.verdict === OPEN) return { after, error: 0 };
    if (answer.verdict !== FILTERED) return { after, error: constants.errno.ECONNREFUSED };
    return { after, error: constants.errno.EHOSTUNREACH, icmp: ADMIN_PROHIBITED, offender: ROUTER };
  };
}
