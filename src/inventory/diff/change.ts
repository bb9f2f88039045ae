// What is different between two surveys, as types; change.schema.ts declares them.
import type { Declared } from '../../finding/declared.schema.ts';
import type { Fact } from '../../finding/finding.ts';
import type { change, compared } from './change.schema.ts';

export type Change = Omit<Declared<typeof change>, 'facts'> & {
  readonly facts: { readonly before: readonly Fact[]; readonly after: readonly Fact[] };
};
export type ChangeName = Change['change'];
export type Compared = Declared<typeof compared>;
