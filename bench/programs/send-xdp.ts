// Sends probes as fast as the product's own transmit program can, without a pace and without listening:
//   node send-xdp.ts INTERFACE DESTINATION-MAC FIRST-ADDRESS HOSTS PORTS THREADS
// Each thread is a generator with its own program in the kernel; they share the order, place by place. Prints one line
// of JSON: {"frames":...}. The far end must take frames from XDP.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createLiveRun, loadProgram } from '../../src/link/bpf.ts';
import { bootMicros } from '../../src/link/time.ts';
import { createFormTable } from '../../src/probe/form-table.ts';
import { tcpSyn } from '../../src/probe/tcp-syn.ts';
import { generatorWord, planRegions } from '../../src/scan/kernel/layout.ts';
import {
  createMemory,
  fillMemory,
  mapMemory,
  readWord,
  stateViews,
  stateWords,
  writeWord,
} from '../../src/scan/kernel/memory.ts';
import { FRAME_LENGTH, type TransmitPlan } from '../../src/scan/kernel/transmit/plan.ts';
import { transmitProgram } from '../../src/scan/kernel/transmit/program.ts';
import { freshKey } from '../../src/scan/order/cookie.ts';
import { hostTableOf } from '../../src/scan/order/host-table.ts';
import { seedWords } from '../../src/scan/order/permutation.ts';
import { readShare, type Share } from './send-share.ts';

/** As in the product's sender. */
const BATCH_SIZE = 64;
const SOURCE_PORT = 61_440;

interface Generator {
  readonly plan: TransmitPlan;
  readonly probes: number;
}

function planOf(
  { own, destinationMac, first, hosts, ports }: Share,
  generators: number,
): Omit<TransmitPlan, 'generator'> {
  const { name, index, source } = own;
  const portNumbers = Uint16Array.from({ length: ports }, (_, k) => k + 1);
  const facts = {
    table: hostTableOf([{ ranges: Uint32Array.of(first, first + hosts - 1), hop: 0 }]),
    hops: [{ interfaceSlot: 0, sources: [source], sourceMac: own.mac, destinationMac }],
    interfaces: [{ name, index, kind: 'ethernet', linkHeader: 14 } as const],
    portNumbers,
    forms: createFormTable(tcpSyn, portNumbers, { first: SOURCE_PORT, count: 1 }),
    excluded: [],
  };
  const probes = hosts * ports;
  const regions = planRegions(hosts, ports, 1, 0);
  if (regions === null) throw new Error(`${probes} probes do not fit into one memory`);
  const owned = createMemory(regions);
  const { memory: view, unmap } = mapMemory(owned);
  fillMemory(view, regions, facts);
  stateViews(view, regions, hosts, probes);
  const words = stateWords(view, regions);
  // Always due: `interval` and `next` are 0.
  for (let generator = 0; generator < generators; generator++) {
    writeWord(words, generatorWord(generator, 'limit'), probes);
  }
  unmap();
  const order = { cookieKey: freshKey(), orderSeeds: seedWords('bench'), shard: { index: 1, count: 1 } };
  return {
    setup: { ...facts, ...order, probe: 'syn', sourcePortBase: SOURCE_PORT, ttl: null },
    memory: { regions, value: owned.value, events: owned.events },
    startNanoseconds: BigInt(bootMicros()) * 1000n,
    listLength: null,
    pass: 1,
    generators,
    padded: true,
  };
}

/** Returns how many frames this one sent. */
function send({ plan, probes }: Generator): number {
  const { memory: view, unmap } = mapMemory(plan.memory);
  const loaded = loadProgram(transmitProgram(plan), 'xdp');
  const run = createLiveRun(loaded, { frame: new Uint8Array(FRAME_LENGTH), batchSize: BATCH_SIZE });
  // Each call of the program is a frame or, where the others have taken what was left, nothing: so it ends by itself.
  run(probes);
  const frames = readWord(stateWords(view, plan.memory.regions), generatorWord(plan.generator, 'sent'));
  loaded.close();
  unmap();
  return frames;
}

async function main(): Promise<void> {
  const { threads, ...share } = readShare('send-xdp', process.argv.slice(2));
  const plan = planOf(share, threads);
  const results = await Promise.all(
    Array.from({ length: threads }, async (_, generator) => {
      const work: Generator = { plan: { ...plan, generator }, probes: share.hosts * share.ports };
      const worker = new Worker(new URL(import.meta.url), { workerData: work, trackUnmanagedFds: false });
      const [frames] = (await once(worker, 'message')) as [number];
      return frames;
    }),
  );
  process.stdout.write(`${JSON.stringify({ frames: results.reduce((sum, frames) => sum + frames, 0) })}\n`);
}

if (isMainThread) await main();
else parentPort?.postMessage(send(workerData as Generator));
