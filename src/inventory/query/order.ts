// In which order rows come: by a column, downwards with `-` before it; then by address, so that it is always the same one. What is not
// known comes last both ways.
import { type RawBuilder, sql } from 'kysely';
import { InventoryError } from '../error.ts';

/** Names for people, and the columns that they mean. */
export type Columns = Readonly<Record<string, string>>;

/** `last`: what else tells rows apart. Throws E_SORT, which names the columns there are. */
export function orderOf(sort: string | undefined, columns: Columns, last: readonly string[]): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  for (const word of wordsOf(sort)) {
    const name = nameOf(word);
    if (!Object.hasOwn(columns, name)) {
      throw new InventoryError(
        'E_SORT',
        `sort by "${word}": there are ${Object.keys(columns).join(', ')}; - before it: downwards`,
      );
    }
    const column = sql.ref(columns[name]);
    parts.push(sql`${column} is null`, word.startsWith('-') ? sql`${column} desc` : sql`${column}`);
  }
  return sql.join([...parts, ...last.map((column) => sql.ref(column))], sql`, `);
}

/** Whether a column is among those that it goes by. */
export function isSortedBy(sort: string | undefined, name: string): boolean {
  return wordsOf(sort).some((word) => nameOf(word) === name);
}

const wordsOf = (sort: string | undefined): readonly string[] => sort?.split(',') ?? [];
const nameOf = (word: string): string => word.replace(/^-/, '').toLowerCase();
