// Lines as JSON.
import type { Line } from './finding.ts';

let last: Line | null = null;
let text = '';

/** As JSON.stringify() has it. A line is kept in the journal, kept in the inventory and shown one after the other: the last one is remembered. */
export function jsonOf(line: Line): string {
  if (line !== last) [last, text] = [line, JSON.stringify(line)];
  return text;
}
