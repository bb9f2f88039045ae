// Columns that stand where they stand from the first row of a table to the last, whatever host a row is of.
//
//  1. A column is as wide as its widest cell, its title included, and never wider than it may be: what is longer runs over.
//  2. A column without a cell that says anything is left out.
//  3. The last column ends where its text ends.

export interface Column {
  readonly title: string;
  /** Numbers end at one place. */
  readonly right?: boolean;
}

/** So wide a column may become. */
const WIDEST = 28;
const GAP = '  ';

export interface Columns {
  /** Looks at a row before the first one is shown. `reaching`: the cells that count for the width; without it all do. */
  measure(row: readonly string[], reaching?: (column: number) => boolean): void;
  header(): string;
  /** `painted`: a cell as it is shown, once it is as wide as it will be. */
  line(row: readonly string[], painted?: (cell: string, column: number) => string): string;
}

export function createColumns(columns: readonly Column[]): Columns {
  const widths = columns.map(() => 0);
  const shown = (): number[] => widths.flatMap((width, at) => (width > 0 ? [at] : []));
  const widthOf = (at: number): number => Math.max(widths[at], columns[at].title.length);
  const lineOf = (row: readonly string[], painted: (cell: string, column: number) => string): string => {
    const all = shown();
    const last = all.findLast((at) => row[at] !== '') ?? 0;
    const cells = all
      .filter((at) => at <= last)
      .map((at) => {
        const width = columns[at].right === true ? widthOf(at) : at === last ? 0 : widthOf(at);
        return painted(columns[at].right === true ? row[at].padStart(width) : row[at].padEnd(width), at);
      });
    return cells.join(GAP);
  };
  return {
    measure(row, reaching = () => true) {
      for (let at = 0; at < columns.length; at++) {
        if (row[at] === '') continue;
        // What runs over makes its column one that is there, and no wider.
        widths[at] = Math.max(widths[at], reaching(at) ? Math.min(row[at].length, WIDEST) : 1);
      }
    },
    header: () =>
      lineOf(
        columns.map(({ title }) => title),
        (cell) => cell,
      ),
    line: (row, painted = (cell) => cell) => lineOf(row, painted),
  };
}
