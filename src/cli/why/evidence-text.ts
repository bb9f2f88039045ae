// What stands behind a fact: what came back, to what, by which stage, when.
import type { Evidence } from '../../finding/join.ts';

export function evidenceText({ probe, reason, stage, time }: Evidence): string {
  const asked = probe === undefined ? '' : ` to ${probe}`;
  return `${reason}${asked}, stage ${stage}, ${time}`;
}
