// Whatever moment the processes of an xdp scan are killed at: nothing of theirs stays in the kernel, and packets pass.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test as plainTest } from 'node:test';
import { available } from './available.ts';
import { buildLab, type Lab } from './network/build.ts';
import { scenario } from './network/scenarios.ts';
import { labProgram } from './program.ts';
import { scanLab } from './runs/product.ts';
import { productObjects, programsOn, type ScannerLink, scannerLink } from './xdp/bpf-objects.ts';
import { readyForXdp } from './xdp/xdp-ready.ts';

const { missing } = await available();

/** The scan has come so far when it is killed. */
interface Moment {
  readonly name: 'startup' | 'attach' | 'sending';
  /** Milliseconds from the engine's start; the moment is there then. */
  readonly afterMs: number;
  /** Frames, since the lab was built or since the scan's start. */
  readonly frames: number;
}

const STARTUP_MS = [0, 15, 30, 60, 90, 120];
const FRAMES = [1, 256, 400, 800, 1600, 3200, 6400, 12_800, 25_600];
/** Of 10 seconds that the scan would take. */
const MOMENTS: readonly Moment[] = [
  ...STARTUP_MS.map((afterMs) => ({ name: 'startup', afterMs, frames: 0 }) as const),
  ...Array.from({ length: 5 }, () => ({ name: 'attach', afterMs: 0, frames: 0 }) as const),
  ...FRAMES.map((frames) => ({ name: 'sending', afterMs: 0, frames }) as const),
];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function children(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

/** Waits until the scan has come to that moment. False: it ended before, or never came there. */
async function wait(lab: Lab, pid: number, { name, afterMs, frames }: Moment, sentBefore: number): Promise<boolean> {
  const passed = ({ xdp, sent }: ScannerLink): boolean =>
    name === 'attach' ? xdp !== null : xdp !== null && sent - sentBefore >= frames;
  const end = performance.now() + 20_000;
  while (performance.now() < end) {
    const engines = await children(pid);
    if (name === 'startup' && engines.length > 0) {
      await pause(afterMs);
      return true;
    }
    if (name !== 'startup' && passed(await scannerLink(lab))) return true;
    await pause(1);
  }
  return false;
}

plainTest(
  'xdp: kill -9 of every process in mid-scan, 20 times: nothing stays, and the interface passes traffic',
  { skip: missing ?? false, timeout: 180_000 },
  async () => {
    await using lab = await buildLab(scenario('plain'));
    await readyForXdp(lab);
    const [[host, [open]]] = await lab.truth();
    const input = JSON.stringify([
      [host, open],
      [host, open === 65_535 ? 1 : open + 1],
    ]);
    assert.equal(MOMENTS.length, 20);
    for (const [index, moment] of MOMENTS.entries()) {
      const what = `killed at ${moment.name}, after ${moment.afterMs} ms or ${moment.frames} frames`;
      const before = await productObjects();
      const { sent } = await scannerLink(lab);
      let came = false;
      let objects = new Set<string>();
      const run = await scanLab(lab, ['--engine', 'kernel', '--rate', '100000'], {
        meanwhile: (pid) =>
          void (async () => {
            came = await wait(lab, pid, moment, sent);
            if (index === MOMENTS.length - 1) objects = await productObjects();
            // The command and the engine, each in turn the first one to go.
            const engines = await children(pid);
            for (const each of index % 2 === 0 ? [pid, ...engines] : [...engines, pid]) process.kill(each, 'SIGKILL');
          })().catch(() => {}),
      });
      assert.ok(came, what);
      assert.equal(run.signal, 'SIGKILL', what);
      assert.equal(run.rest, '', what);
      assert.ok(!run.lines.some(({ type }) => type === 'end'), what);
      if (index === MOMENTS.length - 1) assertSeen([...objects].filter((each) => !before.has(each)));
      await assertGone(lab, before, what);
      const said = await lab.run(process.execPath, [labProgram('truth/kernel-connect'), '3000'], { input });
      assert.equal(said, '["open","closed"]\n', what);
    }
  },
);

/** Or looking for what is left would find nothing, whatever is left. */
function assertSeen(objects: readonly string[]): void {
  for (const kind of ['prog', 'map', 'link']) {
    assert.ok(
      objects.some((each) => each.startsWith(kind)),
      `no ${kind} of a running scan among ${objects}`,
    );
  }
}

/** What was there before the scan is another's; the kernel gives back what a dead process had a little later. */
async function assertGone(lab: Lab, before: ReadonlySet<string>, what: string): Promise<void> {
  let left = [...(await productObjects())].filter((each) => !before.has(each));
  let attached = await programsOn(lab);
  for (let look = 0; look < 500 && left.length + attached.length > 0; look++) {
    await pause(20);
    const now = await productObjects();
    left = left.filter((each) => now.has(each));
    attached = await programsOn(lab);
  }
  assert.deepEqual({ left, attached }, { left: [], attached: [] }, what);
}
