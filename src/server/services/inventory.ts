// `inventory`: what was found, over time.
import { inject } from '@needle-di/core';
import type { Line } from '../../finding/finding.ts';
import type { Inventory, Query, ScanId } from '../../inventory/inventory.ts';
import type { Methods } from '../api.ts';
import { postConstruct, preDestroy, rpc, service } from '../container/annotations.ts';
import type { Call } from '../rpc/call.ts';
import { WORLD } from '../world.ts';

const LINES_MOST = 10_000;
const PAGE = 1000;

type LinesPage = Methods['inventory/lines']['result'];

@service('inventory', () => import('./inventory.schema.ts'))
export class InventoryService {
  private readonly world = inject(WORLD);
  private opened: Inventory | null = null;

  get store(): Inventory {
    return this.opened!;
  }

  @postConstruct()
  async open(): Promise<void> {
    this.opened = await this.world.openInventory();
  }

  @preDestroy()
  async close(): Promise<void> {
    await this.store.close();
  }

  @rpc()
  async scans(query: Query) {
    return this.store.scans(query);
  }

  @rpc()
  async hosts(query: Query) {
    return this.store.hosts(query);
  }

  @rpc()
  async ports(query: Query) {
    return this.store.ports(query);
  }

  @rpc()
  async services(query: Query) {
    return this.store.services(query);
  }

  @rpc()
  async host({ host }: { host: string }, { signal }: Call): Promise<Methods['inventory/host']['result']> {
    const lines: Line[] = [];
    for await (const line of this.store.linesOf(host, signal)) {
      lines.push(line);
      if (lines.length === LINES_MOST) break;
    }
    return { lines, history: await this.store.scansOf(host) };
  }

  @rpc()
  async lines({ scan, after, limit = PAGE }: Methods['inventory/lines']['params']): Promise<LinesPage> {
    const { lines, last, isAll } = await this.store.said(scan, after ?? null, limit);
    return { lines, last, next: isAll ? null : last };
  }

  @rpc()
  async diff(
    { from, to }: { from?: ScanId; to?: ScanId },
    { signal }: Call,
  ): Promise<Methods['inventory/diff']['result']> {
    const { compareScans } = await import('./surveys/compare-scans.ts');
    return compareScans(this.store, from, to, signal);
  }
}
