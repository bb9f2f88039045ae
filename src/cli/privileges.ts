// Under sudo only the engine's process needs root. Once it runs, this one becomes the user who called, so that whatever
// reads what strangers sent, and writes files, does so without privileges.
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

/**
 * Becomes the user of SUDO_UID and SUDO_GID where this process is root and they say so. Nothing happens elsewhere.
 * Throws E_PRIVILEGES where it is asked for and cannot be done: going on as root would be worse.
 */
export function dropPrivileges(environment: Readonly<Record<string, string | undefined>>, identity: Identity): void {
  if (identity.getuid?.() !== 0) return;
  const uid = numberOf(environment.SUDO_UID);
  const gid = numberOf(environment.SUDO_GID);
  if (uid === null || gid === null || uid === 0) return;
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

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 - 1 ? Number(text) : null;
}

function cannotDrop(uid: number, reason: string): CliError {
  return new CliError(
    'E_PRIVILEGES',
    `cannot give up root for user ${uid} (SUDO_UID): ${reason}; as root without sudo, unset SUDO_UID and SUDO_GID`,
  );
}
