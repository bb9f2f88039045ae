// A thread of its own that writes a scan down, so that the scan goes on meanwhile. Each batch is answered when it is kept.
import { parentPort, workerData } from 'node:worker_threads';
import type { StartLine } from '../../finding/finding.ts';
import type { ScanState } from '../inventory.ts';
import { openDatabase } from '../open-database.ts';
import { beginScan, createWriter } from '../write/writer.ts';
import type { Answer, Request, WriterSetup } from './messages.ts';

const port = parentPort!;
const { where, start, goOnWith } = workerData as WriterSetup;
const answer = (message: Answer): void => port.postMessage(message);

/** After the first failure nothing is tried any more: what comes later would follow a gap. */
let failure: Answer | null = null;
const ready = open();
// Told to whoever asks first.
ready.catch(() => undefined);
let last: Promise<unknown> = ready;

async function open() {
  const database = await openDatabase(where);
  const scan = await beginScan(database, JSON.parse(start) as StartLine, goOnWith);
  return { database, writer: createWriter(database, scan, goOnWith === undefined) };
}

async function obey(request: Request): Promise<void> {
  if (failure !== null) return answer(failure);
  try {
    const { database, writer } = await ready;
    if ('batch' in request) await writer.write(request.batch);
    else {
      await writer.close(request.close as ScanState);
      await database.close();
    }
    answer({ scan: writer.scan });
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    failure = { error: { code: typeof code === 'string' ? code : 'E_INVENTORY', text: String(message) } };
    answer(failure);
  }
  if ('close' in request) port.close();
}

port.on('message', (request: Request) => {
  last = last.then(
    () => obey(request),
    () => obey(request),
  );
});
