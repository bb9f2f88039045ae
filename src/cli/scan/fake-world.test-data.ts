// A world without packets, for tests of the scan command.
import type { Finding } from '../../finding/finding.ts';
import { FINDINGS } from '../../report/findings.test-data.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { fakeEngine, fakeSurveyWorld, type Scan } from '../../survey/fake.test-data.ts';
import type { SurveyWorld } from '../../survey/world/world.ts';
import type { Console } from '../console.ts';
import type { ScanWorld } from './world.ts';

export interface FakeWorld extends ScanWorld {
  /** What the engine was told, one entry a scan. */
  readonly specs: ScanSpec[];
}

export type Change = Partial<SurveyWorld> & { readonly scan?: Scan };

/** Scans as `change.scan` says, else gives the findings of findings.test-data.ts. */
export async function fakeWorld({ scan = plainScan, ...change }: Change = {}): Promise<FakeWorld> {
  const specs: ScanSpec[] = [];
  return { ...(await fakeSurveyWorld(change)), specs, openEngine: async () => fakeEngine(scan, specs) };
}

async function* plainScan(): AsyncGenerator<Finding> {
  yield* FINDINGS;
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
    stdoutIsPipe: false,
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
