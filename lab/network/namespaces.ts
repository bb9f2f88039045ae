// Network namespaces that belong to one lab, and go with it: by disposal, at the process's end, or by the next lab's sweep.
// They are named `plab<pid>-<start>-<number>-<role>`, so that a sweep can see whose they are: a number may be a younger process's
// by now, but then it started at another tick.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { type Companion, killAll, LabError, type RunOptions, run, start } from '../process.ts';

const FOLDER = '/run/netns';
/** Longer than a companion's grace. */
const STOPPING_MS = 1500;
const NAME = /^plab(\d+)-(\d+)-/;

/** The namespaces of one lab. */
export interface Namespaces extends AsyncDisposable {
  /** Makes a namespace, its loopback up and IPv6 off, and returns its full name. */
  add(role: string): Promise<string>;
  /** Starts a program inside; it is stopped before the namespace goes. */
  start(namespace: string, command: string, args: readonly string[]): Companion;
}

/** Runs a program inside a namespace. */
export function runInside(
  namespace: string,
  command: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<string> {
  return run('ip', ['netns', 'exec', namespace, command, ...args], options);
}

/** Several commands of ip(8), in one process, inside a namespace. */
export async function ip(namespace: string, commands: readonly string[]): Promise<void> {
  if (commands.length > 0) await run('ip', ['-n', namespace, '-batch', '-'], { input: `${commands.join('\n')}\n` });
}

/** Loads nft(8) text inside a namespace. */
export async function nft(namespace: string, text: string): Promise<void> {
  await runInside(namespace, 'nft', ['-f', '-'], { input: text });
}

/** Kernel settings (sysctl(8)) of a namespace. */
export async function sysctl(namespace: string, settings: Readonly<Record<string, string | number>>): Promise<void> {
  const words = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  if (words.length > 0) await runInside(namespace, 'sysctl', ['-q', '-w', ...words]);
}

const mine = new Set<string>();
let hooked = false;
let labs = 0;

/** Opens the namespaces of a new lab; leftovers of labs whose process is gone are removed first. */
export async function openNamespaces(): Promise<Namespaces> {
  await sweepNamespaces();
  hookExit();
  const prefix = `plab${process.pid}-${startedAt(process.pid)}-${++labs}-`;
  const names: string[] = [];
  const companions: Companion[] = [];
  return {
    async add(role) {
      if (!/^[a-z0-9-]{1,24}$/.test(role)) throw new LabError('E_LAB_NAME', `"${role}" is no name for a namespace`);
      const name = prefix + role;
      // Noted before it is there: an interruption in between must not leave it behind.
      mine.add(name);
      names.push(name);
      await run('ip', ['netns', 'add', name]);
      await sysctl(name, { 'net.ipv6.conf.all.disable_ipv6': 1, 'net.ipv6.conf.default.disable_ipv6': 1 });
      await ip(name, ['link set lo up']);
      return name;
    },
    start(namespace, command, args) {
      const companion = start('ip', ['netns', 'exec', namespace, command, ...args]);
      companions.push(companion);
      return companion;
    },
    async [Symbol.asyncDispose]() {
      const stopped = Promise.all(companions.map((companion) => companion.stop()));
      // What a program leaves behind holds its output open, and goes with the namespace.
      await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, STOPPING_MS))]);
      for (const name of names.splice(0)) {
        await remove(name);
        mine.delete(name);
      }
      await stopped;
    },
  };
}

/** Removes the namespaces of labs whose process is gone, with what still runs in them. Returns their names. */
export async function sweepNamespaces(): Promise<string[]> {
  const removed: string[] = [];
  for (const name of namespaceNames()) {
    const owner = NAME.exec(name);
    if (owner === null || startedAt(Number(owner[1])) === owner[2]) continue;
    await remove(name);
    removed.push(name);
  }
  return removed;
}

/** All named network namespaces of this machine. */
export function namespaceNames(): string[] {
  try {
    return readdirSync(FOLDER);
  } catch {
    return [];
  }
}

/** In clock ticks since the machine's start, which no setting of a clock moves (field 22: proc_pid_stat(5)). Null where it runs no more. */
function startedAt(pid: number): string | null {
  try {
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return state === 'Z' ? null : fields[18];
  } catch {
    return null;
  }
}

/** A namespace whose name is gone would live on with the processes inside it, so these go first. */
async function remove(name: string): Promise<void> {
  if (!namespaceNames().includes(name)) return;
  for (const pid of (await run('ip', ['netns', 'pids', name])).split('\n').filter(Boolean)) kill(Number(pid));
  // Two sweeps at once may meet here; what counts is that it is gone.
  await run('ip', ['netns', 'del', name]).catch((error: unknown) => {
    if (namespaceNames().includes(name)) throw error;
  });
}

function kill(pid: number): void {
  try {
    if (pid > 1 && pid !== process.pid) process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function hookExit(): void {
  if (hooked) return;
  hooked = true;
  process.once('exit', () => {
    killAll();
    for (const name of mine) {
      const inside = spawnSync('ip', ['netns', 'pids', name], { timeout: 5000, encoding: 'utf8' });
      for (const pid of (inside.stdout ?? '').split('\n').filter(Boolean)) kill(Number(pid));
      spawnSync('ip', ['netns', 'del', name], { timeout: 5000 });
    }
  });
  for (const [name, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    process.once(name, () => process.exit(128 + number));
  }
}
