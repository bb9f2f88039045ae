// Filters as lines whose jumps name where they go, and these as instructions.
import type { Instruction } from './classic-bpf.ts';

/** An instruction whose jumps name where they go: `take`, `drop`, a label, or the next one (null). */
export interface Line {
  readonly label?: string;
  readonly code: number;
  readonly operand: number;
  readonly whenTrue?: string;
  readonly whenFalse?: string;
}

/** A jump reaches 255 instructions. */
export function assemble(lines: readonly Line[]): Instruction[] {
  const places = new Map(lines.flatMap(({ label }, index) => (label === undefined ? [] : [[label, index] as const])));
  return lines.map(({ code, operand, whenTrue, whenFalse }, index) => {
    const distance = (label: string | undefined) => (label === undefined ? 0 : places.get(label)! - index - 1);
    return [code, distance(whenTrue), distance(whenFalse), operand];
  });
}
