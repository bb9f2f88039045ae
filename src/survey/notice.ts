import type { NoticeFinding } from '../finding/finding.ts';

/** Something to know before anything is sent. `code`: stable, `N_...`. */
export function notice(code: string, text: string): NoticeFinding {
  return { type: 'notice', code, text };
}
