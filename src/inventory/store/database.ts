// What SQLite and PostgreSQL have in common, as far as an inventory needs it. Statements have `?` for values; both know
// `on conflict`, `returning` and `->>`.
//
//  1. One transaction at a time is open for writing; it has a connection of its own, so that nobody reads what may be taken back.
//  2. What is read outside of it is what was committed last.
export type Value = string | number | null;

export interface Connection {
  all<Row>(sql: string, values?: readonly Value[]): Promise<Row[]>;
  /** Adds rows; of a row as long as `columns`. `tail`: `on conflict ...`. No two rows may have the same key. */
  insert(table: string, columns: readonly string[], rows: readonly (readonly Value[])[], tail?: string): Promise<void>;
}

export interface Database extends Pick<Connection, 'all'> {
  readonly kind: 'sqlite' | 'postgres';
  /** For messages: a file, or a server without its password. */
  readonly name: string;
  /** Takes back all that was done where `work` throws. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** One after another. */
export function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
