// How long after its start a ping's first packet leaves, beside the whole run of a program that does nothing.
import type { Lab } from '../../lab/network/build.ts';
import { productWords } from '../product.ts';
import { roundTripsOf } from './round-trips.ts';
import { runTool } from './run-tool.ts';
import { type Captured, startTcpCapture, type Target } from './tcp-capture.ts';

export interface Starts {
  /** From just before exec to the first SYN in the capture, milliseconds, a run each; null: none left. */
  readonly firstMs: readonly (number | null)[];
  /** Whole runs of the bare runtime, milliseconds. */
  readonly bareMs: readonly number[];
  readonly commands: readonly (readonly string[])[];
}

const TIMEOUT_MS = 10_000;

/** Both in turns, inside the scanner's namespace. */
export async function measureStarts(lab: Lab, target: Target, runs: number): Promise<Starts> {
  const inside = ['ip', 'netns', 'exec', lab.scannerNamespace];
  const bare = [...inside, process.execPath, '-e', '0'];
  const ping = [...inside, ...productWords, 'ping', target.host, '-p', String(target.port), '-c', '1', '--json'];
  for (const words of [bare, ping]) await runTool(words, TIMEOUT_MS);
  const capture = await startTcpCapture(lab, target);
  const begins: number[] = [];
  const bareMs: number[] = [];
  for (let run = 0; run < runs; run++) {
    const { seconds, failure } = await runTool(bare, TIMEOUT_MS);
    if (failure === null) bareMs.push(seconds * 1000);
    begins.push(Date.now());
    await runTool(ping, TIMEOUT_MS);
  }
  return { firstMs: firstAfter(begins, await capture.stop()), bareMs, commands: [ping, bare] };
}

/**
 * Milliseconds from each begin to the first probe that left after it and before the next; null where none did. `begins`:
 * milliseconds since 1970, ascending.
 */
export function firstAfter(begins: readonly number[], { firstSecond, segments }: Captured): (number | null)[] {
  const times = roundTripsOf(segments).map(({ sentNanos }) => firstSecond * 1000 + sentNanos / 1e6);
  return begins.map((begin, index) => {
    const next = begins[index + 1] ?? Number.POSITIVE_INFINITY;
    const first = times.find((time) => time >= begin);
    return first === undefined || first >= next ? null : first - begin;
  });
}
