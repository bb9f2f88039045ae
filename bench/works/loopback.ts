// Listeners on the scanner's own loopback, and what its kernel says of them.
import type { Lab } from '../../lab/network/build.ts';
import { LabError } from '../../lab/process.ts';
import { labProgram } from '../../lab/program.ts';
import { readTruth, type Truth } from '../../lab/truth/truth.ts';

/** On the address itself, on all addresses, and on a neighbour that must not be found. */
const LISTENERS: readonly (readonly [address: string, port: number])[] = [
  ['127.0.0.1', 22],
  ['127.0.0.1', 8080],
  ['127.0.0.1', 32_768],
  ['127.0.0.1', 65_535],
  ['0.0.0.0', 1],
  ['0.0.0.0', 443],
  ['0.0.0.0', 50_000],
  ['127.0.0.2', 631],
];

export async function startLoopbackListeners(lab: Lab): Promise<void> {
  const listeners = lab.start(lab.scenario.nodes[0].name, process.execPath, [labProgram('machines/listeners')]);
  const said = await listeners.ask(JSON.stringify(LISTENERS));
  if (said !== 'ready') throw new LabError('E_BENCH_LISTENERS', `expected "ready", got "${said.slice(0, 200)}"`);
}

export function loopbackTruth(lab: Lab): Promise<Truth> {
  return readTruth(lab.scannerNamespace, ['127.0.0.1']);
}
