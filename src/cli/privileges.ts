// Gives up what this process may do beyond the person who called it. Only the engine's process needs rights; whatever reads
// what strangers sent, and whatever writes files, does so without.
//
//   called through sudo(8)        it becomes the user who called sudo
//   by root itself                it stays root for files, and keeps no right over networks, processes' ids, the kernel; the threads
//                                 of its runtime have no right at all
//   by anybody with capabilities  it has none any more
import { sudoCaller } from '../engine/launch.ts';
import { permittedCapabilities, setCapabilities, setOf, takeRightsFromOtherThreads } from '../native/rights.ts';
import { CliError } from './errors.ts';

/** The part of `process` that changes who it is (setuid(2), setgroups(2)); absent where the system has no such thing. */
export interface Identity {
  getuid?(): number;
  getgid?(): number;
  setuid?(id: number): void;
  setgid?(id: number): void;
  setgroups?(groups: readonly number[]): void;
  initgroups?(user: number, extraGroup: number): void;
}

/** What root has over files, and over processes that it has started. */
const FILES = setOf('chown', 'dacOverride', 'dacReadSearch', 'fowner', 'fsetid', 'kill');

/** What it takes to take rights from other threads. */
const OF_OTHER_THREADS = setOf('setuid', 'setpcap');

/** Throws E_PRIVILEGES where it is refused: going on with more rights would be worse. */
export function giveUpRights(): void {
  becomeCaller(process.env, process);
  if (process.platform !== 'linux') return;
  const has = permittedCapabilities();
  const isRoot = process.getuid?.() === 0;
  const kept = isRoot ? has & FILES : 0n;
  if (kept === has) return;
  try {
    if (isRoot && (has & OF_OTHER_THREADS) === OF_OTHER_THREADS) takeRightsFromOtherThreads();
    setCapabilities({ permitted: kept, effective: kept, inheritable: 0n });
  } catch (error) {
    throw new CliError('E_PRIVILEGES', `cannot give up capabilities: ${(error as Error).message}`);
  }
}

/** Becomes the user of SUDO_UID and SUDO_GID where this process is root and they say so. Nothing happens elsewhere. */
export function becomeCaller(environment: Readonly<Record<string, string | undefined>>, identity: Identity): void {
  if (identity.getuid?.() !== 0) return;
  const caller = sudoCaller(environment);
  if (caller === null) return;
  const { uid, gid } = caller;
  try {
    // The order matters: after setuid the groups can no longer be changed.
    try {
      identity.initgroups!(uid, gid);
    } catch {
      // A user number without a name has no further groups.
      identity.setgroups!([gid]);
    }
    identity.setgid!(gid);
    identity.setuid!(uid);
  } catch (error) {
    throw cannotDrop(uid, error instanceof Error ? error.message : String(error));
  }
  if (identity.getuid() !== uid || identity.getgid?.() !== gid) throw cannotDrop(uid, 'the system did not change them');
}

function cannotDrop(uid: number, reason: string): CliError {
  return new CliError(
    'E_PRIVILEGES',
    `cannot give up root for user ${uid} (SUDO_UID): ${reason}; as root without sudo, unset SUDO_UID and SUDO_GID`,
  );
}
