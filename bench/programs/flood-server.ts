// The server in a process of its own, with a real inventory and real journals, and an engine that finds as many ports as it is told to, as
// fast as it is told to:  node flood-server.js FOLDER COUNT PER_SECOND   (0 a second: as fast as they are taken)
// Says its address and what to start, and at a line on stdin the most memory that it had, a line each.
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepGarbageSmall } from '../../src/cli/frugal.ts';
import { openInventory } from '../../src/inventory/open.ts';
import { fakeServer } from '../../src/server/fake.test-data.ts';
import { floodOf } from '../../src/server/flood.test-data.ts';

keepGarbageSmall(); // as `portolan serve` does
const [folder, count, perSecond] = process.argv.slice(2);
const flood = floodOf({ count: Number(count), ...(perSecond === '0' ? {} : { perSecond: Number(perSecond) }) });
const place = join(folder, 'inventory.db');
mkdirSync(folder, { recursive: true });
await using fake = await fakeServer(
  flood.scan,
  {},
  { openInventory: () => openInventory(place), journals: { root: join(folder, 'journals'), place } },
);
process.stdout.write(`${JSON.stringify({ url: fake.url, request: flood.request })}\n`);
await once(process.stdin, 'data');
const most = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
process.stdout.write(`${JSON.stringify({ memoryMb: Number(most) / 1024 })}\n`);
process.stdin.destroy();
