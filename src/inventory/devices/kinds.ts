export interface Key {
  readonly kind: string;
  readonly slot: string;
  readonly value: string;
  readonly source: string;
}

import type { Fact } from '../../finding/finding.ts';
export function keysOf(_fact: Fact): readonly Key[] {
  return [];
}
