// Sends probes as fast as the product's own transmit program can, without a pace and without listening:
//   node send-xdp.ts INTERFACE DESTINATION-MAC FIRST-ADDRESS HOSTS PORTS THREADS
// Each thread is a generator: it has its share of the hosts, its own memory, and its own program in the kernel. Prints
// one line of JSON: {"frames":...}. The far end must take frames from XDP.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createLiveRun, loadProgram } from '../src/link/bpf.ts';
import { freshKey } from '../src/scan/cookie.ts';
import { createHostTable } from '../src/scan/host-table.ts';
import { seedWords } from '../src/scan/permutation.ts';
import {
  createMemory,
  fillMemory,
  mapMemory,
  planRegions,
  readWord,
  stateViews,
  stateWords,
  WORD,
  writeWord,
} from '../src/scan/xdp/memory.ts';
import { FRAME_LENGTH, transmitProgram } from '../src/scan/xdp/transmit-program.ts';
import { readShares, type Share } from './send-share.ts';

/** As in the product's sender. */
const BATCH_SIZE = 64;
const SOURCE_PORT = 61_440;

function sendShare({ own, destinationMac, first, hosts, ports }: Share): number {
  const { name, index, source } = own;
  const facts = {
    table: createHostTable([{ first, last: first + hosts - 1, hop: 0 }]),
    hops: [{ interfaceSlot: 0, source, sourceMac: own.mac, destinationMac }],
    interfaces: [{ name, index, kind: 'ethernet', linkHeader: 14, recorderInterface: 0 } as const],
    portNumbers: Uint16Array.from({ length: ports }, (_, k) => k + 1),
    excluded: [],
  };
  const probes = hosts * ports;
  const regions = planRegions(hosts, ports, 1, 0);
  if (regions === null) throw new Error(`${probes} probes do not fit into one memory`);
  const memory = createMemory(regions);
  const { memory: view, unmap } = mapMemory(memory);
  fillMemory(view, regions, facts);
  stateViews(view, regions, hosts, probes);
  const words = stateWords(view, regions);
  // Always due: `interval` and `next` are 0.
  writeWord(words, WORD.limit, probes);
  const order = { cookieKey: freshKey(), orderSeeds: seedWords('bench'), shard: { index: 1, count: 1 } };
  const loaded = loadProgram(
    transmitProgram({
      setup: { ...facts, ...order, sourcePortBase: SOURCE_PORT },
      memory,
      startNanoseconds: process.hrtime.bigint(),
      listLength: null,
      pass: 0,
    }),
    'xdp',
  );
  const run = createLiveRun(loaded, { frame: new Uint8Array(FRAME_LENGTH), batchSize: BATCH_SIZE });
  // Each call of the program is a frame, so that the system call ends by itself with the last one.
  for (let left = probes; left > 0; left = probes - readWord(words, WORD.sent)) run(left);
  const frames = readWord(words, WORD.sent);
  loaded.close();
  memory.close();
  unmap();
  return frames;
}

async function main(): Promise<void> {
  const results = await Promise.all(
    readShares('send-xdp', process.argv.slice(2)).map(async (share) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: share, trackUnmanagedFds: false });
      const [frames] = (await once(worker, 'message')) as [number];
      return frames;
    }),
  );
  process.stdout.write(`${JSON.stringify({ frames: results.reduce((sum, frames) => sum + frames, 0) })}\n`);
}

if (isMainThread) await main();
else parentPort?.postMessage(sendShare(workerData as Share));
