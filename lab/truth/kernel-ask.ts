// What the programs that ask the kernel for a second opinion share: pairs of host and port as JSON on stdin, milliseconds
// of patience as the argument, and one line of JSON out, the results in the order of the pairs.
import { text } from 'node:stream/consumers';
import { eachAtOnce } from '../at-once.ts';

/** Asks all pairs, `atOnce` at a time. */
export async function answerPairs(
  atOnce: number,
  ask: (host: string, port: number, patienceMs: number) => Promise<string>,
): Promise<void> {
  const patience = Number(process.argv[2]);
  const pairs = JSON.parse(await text(process.stdin)) as readonly (readonly [host: string, port: number])[];
  const results = new Array<string>(pairs.length);
  await eachAtOnce(pairs.entries(), atOnce, async ([index, [host, port]]) => {
    results[index] = await ask(host, port, patience);
  });
  process.stdout.write(`${JSON.stringify(results)}\n`);
}
