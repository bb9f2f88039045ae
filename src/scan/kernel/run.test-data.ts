// Runs what a building block emits in the kernel: words in at the begin of a frame, a word out.
import { type Assembler, createAssembler, loadProgram, r0, r1, r2, r9, testRun, XDP } from '../../native/bpf/index.ts';

/** Of the shortest frame that a block is given. */
const FRAME_LENGTH = 96;

/** Loads a program whose body begins with r9 at a frame of `length` bytes; `lost` returns XDP_ABORTED. */
export function loadOnFrame(
  build: (a: Assembler) => void,
  length = FRAME_LENGTH,
): {
  /** Runs it on a frame with these words (32 bits) at its begin. Returns the frame, or null where it went to `lost`. */
  run(...words: readonly number[]): Buffer | null;
  close(): void;
} {
  const a = createAssembler('block');
  a.ldx32(r9, r1, 0).ldx32(r2, r1, 4).mov(r1, r9).add(r1, length).jgt(r1, r2, 'lost');
  build(a);
  a.mov(r0, XDP.pass).exit().label('lost').mov(r0, XDP.aborted).exit();
  const loaded = loadProgram(a.assemble(), 'xdp');
  // What a frame held before must not matter.
  const frame = Buffer.alloc(length, 0xa5);
  return {
    run(...words) {
      words.forEach((word, index) => {
        frame.writeUInt32LE(word >>> 0, index * 4);
      });
      const { result, output } = testRun(loaded, frame);
      return result === XDP.pass ? output : null;
    },
    close: loaded.close,
  };
}
