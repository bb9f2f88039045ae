// A table of ten thousand rows of which a screen is drawn: which rows are in sight, and which parts of the table to ask for.

/** Rows that are asked for at once. */
export const PART = 200;
/** Rows that are drawn beyond both edges, so that slow scrolling never shows a gap. */
const BEYOND = 8;

export interface Sight {
  readonly first: number;
  /** The one behind the last. */
  readonly end: number;
}

export function inSight(scrolled: number, height: number, rowHeight: number, total: number): Sight {
  const first = Math.max(0, Math.min(total, Math.floor(scrolled / rowHeight) - BEYOND));
  const end = Math.min(total, Math.ceil((scrolled + height) / rowHeight) + BEYOND);
  return { first, end: Math.max(first, end) };
}

/** Numbers of the parts that a sight needs. */
export function partsOf({ first, end }: Sight): readonly number[] {
  if (end <= first) return [];
  const [from, to] = [Math.floor(first / PART), Math.floor((end - 1) / PART)];
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Where a row has to be scrolled to, to be whole in sight; null where it is. */
export function scrollFor(row: number, scrolled: number, height: number, rowHeight: number): number | null {
  const top = row * rowHeight;
  if (top < scrolled) return top;
  return top + rowHeight > scrolled + height ? top + rowHeight - height : null;
}
