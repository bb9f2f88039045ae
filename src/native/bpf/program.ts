// A program as the assembler hands it on: its bytes, and for each instruction where in our source it came from.

export interface Program {
  /** What bpftool(8) shows: at most 15 letters, digits, `_` and `.`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** One for each slot of 8 bytes; the second slot of a 64-bit load repeats the first's. */
  readonly lines: readonly Line[];
}

export interface Line {
  /** `FILE.ts:12` of the call that emitted the instruction, then of its callers: three at most. */
  source(): readonly string[];
  /** Labels that stand before it. */
  readonly labels: readonly string[];
  /** The last comment at or before it. */
  readonly comment: string;
  /** True where that comment stands right before it. */
  readonly commentBegins: boolean;
  /** Name of the map it loads. */
  readonly map: string | null;
}

/** One instruction's origin for people: `xdp-responder.ts:41 < xdp-responder.ts:80 (checksums)`. */
export function describeLine(line: Line): string {
  return line.source().join(' < ') + (line.comment === '' ? '' : ` (${line.comment})`);
}

/**
 * Our files on the stack above `emitter`, innermost first. The stack is taken now and read when somebody asks: reading
 * takes ten times as long as assembling an instruction, and a program that loads is never asked.
 */
export function sourceAbove(emitter: (...args: never[]) => unknown): () => readonly string[] {
  const holder: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 3;
  Error.captureStackTrace(holder, emitter);
  Error.stackTraceLimit = limit;
  return () =>
    (holder.stack ?? '').split('\n').flatMap((frame) => {
      const match = /([^/\\()\s]+):(\d+):\d+\)?$/.exec(frame);
      return match === null || frame.includes('node:') ? [] : [`${match[1]}:${match[2]}`];
    });
}
