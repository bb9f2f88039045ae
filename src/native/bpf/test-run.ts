// BPF_PROG_TEST_RUN (Documentation/bpf/bpf_prog_run.rst): runs a program on frames we give it, either to see what it
// does with them, or live: then what it says becomes of them does become of them.
import { COMMAND, pack, TEST_RUN } from './attributes.ts';
import { BpfError } from './error.ts';
import type { LoadedProgram } from './load.ts';
import { bpf, errorName, refusal } from './syscall.ts';

const LIVE_FRAMES = 2; // BPF_F_TEST_XDP_LIVE_FRAMES, Linux 5.18
/** What the kernel takes. A veth's ring has 256 places and drops what finds none: 64 at a time never overran it. */
export const BATCH_SIZE_MAX = 256;
/** Ethernet's header: no frame may be shorter. */
const INPUT_MIN = 14;

export interface TestResult {
  /** r0. */
  readonly result: number;
  /** The frame as the program left it. */
  readonly output: Buffer;
  /** Mean of one run. */
  readonly nanoseconds: number;
}

/** Runs a program `repeat` times on one frame (each run sees what the last one left). Throws BpfError E_BPF_RUN. */
export function testRun(loaded: LoadedProgram, input: Uint8Array, repeat = 1): TestResult {
  checkInput(input);
  const output = Buffer.alloc(4096);
  const attributes = pack(TEST_RUN, {
    program: loaded.fd,
    inputSize: input.length,
    input,
    outputSize: output.length,
    output,
    repeat,
  });
  const result = bpf(COMMAND.programTestRun, attributes);
  if (result < 0) throw refusal('E_BPF_RUN', `running "${loaded.program.name}"`, -result);
  const size = Math.min(output.length, attributes.bytes.readUInt32LE(TEST_RUN.outputSize[0]));
  return {
    result: attributes.bytes.readUInt32LE(TEST_RUN.result[0]),
    output: output.subarray(0, size),
    nanoseconds: attributes.bytes.readUInt32LE(TEST_RUN.nanoseconds[0]),
  };
}

/**
 * Runs the program `count` times, each on a live frame. False: a signal came in between; how many went out is known to
 * the program only. Throws BpfError E_BPF_RUN.
 */
export type LiveRun = (count: number) => boolean;

export interface LiveOptions {
  /** What frames hold at first. They are used again as their last receiver left them: write all that is sent. */
  readonly frame: Uint8Array;
  /** Frames made before they are handed to the interface, 1 to 256; up to 64 are safe with a veth. */
  readonly batchSize: number;
}

/** Prepares live runs; each is one system call and allocates nothing. */
export function createLiveRun(loaded: LoadedProgram, { frame, batchSize }: LiveOptions): LiveRun {
  checkInput(frame);
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > BATCH_SIZE_MAX) {
    throw new BpfError('E_BPF_RUN', `a batch of ${batchSize} frames; possible are 1 to ${BATCH_SIZE_MAX}`);
  }
  const input = Buffer.from(frame);
  const attributes = pack(TEST_RUN, {
    program: loaded.fd,
    inputSize: input.length,
    input,
    flags: LIVE_FRAMES,
    batchSize,
  });
  return (count) => {
    attributes.bytes.writeUInt32LE(count, TEST_RUN.repeat[0]);
    const result = bpf(COMMAND.programTestRun, attributes);
    if (result === 0) return true;
    if (errorName(-result) === 'EINTR') return false;
    throw refusal('E_BPF_RUN', `running "${loaded.program.name}" on frames of ${input.length} bytes`, -result);
  };
}

function checkInput(frame: Uint8Array): void {
  if (frame.length >= INPUT_MIN) return;
  throw new BpfError('E_BPF_RUN', `a frame of ${frame.length} bytes; Ethernet's header alone has ${INPUT_MIN}`);
}
