// Sends probes as fast as the product's own sending code can, without a pace and without listening:
//   node send-rate.ts INTERFACE DESTINATION-MAC FIRST-ADDRESS HOSTS PORTS THREADS
// What src/scan/raw/sender.ts does for a probe is done here too (order, exclusions, cookie, patch, sendmmsg); the pace and
// the notes for the receiver are left out. Prints one line of JSON: {"frames":...,"queueFull":...}.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openTransmitter } from '../../src/link/frames/open.ts';
import { prepare } from '../../src/probe/probe.ts';
import { BARE_SYN, tcpSyn } from '../../src/probe/tcp-syn.ts';
import { cookie, freshKey } from '../../src/scan/order/cookie.ts';
import { hostTableOf, segmentOfHost } from '../../src/scan/order/host-table.ts';
import { createWalkCursor } from '../../src/scan/order/order.ts';
import { seedWords } from '../../src/scan/order/permutation.ts';
import { contains } from '../../src/target/ranges.ts';
import { readShares, type Share } from './send-share.ts';

/** As in the product's sender. */
const SLOTS = 128;
const SLOT_SIZE = 64;
const SOURCE_PORT = 61_440;

interface Sent {
  readonly frames: number;
  /** How often the kernel's queue was full. */
  readonly queueFull: number;
}

function sendShare({ own, destinationMac, first, hosts, ports }: Share): Sent {
  const { source, mac: sourceMac } = own;
  const table = hostTableOf([{ ranges: Uint32Array.of(first, first + hosts - 1), hop: 0 }]);
  const portNumbers = Uint16Array.from({ length: ports }, (_, k) => k + 1);
  const orderSeeds = seedWords('bench');
  const cursor = createWalkCursor({ table, portNumbers, orderSeeds, shard: { index: 1, count: 1 } });
  const key = freshKey();
  const excluded: readonly (readonly [number, number])[] = [];
  const transmitter = openTransmitter(
    { name: own.name, index: own.index, kind: 'ethernet', linkHeader: 14 },
    SLOTS,
    SLOT_SIZE,
    null,
  );
  const { buffer, linkHeader } = transmitter;
  const { patch } = tcpSyn;
  const form = BARE_SYN;
  transmitter.setLength(form.template.length);
  for (let slot = 0; slot < SLOTS; slot++) prepare(form, buffer, slot * SLOT_SIZE + linkHeader, linkHeader);

  let frames = 0;
  let queueFull = 0;
  while (!cursor.done) {
    let filled = 0;
    while (filled < SLOTS && cursor.advance()) {
      const segment = segmentOfHost(table, cursor.host);
      const address = table.address[segment] + (cursor.host - table.host[segment]);
      if (contains(excluded, address)) continue;
      const frame = filled * SLOT_SIZE;
      for (let k = 0; k < 6; k++) {
        buffer[frame + k] = destinationMac[k];
        buffer[frame + 6 + k] = sourceMac[k];
      }
      const target = portNumbers[cursor.portIndex];
      const sequence = cookie(key[0], key[1], source, address, SOURCE_PORT, target);
      patch(form, buffer, frame + linkHeader, source, address, SOURCE_PORT, target, sequence);
      filled++;
    }
    for (let from = 0; from < filled; ) {
      const sent = transmitter.send(from, filled);
      if (sent < 0) throw new Error(`the kernel refuses to send: errno ${-sent}`);
      if (sent === 0) queueFull++;
      from += sent;
    }
    frames += filled;
  }
  transmitter.close();
  return { frames, queueFull };
}

async function main(): Promise<void> {
  const results = await Promise.all(
    readShares('send-rate', process.argv.slice(2)).map(async (share) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: share });
      const [sent] = (await once(worker, 'message')) as [Sent];
      return sent;
    }),
  );
  const total: Sent = {
    frames: results.reduce((sum, { frames }) => sum + frames, 0),
    queueFull: results.reduce((sum, { queueFull }) => sum + queueFull, 0),
  };
  process.stdout.write(`${JSON.stringify(total)}\n`);
}

if (isMainThread) await main();
else parentPort?.postMessage(sendShare(workerData as Share));
