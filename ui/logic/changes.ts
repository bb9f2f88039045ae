// What changed between two surveys, in three groups; and which hosts that marks.
import type { ChangeRow } from '../../src/server/api.ts';

export const GROUPS = ['new', 'changed', 'gone'] as const;
export type ChangeGroup = (typeof GROUPS)[number];

/** By the words of a kind, `host-new`, `port-opened`, `service-changed`; what nobody knows here is a change. */
export function groupOf(kind: string): ChangeGroup {
  const words = kind.split(/[^a-z]+/);
  const has = (...some: readonly string[]): boolean => some.some((word) => words.includes(word));
  if (has('new', 'opened', 'appeared', 'added', 'came')) return 'new';
  if (has('gone', 'closed', 'vanished', 'removed', 'lost', 'went')) return 'gone';
  return 'changed';
}

/** A host's marks, each group once: itself new or gone, else changed. */
export function marksOf(changes: readonly ChangeRow[]): ReadonlyMap<string, ChangeGroup> {
  const marks = new Map<string, ChangeGroup>();
  for (const { ip, kind } of changes) {
    const ofHost = kind.split(/[^a-z]+/).includes('host') ? groupOf(kind) : 'changed';
    if (ofHost !== 'changed' || !marks.has(ip)) marks.set(ip, ofHost);
  }
  return marks;
}
