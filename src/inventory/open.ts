// Opens an inventory: a file of SQLite's, or a database of PostgreSQL's.
import { undoMerge } from './devices/merges.ts';
import type { Inventory } from './inventory.ts';
import { openDatabase } from './open-database.ts';
import { devicesNamed } from './read/devices.ts';
import { linesOfHost, scansOfHost } from './read/host-lines.ts';
import { linesOfScan, saidOfScan } from './read/lines.ts';
import { networksSeen } from './read/networks.ts';
import { batchOf } from './write/batch.ts';
import { closeCrashed } from './write/crashed.ts';
import { prune } from './write/prune.ts';
import { beginScan, createWriter } from './write/writer.ts';

/** A file, or `postgres://...`. Throws E_INVENTORY, which names it and says what to do; E_INVENTORY_NEWER. */
export async function openInventory(where: string): Promise<Inventory> {
  const database = await openDatabase(where);
  await closeCrashed(database);
  const { queries } = await import('./read/queries.ts');
  const asked = queries(database);
  return {
    async begin(start, goOnWith) {
      const writer = createWriter(database, await beginScan(database, start, goOnWith), goOnWith === undefined);
      return { ...writer, write: (lines) => writer.write(batchOf(lines)) };
    },
    ...asked,
    linesOf: (host, signal) => linesOfHost(database, host, signal),
    scansOf: async (host) => Promise.all((await scansOfHost(database, host)).map(asked.scan)),
    devices: (host) => devicesNamed(database, host),
    networks: () => networksSeen(database),
    undoMerge: (id) => undoMerge(database, id, Date.now()),
    prune: (before) => prune(database, before.getTime()),
    said: (scan, after, limit) => saidOfScan(database, scan, after, limit),
    lines: (scan, signal, ip) => linesOfScan(database, scan, signal, ip),
    close: () => database.close(),
  };
}
