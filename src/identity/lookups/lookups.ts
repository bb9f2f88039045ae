// All lookups: another one is a file beside this one, and a line here.
import type { Lookup } from './lookup.ts';

export const LOOKUPS: readonly Lookup[] = [];
