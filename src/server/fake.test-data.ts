// A server in a world without packets, on 127.0.0.1.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from '../finding/finding.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { PingEvent } from '../ping/types.ts';
import { fakeEngine, fakeSurveyWorld, type Scan } from '../survey/fake.test-data.ts';
import { endOfScan, HOST, OPEN } from '../survey/run.test-data.ts';
import { memoryInventory } from './memory.test-data.ts';
import { createServer, type Server, type ServerOptions } from './server.ts';
import type { Tokens } from './web/tokens.ts';
import type { ServerWorld } from './world.ts';

export const TOKENS: Tokens = { operator: 'o'.repeat(43), viewer: 'v'.repeat(43) };

/** Finds a host and a port, and goes on until it is told to stop; then it says what it came to. */
export const untilStopped: Scan = async function* (spec, { signal }) {
  yield { ...HOST };
  yield { ...OPEN };
  while (!signal?.aborted) await sleep(5);
  yield { ...(endOfScan(spec) as Finding & { interrupted: boolean }), interrupted: true };
};

export const shortScan: Scan = async function* (spec) {
  yield { ...HOST };
  yield { ...OPEN };
  yield endOfScan(spec);
};

export interface FakeWorld extends ServerWorld {
  readonly inventory: Inventory;
  readonly reported: unknown[];
}

export async function fakeServerWorld(scan: Scan = shortScan, change: Partial<ServerWorld> = {}): Promise<FakeWorld> {
  const inventory = memoryInventory();
  const reported: unknown[] = [];
  return {
    version: '0.0.0',
    survey: await fakeSurveyWorld(),
    engine: fakeEngine(scan),
    openInventory: async () => inventory,
    async *ping({ targets: [{ port }], intervalMs }, { signal }) {
      for (let n = 1; !signal?.aborted; n++) {
        yield { type: 'ping', n, dport: port, rttMs: n } as PingEvent;
        await sleep(intervalMs, undefined, { signal }).catch(() => {});
      }
    },
    folder: mkdtempSync(join(tmpdir(), 'portolan-server-')),
    runsSchedules: true,
    now: () => new Date(),
    report: (error) => void reported.push(error),
    inventory,
    reported,
    ...change,
  };
}

export interface FakeServer extends AsyncDisposable {
  readonly server: Server;
  readonly world: FakeWorld;
  readonly url: string;
  dropClients(): void;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

/** Listening, until it is disposed of. */
export async function fakeServer(
  scan?: Scan,
  options: Partial<ServerOptions> = {},
  change?: Partial<ServerWorld>,
): Promise<FakeServer> {
  const world = await fakeServerWorld(scan, change);
  const server = await createServer(world, { host: '127.0.0.1', port: 0, tokens: TOKENS, ...options });
  await server.begin();
  const url = `http://127.0.0.1:${server.port()}`;
  return {
    server,
    world,
    url,
    dropClients: server.dropClients,
    get: (path, headers = {}) => fetch(url + path, { headers, redirect: 'manual' }),
    async [Symbol.asyncDispose]() {
      await server.end();
      rmSync(world.folder, { recursive: true, force: true });
    },
  };
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
