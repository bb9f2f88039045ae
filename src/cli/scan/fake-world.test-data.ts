// A world without packets, for tests of the scan command.
import type { Finding } from '../../finding/finding.ts';
import { FINDINGS } from '../../report/findings.test-data.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import type { Console } from '../console.ts';
import type { ScanWorld } from './world.ts';

export interface FakeWorld extends ScanWorld {
  /** What the engine was told, one entry a scan. */
  readonly specs: ScanSpec[];
}

/** Resolves targets as it is done; scans as `change.scan` says, else gives the findings of findings.test-data.ts. */
export async function fakeWorld(change: Partial<ScanWorld> = {}): Promise<FakeWorld> {
  const { resolveTargets } = await import('../../target/targets.ts');
  const { defaultTargets } = await import('../../link/interfaces.ts');
  const world: FakeWorld = {
    platform: 'linux',
    specs: [],
    async *scan() {
      yield* FINDINGS;
    },
    resolveTargets: (request, options) =>
      resolveTargets(request, { ...options, lookup: async () => ['198.18.0.3', '198.18.0.4'] }),
    planInterfaces: () => [],
    defaultTargets,
    mayOpenRawSockets: () => true,
    ...change,
  };
  const { scan } = world;
  world.scan = (spec, options): AsyncIterable<Finding> => {
    world.specs.push(spec);
    return scan(spec, options);
  };
  return world;
}

export interface FakeConsole extends Console {
  stdout: string;
  stderr: string;
}

export function fakeConsole(change: Partial<Console> = {}): FakeConsole {
  const console: FakeConsole = {
    stdout: '',
    stderr: '',
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    columns: () => 80,
    rows: () => 24,
    environment: {},
    output: {
      out(text) {
        console.stdout += text;
      },
      err(text) {
        console.stderr += text;
      },
    },
    ...change,
  };
  return console;
}
