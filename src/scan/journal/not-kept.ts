// A journal that cannot be written any more: the scan goes on without.
import type { NoticeFinding } from '../../finding/finding.ts';

export const notKept = (reason: string): NoticeFinding => ({
  type: 'notice',
  code: 'N_JOURNAL',
  text: `the journal of this scan cannot be written any more (${reason}): it cannot be gone on with from here on`,
});
