// `portolan scan` in a process of its own, in a world without packets. FAKE_SCAN says how the scan goes.
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { JobControl } from '../../engine/engine.ts';
import type { Finding } from '../../finding/finding.ts';
import { END, FINDINGS, PROGRESS } from '../../report/findings.test-data.ts';
import { ScanError } from '../../scan/scan-error.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import type { Scan as FakeScan } from '../../survey/fake.test-data.ts';
import { loadWriter } from '../kept/open.ts';
import { exitCodeFrom } from '../output.ts';
import { scanCommand } from './command.ts';
import { fakeWorld } from './fake-world.test-data.ts';
import type { ScanWorld } from './world.ts';

type Scan = (control: JobControl, spec: ScanSpec) => AsyncGenerator<Finding>;

const OPEN: Finding = { type: 'port', ip: '198.18.0.3', proto: 'tcp', port: 22, state: 'open', reason: 'syn-ack' };

const SCANS: Record<string, Scan> = {
  async *plain() {
    yield* FINDINGS;
  },
  /** Finds the same port again and again until it is told to stop. */
  async *endless({ signal }) {
    while (!signal?.aborted) {
      yield OPEN;
      await setImmediate();
    }
    yield { ...END, interrupted: true, unasked: 7 };
  },
  /** Finds port after port until it is told to stop. */
  async *counting({ signal }) {
    for (let port = 1; port < 65_536 && !signal?.aborted; port++) {
      yield { ...OPEN, port };
      if (port % 16 === 0) await setImmediate();
    }
    yield { ...END, interrupted: true, unasked: 7 };
  },
  /** Says where it is, until it is told to stop. */
  async *watched({ signal }) {
    while (!signal?.aborted) {
      yield { ...PROGRESS, rate: 1234 };
      await setTimeout(50);
    }
    yield { ...END, interrupted: true, unasked: 7 };
  },
  /** Has found so much that giving it takes seconds. */
  async *large({ signal }) {
    yield OPEN;
    while (!signal?.aborted) await setTimeout(10);
    for (let k = 0; k < 8; k++) {
      await setTimeout(500);
      yield OPEN;
    }
    yield { ...END, interrupted: true, unasked: 7 };
  },
  /** Does not stop when told to. */
  async *deaf() {
    yield OPEN;
    yield PROGRESS;
    for (;;) await setTimeout(1000);
  },
  async *dies() {
    yield PROGRESS;
    yield OPEN;
    throw new ScanError('E_ENGINE_DIED', 'the packet engine ended before it was done (signal SIGKILL)');
  },
  async *refused() {
    yield PROGRESS;
    throw new ScanError('E_NO_PERMISSION', 'raw sockets are refused');
  },
  async *udpRefused(_control, { probe }) {
    if (probe === 'udp') throw new ScanError('E_NO_PERMISSION', 'raw sockets are refused');
    yield* FINDINGS;
  },
  async *broken() {
    yield OPEN;
    throw new TypeError('x is not a function');
  },
  /** Says nothing about how complete it was. */
  async *endsEarly() {
    yield OPEN;
  },
};

const scan: FakeScan = (spec, control) => SCANS[process.env.FAKE_SCAN ?? 'plain'](control, spec);

const world = async (): Promise<ScanWorld> => ({ ...(await fakeWorld({ scan })), loadWriter });

process.exit(await exitCodeFrom(() => scanCommand(process.argv.slice(2), world)));
