// The verifier's log, read for what a person needs: what it objects to, at which instruction, and where that is ours.
import { SLOT } from './instructions.ts';
import { describeLine, type Program } from './program.ts';

export interface Objection {
  /** Slot; null where the log names none. */
  readonly slot: number | null;
  /** The objection itself, one line. */
  readonly text: string;
  /** The log's last lines, that one included. */
  readonly tail: readonly string[];
}

const TAIL_LINES = 12;
/** What follows the objection: figures, and the states of a loop that does not end. */
const AFTERWORD =
  /^((cur|old) state:|processed \d+ insns|verification time|stack depth|max_states|insns processed|total_states)/;
/** `12: (61) r1 = *(u32 *)(r6 +4)`, what the verifier was at. */
const INSTRUCTION = /^(\d+): \([0-9a-f]{2}\)/;
/** `unreachable insn 12`, `back-edge from insn 7 to 3`, `jump out of range from insn 3 to 9`. */
const NAMED = /\binsn (\d+)/;

export function readObjection(log: string): Objection {
  const lines = log.split('\n').filter((line) => line.trim() !== '' && !AFTERWORD.test(line));
  // States (`R1=ctx() ...`), instructions and moves between them (`from 3 to 7: ...`) are how it got there.
  const isWalk = (line: string): boolean =>
    INSTRUCTION.test(line) || /^(\d+: )?(R\d+|from \d+ to \d+|frame\d+)/.test(line);
  // An objection may begin with a register too: `R1 invalid mem access`; then the walk ended right before.
  let text = lines.at(-1) ?? 'the verifier gave no reason';
  if (isWalk(text) && !/^R\d+ [a-z!]/.test(text)) text = 'the verifier stopped here';
  const named = NAMED.exec(text);
  const walked = lines.findLast((line) => INSTRUCTION.test(line));
  const slot = named !== null ? Number(named[1]) : walked === undefined ? null : Number.parseInt(walked, 10);
  return { slot, text, tail: lines.slice(-TAIL_LINES) };
}

/** The message of E_BPF_VERIFIER. */
export function describeObjection(program: Program, { slot, text, tail }: Objection): string {
  const line = slot === null ? undefined : program.lines[slot];
  const slots = program.bytes.length / SLOT;
  const place = line === undefined ? '' : ` at ${describeLine(line)}, slot ${slot} of ${slots}`;
  return `the kernel refuses the program "${program.name}"${place}: ${text}\n${tail.map((each) => `  ${each}`).join('\n')}`;
}
