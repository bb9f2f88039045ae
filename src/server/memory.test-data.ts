// An inventory that forgets: what was found is kept for as long as the process lives.
import type { End, HostFact, IdentityFact, Line, PortFact, ServiceFact, StartLine } from '../finding/finding.ts';
import type { HostRow, Inventory, Page, PortRow, Query, ScanId, ScanRow, ServiceRow } from '../inventory/inventory.ts';
import { ServerError } from './server-error.ts';

interface Scan {
  row: ScanRow;
  readonly lines: Line[];
}

export function memoryInventory(): Inventory {
  const scans = new Map<ScanId, Scan>();

  function scanOf(id: ScanId): Scan {
    const scan = scans.get(id);
    if (scan === undefined) throw new ServerError('E_NO_SCAN', `there is no scan ${id}`);
    return scan;
  }

  const facts = <T extends Line>(type: T['type']): [ScanId, T][] =>
    [...scans.values()].flatMap(({ row, lines }) =>
      lines.filter((line) => line.type === type).map((line): [ScanId, T] => [row.id, line as T]),
    );

  function hostRows(): HostRow[] {
    const rows = new Map<string, HostRow>();
    const who = new Map(facts<IdentityFact>('identity').map(([, fact]) => [fact.ip, fact]));
    const open = portRows().filter(({ state }) => state === 'open');
    for (const [scan, fact] of facts<HostFact>('host')) {
      const identity = who.get(fact.ip);
      const before = rows.get(fact.ip);
      rows.set(fact.ip, {
        device: before?.device ?? rows.size + 1,
        ip: fact.ip,
        state: 'up',
        name: identity?.name ?? fact.names?.[0]?.name ?? before?.name ?? null,
        mac: fact.mac ?? before?.mac ?? null,
        vendor: fact.vendor ?? before?.vendor ?? null,
        kind: identity?.kind?.is ?? null,
        os: identity?.os?.name ?? identity?.os?.family ?? null,
        openPorts: open.filter(({ ip }) => ip === fact.ip).length,
        firstSeen: before?.firstSeen ?? fact.time,
        lastSeen: fact.time,
        scan,
      });
    }
    return [...rows.values()];
  }

  function portRows(): PortRow[] {
    const rows = new Map<string, PortRow>();
    const key = ({ ip, proto, port }: PortFact | ServiceFact): string => `${ip} ${proto} ${port}`;
    const what = new Map(facts<ServiceFact>('service').map(([, fact]) => [key(fact), fact]));
    for (const [scan, fact] of facts<PortFact>('port')) {
      const service = what.get(key(fact));
      rows.set(key(fact), {
        device: 1,
        ip: fact.ip,
        proto: fact.proto,
        port: fact.port,
        state: fact.state,
        service: service?.service ?? null,
        product: service?.product ?? null,
        version: service?.version ?? null,
        tls: service?.tls !== undefined && service.tls !== null,
        firstSeen: rows.get(key(fact))?.firstSeen ?? fact.time,
        lastSeen: fact.time,
        scan,
      });
    }
    return [...rows.values()];
  }

  function serviceRows(): ServiceRow[] {
    const groups = Map.groupBy(
      portRows().filter(({ service }) => service !== null),
      ({ service, product, version }) => JSON.stringify([service, product, version]),
    );
    return [...groups].map(([key, rows]) => {
      const [service, product, version] = JSON.parse(key);
      return { service, product, version, hosts: new Set(rows.map(({ ip }) => ip)).size, ports: rows.length };
    });
  }

  return {
    async begin(start: StartLine, goOnWith?: ScanId) {
      const id = goOnWith ?? scans.size + 1;
      const scan: Scan = scans.get(id) ?? { row: rowOf(id, start), lines: [] };
      scans.set(id, scan);
      return {
        scan: id,
        async restate(start) {
          scan.row = { ...scan.row, start, targets: start.targets };
        },
        async write(lines) {
          scan.lines.push(...lines);
        },
        async close(state) {
          const end = (scan.lines.find((line) => line.type === 'end') as End | undefined) ?? null;
          const { hostsUp = 0, openPorts = 0 } = end ?? {};
          scan.row = { ...scan.row, state, end, hostsUp, openPorts, ended: new Date().toISOString() };
        },
      };
    },
    scans: async (query) => page([...scans.values()].map(({ row }) => row).reverse(), query),
    scan: async (id) => scanOf(id).row,
    async said(id, after, limit) {
      const { lines } = scanOf(id);
      const last = Math.min(lines.length, (after ?? 0) + limit);
      return { lines: lines.slice(after ?? 0, last), last, isAll: last === lines.length };
    },
    async *lines(id) {
      yield* scanOf(id).lines;
    },
    hosts: async (query) => page(hostRows(), query),
    ports: async (query) => page(portRows(), query),
    services: async (query) => page(serviceRows(), query),
    async *linesOf(host) {
      for (const { lines } of scans.values()) {
        for (const line of lines) if ('ip' in line && line.ip === host) yield line;
      }
    },
    scansOf: async (host) =>
      [...scans.values()]
        .filter(({ lines }) => lines.some((line) => 'ip' in line && line.ip === host))
        .map(({ row }) => row)
        .reverse(),
    devices: async () => [],
    networks: async () => [],
    async undoMerge() {},
    async prune() {
      return [];
    },
    async close() {},
  };
}

function rowOf(id: ScanId, start: StartLine): ScanRow {
  const { time, argv, targets, seed } = start;
  const nothing = { ended: null, hostsUp: 0, openPorts: 0, end: null };
  return { id, state: 'running', begun: time, argv, targets, seed, start, ...nothing };
}

/** A filter is any word of the row; a sort is a column. */
function page<Row extends object>(rows: readonly Row[], query: Query = {}): Page<Row> {
  const { filter = '', sort = '', limit = 100, offset = 0 } = query;
  const words = filter.split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => words.every((word) => JSON.stringify(row).includes(word)));
  const column = sort.replace(/^-/, '') as keyof Row;
  const way = sort.startsWith('-') ? -1 : 1;
  if (sort !== '') found.sort((a, b) => way * (a[column] < b[column] ? -1 : 1));
  return { rows: found.slice(offset, offset + limit), total: found.length };
}
