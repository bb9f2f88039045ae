// A scan that is killed at some moment, and gone on with, until it has ended: what all its runs said, and what that cost on the wire.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab } from '../network/build.ts';
import { startCapture } from '../truth/capture.ts';
import { scannerLink } from '../xdp/bpf-objects.ts';
import { endOf, openPorts, type ProductRun, runProduct, scanLab } from './product.ts';

/** Who gets SIGKILL. */
export type Victim = 'command' | 'engine' | 'both';

export interface Kill {
  /** From its first word on. */
  readonly afterMs: number;
  readonly victim: Victim;
}

export interface KilledRun {
  /** Runs, the last of which ended by itself. */
  readonly runs: readonly ProductRun[];
  /** What the last one said: all that is known. */
  readonly open: Map<string, number[]>;
  /** Ports that any run told to be open more than once. */
  readonly toldTwice: number;
  /** SYNs that arrived, and how many different pairs of address and port they asked. */
  readonly syns: number;
  readonly pairs: number;
  /** Journals that were left at the end. */
  readonly left: readonly string[];
}

async function kill(pid: number, victim: Victim): Promise<void> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const engines = text.trim().split(' ').filter(Boolean).map(Number);
  for (const each of victim === 'command' ? [pid] : victim === 'engine' ? engines : [pid, ...engines]) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

/** What was asked: SYNs that came to the target, and of how many pairs of address and port. */
type Asked = Pick<KilledRun, 'syns' | 'pairs'>;

async function countAtTarget(lab: Lab): Promise<(last: ProductRun) => Promise<Asked>> {
  const capture = await startCapture(lab.arrivals[0], 'tcp[tcpflags] & (tcp-syn | tcp-ack) = tcp-syn');
  return async () => {
    const { destinations, ports, kernelDrops } = await capture.stop();
    if (kernelDrops > 0) throw new Error(`the capture has lost ${kernelDrops} frames`);
    const pairs = new Set<number>();
    for (const [index, address] of destinations.entries()) pairs.add(address * 65_536 + ports[index]);
    return { syns: ports.length, pairs: pairs.size };
  };
}

/** Where targets answer from their driver nobody sees a frame there: by the scanner's interface, whose frames are SYNs and a RST an open port. */
async function countAtScanner(lab: Lab): Promise<(last: ProductRun) => Promise<Asked>> {
  const before = (await scannerLink(lab)).sent;
  return async (last) => {
    const { openPorts: open, probes } = endOf(last) as unknown as { openPorts: number; probes: number };
    return { syns: (await scannerLink(lab)).sent - before - open, pairs: probes };
  };
}

/** `args`: of the scan, beside targets and ports. `inDriver`: targets answer from their driver. */
export async function killedRun(
  lab: Lab,
  args: readonly string[],
  kills: readonly Kill[],
  inDriver = false,
): Promise<KilledRun> {
  const state = await mkdtemp(join(tmpdir(), 'portolan-state-'));
  const prefix = ['env', `XDG_STATE_HOME=${state}`];
  const count = await (inDriver ? countAtScanner(lab) : countAtTarget(lab));
  const runs: ProductRun[] = [];
  try {
    for (const each of [...kills, null]) {
      const options =
        each === null
          ? { prefix }
          : {
              prefix,
              fromFirstLine: true,
              afterMs: each.afterMs,
              meanwhile: (pid: number) => void kill(pid, each.victim),
            };
      runs.push(runs.length === 0 ? await scanLab(lab, args, options) : await runProduct(lab, ['resume'], options));
      // It ended before it was to be killed.
      if (each !== null && runs.at(-1)?.code === 0) break;
    }
    const left = await readdir(join(state, 'portolan', 'journals')).catch(() => []);
    const last = runs.at(-1) as ProductRun;
    endOf(last);
    return { runs, open: openPorts(last), toldTwice: twice(runs), ...(await count(last)), left };
  } finally {
    await rm(state, { recursive: true });
  }
}

/** In any one run: a run that goes on gives what was found before, once. */
function twice(runs: readonly ProductRun[]): number {
  let more = 0;
  for (const { lines } of runs) {
    const told = lines
      .filter(({ type, state }) => type === 'port' && state === 'open')
      .map(({ ip, port }) => `${ip}:${port}`);
    more += told.length - new Set(told).size;
  }
  return more;
}
