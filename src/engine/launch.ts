// Starts the engine's process with no more rights than its work needs, from its first instruction on.
//
// Rules:
//  1. It is not root. Where sudo(8) was called it is the person who called it; where root itself called, nobody.
//  2. Of root's rights it keeps CAP_NET_RAW, and CAP_NET_ADMIN, CAP_BPF, CAP_PERFMON where this process has them; as ambient
//     capabilities (capabilities(7)), so that every one of its threads has them and nothing has to be given up later.
//  3. Where the caller says that it is done with rights, the engine's bounding set is empty and it gains none by executing
//     (no_new_privs). Both are the calling thread's too, from then on: that is why it is asked for.
//  4. Its code may lie where only root can go (/root). Folders are opened before, and the process finds its code below them.
//  5. Where a person may not become another (a container without CAP_SETUID, or in which there is no such person), or nobody
//     may not read the code itself, the process keeps the caller's ids, and still no more capabilities than these: root gains none by
//     executing. Only where that cannot be said either (no CAP_SETPCAP) it gives up the others by itself (own-rights.ts), and the
//     threads of its runtime keep them; nothing of ours runs there.
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CapabilitySet,
  clearAmbient,
  emptyBoundingSet,
  inheritableCapabilities,
  noNewPrivileges,
  PACKET_RIGHTS,
  permittedCapabilities,
  raiseAmbient,
  rightsFollowUser,
  setCapabilities,
  setOf,
} from '../native/rights.ts';

const BECOME_ANOTHER = setOf('setuid', 'setgid', 'setpcap');
const NOBODY = 65_534;

const BUILT = import.meta.url.endsWith('.js');
const MAIN = fileURLToPath(new URL(BUILT ? './engine-main.js' : './engine-main.ts', import.meta.url));

/** The engine's own memory is in shared buffers; what it makes beside that is little, and short-lived. */
const SMALL = ['--max-semi-space-size=1', '--v8-pool-size=1'];
/** The same outside of V8: the C library keeps what was freed for each thread apart (mallopt(3)); these allocate next to nothing once they run. */
const ONE_ARENA = { MALLOC_ARENA_MAX: '1' };

export interface LaunchOptions {
  /** What to load while the first job is still on its way: `raw`, `kernel`, `hosts` (ARP may be all that is asked), `connect`, `ping`, `listen`. */
  readonly hint: string;
  /** The calling thread executes nothing any more that needs rights (rule 3). */
  readonly giveUp: boolean;
  /** Whether it is to send packets; else it has no rights at all. */
  readonly packets: boolean;
  /** Sockets for its input, its output, and descriptors, that somebody else holds the other ends of; default: new ones. */
  readonly pipes?: readonly [stdin: number, stdout: number, descriptors: number];
}

/** Numbers of a user and a group. */
export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** Whom sudo(8) was called by; null where it was not, or by root. */
export function sudoCaller(environment: Readonly<Record<string, string | undefined>>): Ids | null {
  const [uid, gid] = [environment.SUDO_UID, environment.SUDO_GID].map((text) =>
    text !== undefined && /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 - 1 ? Number(text) : null,
  );
  return uid === null || gid === null || uid === 0 ? null : { uid, gid };
}

/** Throws what spawn(2) and the system's refusal of a right throw. */
export function launchEngine(options: LaunchOptions): ChildProcess {
  const kept = process.platform === 'linux' ? permittedCapabilities() : 0n;
  const run = (ids: Ids | null): ChildProcess => start(options, ids);
  if (kept === 0n) return run(null);
  const wanted = options.packets ? kept & PACKET_RIGHTS : 0n;
  const ids = (kept & BECOME_ANOTHER) === BECOME_ANOTHER ? otherIds() : null;
  return withRights(kept, wanted, options.giveUp, () => run(ids));
}

