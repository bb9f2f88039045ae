// A target on which all daemons of daemons.ts run, each on its own port and, by redirection in the target's kernel, on one
// where nobody expects it; and a scanner beside it.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAEMONS } from './daemons.ts';
import { ip, nft, openNamespaces, runInside } from './namespaces.ts';
import { LabError } from './process.ts';

export const DAEMON_TARGET = '198.18.9.2';
/** Odd ports are as far above a daemon's own. */
export const ODD = 20_000;
const LISTENING_MOST_MS = 60_000;

export interface DaemonLab extends AsyncDisposable {
  readonly scannerNamespace: string;
  /** Those of the daemons; each listens at `port + ODD` too. */
  readonly ports: readonly number[];
  /** As the target's kernel says. */
  listening(): Promise<ReadonlySet<number>>;
}

export async function buildDaemonLab(): Promise<DaemonLab> {
  const spaces = await openNamespaces();
  const scannerNamespace = await spaces.add('service-scanner');
  const target = await spaces.add('service-target');
  const folder = mkdtempSync(join(tmpdir(), 'plab-daemons-'));
  // Some of them give up their rights first.
  chmodSync(folder, 0o755);
  const ports = DAEMONS.flatMap((daemon) => daemon.ports.map(({ port }) => port));

  async function listening(): Promise<Set<number>> {
    const text = await runInside(target, 'ss', ['-Hltn']);
    return new Set([...text.matchAll(/:(\d+)\s+\S+:\*/g)].map(([, port]) => Number(port)));
  }

  async function allListening(): Promise<void> {
    const until = performance.now() + LISTENING_MOST_MS;
    for (;;) {
      const now = await listening();
      const missing = ports.filter((port) => !now.has(port));
      if (missing.length === 0) return;
      if (performance.now() > until) throw new LabError('E_LAB_DAEMON', `nobody listens on ${missing.join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async function dispose(): Promise<void> {
    await spaces[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  }

  try {
    await ip(scannerNamespace, [
      `link add eth0 type veth peer name eth0 netns ${target}`,
      'addr add 198.18.9.1/24 dev eth0',
      'link set eth0 up',
    ]);
    await ip(target, [`addr add ${DAEMON_TARGET}/24 dev eth0`, 'link set eth0 up']);
    const redirects = ports.map((port) => `tcp dport ${port + ODD} redirect to :${port}`);
    const chain = ['type nat hook prerouting priority -100', ...redirects].join('\n');
    await nft(target, `table ip lab {\nchain odd {\n${chain}\n}\n}\n`);
    for (const daemon of DAEMONS) {
      const own = join(folder, daemon.name);
      mkdirSync(own);
      const [command, ...args] = await daemon.start(own);
      spaces.start(target, command, args);
    }
    await allListening();
  } catch (error) {
    await dispose();
    throw error;
  }
  return { scannerNamespace, ports, listening, [Symbol.asyncDispose]: dispose };
}
