// Runs in the target's namespace: notes how many packets an interface has received, every 20 ms.
//   node arrival-watch.ts INTERFACE
// Each line `report` on its input is answered by one line of JSON, [[milliseconds, packets], ...], and forgets them.
import { closeSync, openSync, readSync } from 'node:fs';
import { createInterface } from 'node:readline';

const PERIOD_MS = 20;
const MOST_SAMPLES = 100_000;

const [, , name] = process.argv;
const file = openSync(`/sys/class/net/${name}/statistics/rx_packets`, 'r');
const bytes = Buffer.alloc(32);
let samples: [ms: number, packets: number][] = [];

function look(): void {
  const length = readSync(file, bytes, 0, bytes.length, 0);
  const packets = Number(bytes.toString('latin1', 0, length));
  const last = samples.at(-1);
  const before = samples.at(-2);
  // Of a long quiet only both ends are kept.
  if (last !== undefined && before !== undefined && last[1] === packets && before[1] === packets) samples.pop();
  if (samples.length < MOST_SAMPLES) samples.push([performance.now(), packets]);
}

setInterval(look, PERIOD_MS);
createInterface({ input: process.stdin })
  .on('line', () => {
    look();
    process.stdout.write(`${JSON.stringify(samples)}\n`);
    samples = [];
    look();
  })
  .on('close', () => {
    closeSync(file);
    process.exit(0);
  });
look();