/** Rules 1 and 5: null where the ids stay. */
function otherIds(): Ids | null {
  if (process.getuid?.() !== 0) return null;
  const ids = sudoCaller(process.env) ?? { uid: NOBODY, gid: NOBODY };
  if (!isMapped('uid_map', ids.uid) || !isMapped('gid_map', ids.gid)) return null;
  const { mode, uid } = statSync(MAIN);
  const mayRead = (mode & 0o004) !== 0 || uid === ids.uid;
  const mayEnter =
    isReachable(MAIN, ids, codeFolder()) && isReachable(process.execPath, ids, dirname(process.execPath));
  return mayRead && mayEnter ? ids : null;
}

/** Whether this user namespace has a person of that number (user_namespaces(7)); many containers have few. */
function isMapped(map: string, id: number): boolean {
  const lines = readFileSync(`/proc/self/${map}`, 'latin1').trimEnd().split('\n');
  return lines.some((line) => {
    const [first, , length] = line.trim().split(/\s+/).map(Number);
    return id >= first && id < first + length;
  });
}

/** Rules 2 and 3: what the calling thread has while it starts the process is what the process has. */
function withRights<T>(kept: CapabilitySet, wanted: CapabilitySet, giveUp: boolean, run: () => T): T {
  const inheritable = inheritableCapabilities();
  const bounds = (kept & setOf('setpcap')) !== 0n;
  if (bounds) rightsFollowUser(false);
  setCapabilities({ permitted: kept, effective: kept, inheritable: inheritable | wanted });
  clearAmbient();
  raiseAmbient(wanted);
  if (giveUp) {
    noNewPrivileges();
    // Not before: what is in no bounding set cannot become inheritable (capset(2)).
    if (bounds) emptyBoundingSet();
  }
  try {
    return run();
  } finally {
    clearAmbient();
    setCapabilities({ permitted: kept, effective: kept, inheritable });
    if (bounds) rightsFollowUser(true);
  }
}

/** The descriptors of these folders in the process (behind stdin, stdout, stderr, and where descriptors come). */
const CODE_FOLDER = 4;
const NODE_FOLDER = 5;

function start({ hint, pipes: given }: LaunchOptions, ids: Ids | null): ChildProcess {
  const [stdin, stdout, descriptors] = given ?? (['pipe', 'pipe', 'pipe'] as const);
  const pipes: StdioOptions = [stdin, stdout, 'inherit', descriptors];
  const options = { cwd: '/', env: { ...process.env, ...ONE_ARENA }, ...ids };
  if (ids === null || (isReachable(MAIN, ids) && isReachable(process.execPath, ids))) {
    return spawn(process.execPath, [...SMALL, MAIN, hint], { ...options, stdio: pipes });
  }
  const top = codeFolder();
  const folders = [top, dirname(process.execPath)].map((path) =>
    openSync(path, constants.O_RDONLY | constants.O_DIRECTORY),
  );
  const node = `/proc/self/fd/${NODE_FOLDER}/${basename(process.execPath)}`;
  const main = `/proc/self/fd/${CODE_FOLDER}/${relative(top, MAIN)}`;
  try {
    const words = [...SMALL, '--preserve-symlinks', '--preserve-symlinks-main', main, hint];
    return spawn(node, words, { ...options, stdio: [...pipes, ...folders] });
  } finally {
    for (const folder of folders) closeSync(folder);
  }
}

/** Whether every folder above, up to `top`, lets them through; what groups are allowed is not looked at. */
function isReachable(path: string, { uid }: Ids, top = '/'): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const status = statSync(folder);
    if ((status.mode & (status.uid === uid ? 0o100 : 0o001)) === 0) return false;
    if (folder === top || folder === dirname(folder)) return true;
  }
}

/** Below it is all that is loaded: the repository, or the folder whose node_modules have this package. */
function codeFolder(): string {
  const installed = MAIN.indexOf(`${sep}node_modules${sep}`);
  if (installed >= 0) return MAIN.slice(0, installed);
  let folder = dirname(MAIN);
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
