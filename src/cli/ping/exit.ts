// How `portolan ping` ends: as fping does, not as the other commands.
import { EXIT, exitCodeOf, isForPeople } from '../errors.ts';

export const PING_EXIT = { answered: 0, lost: 1, nameNotFound: 2, usage: 3, failed: 4 } as const;

/** The exit code that an error ends a ping with. */
export function pingExitCodeOf(error: unknown): number {
  if (isForPeople(error) && error.code === 'E_HOST_NOT_FOUND') return PING_EXIT.nameNotFound;
  return exitCodeOf(error) === EXIT.usage ? PING_EXIT.usage : PING_EXIT.failed;
}
