// Starts the thread that writes a scan down (writer.ts). It opens the inventory while the scan is on its way to its first packet.
import { Worker } from 'node:worker_threads';
import type { Line, StartLine } from '../../finding/finding.ts';
import type { ScanState } from '../inventory.ts';
import { createBatchMaker } from '../write/batch.ts';
import type { Answer, Request, WriterSetup } from './messages.ts';

export interface WriterThread {
  /** A line of the next batch; `json`: it as JSON. */
  add(line: Line, json: string): void;
  /** When it resolves what was added is kept, whatever happens to this process; the scan's number. */
  write(): Promise<number>;
  /** The scan has ended so. */
  close(state: ScanState): Promise<number>;
}

/** All of it is short-lived: batches, and what waits to become what is known now. */
const HEAP_MB = 128;

/** Whatever fails is told by write() and close(), with a code. */
export function startWriterThread(where: string, start: StartLine, goOnWith?: number): WriterThread {
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const setup: WriterSetup = { where, start: JSON.stringify(start), ...(goOnWith === undefined ? {} : { goOnWith }) };
  const worker = new Worker(new URL(`./writer.${suffix}`, import.meta.url), {
    workerData: setup,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 8 },
  });
  const waiting: PromiseWithResolvers<number>[] = [];
  let dead: Error | null = null;
  const die = (error: Error): void => {
    dead ??= error;
    for (const each of waiting.splice(0)) each.reject(dead);
  };
  worker.on('message', (answer: Answer) => {
    const first = waiting.shift()!;
    if ('scan' in answer) first.resolve(answer.scan);
    else first.reject(Object.assign(new Error(answer.error.text), { code: answer.error.code }));
  });
  worker.on('error', (error) => die(error as Error));
  worker.on('exit', () => die(new Error('what writes the inventory has ended')));

  function ask(request: Request): Promise<number> {
    if (dead !== null) return Promise.reject(dead);
    const answer = Promise.withResolvers<number>();
    waiting.push(answer);
    worker.postMessage(request, 'batch' in request ? [request.batch.ports.buffer] : []);
    return answer.promise;
  }

  const batch = createBatchMaker();
  return { add: batch.add, write: () => ask({ batch: batch.take() }), close: (state) => ask({ close: state }) };
}
