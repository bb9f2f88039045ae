// What a caller and the engine say to each other. To the engine, lines of JSON, and behind some of them bytes:
//
//   {"job":1,"do":"run","kind":"scan","bytes":80,"head":{...}}\n  80 bytes: addresses as they lie in memory
//   {"job":1,"do":"steer","reins":{"paused":true,"rateCap":null}}\n
//   {"job":1,"do":"stop"}\n
//
// From the engine lines alone: what a job found, behind its number; and what becomes of jobs.
//
//   1 {"type":"port",...}\n
//   !{"job":1,"type":"done"}\n
//
// Ten million ranges as JSON would be 240 MB of text: that is what the bytes are for.
//
// Rules for what comes to the engine, which may be anything:
//  1. A line that cannot be understood is answered by an error, and the next line is the next message.
//  2. Of a line that says how many bytes follow, that many are skipped where the rest of it is wrong.
//  3. Memory is taken for bytes that have come, not for those that were announced.
import { type Reins, UNSTEERED } from '../../finding/steering.ts';
import { createLineReader } from './lines.ts';

/** A job's first line, its attached bytes apart. */
export interface RunMessage {
  readonly job: number;
  readonly kind: string;
  /** How many are attached. */
  readonly bytes: number;
  readonly head: unknown;
  /** How it is steered from its beginning; undefined: not at all. */
  readonly reins: unknown;
}

/** From the engine, of the process (job 0) or of a job. */
export type EngineMessage =
  /** The process runs. */
  | { readonly type: 'ready'; readonly job: 0 }
  | { readonly type: 'done'; readonly job: number }
  | { readonly type: 'failed'; readonly job: number; readonly code: string; readonly message: string };

/** Long lists go as bytes. */
const LINE_MOST = 2 ** 21;
/** A gigabyte: every second address there is would be 32. */
export const BYTES_MOST = 2 ** 30;
const FIRST_BYTES = 65_536;
const GROWTH = 4;

export function encodeRun(
  job: number,
  kind: string,
  head: unknown,
  bytes: Uint8Array,
  reins: Reins = UNSTEERED,
): [string, Uint8Array] {
  const message = { job, do: 'run', kind, bytes: bytes.byteLength, reins: plain(reins), head };
  return [`${JSON.stringify(message)}\n`, bytes];
}

export function encodeSteer(job: number, reins: Reins): string {
  return `${JSON.stringify({ job, do: 'steer', reins: plain(reins) })}\n`;
}

const plain = ({ paused, rateCap }: Reins): Reins => ({ paused, rateCap });

export function encodeStop(job: number): string {
  return `${JSON.stringify({ job, do: 'stop' })}\n`;
}

export interface MessageHandler {
  /** Looks at a job before its bytes have come. False where it will not be run: the bytes are skipped. */
  accept(message: RunMessage): boolean;
  run(message: RunMessage, bytes: Uint8Array<ArrayBuffer>): void;
  steer(job: number, reins: unknown): void;
  stop(job: number): void;
  /** `job`: whose it was, 0 where that cannot be said. */
  refuse(job: number, why: string): void;
}

/** Takes what comes to the engine, however it is cut. */
export function createMessageReader(handler: MessageHandler): { write(piece: Uint8Array): void } {
  /** Whose bytes are on their way, null where they are skipped. */
  let message: RunMessage | null = null;
  let bytes = new Uint8Array(0);
  let announced = 0;
  let come = 0;

  const lines = createLineReader(LINE_MOST, takeLine, () =>
    handler.refuse(0, `a line is longer than ${LINE_MOST} bytes`),
  );

  function takeLine(text: string, rest: Uint8Array): number {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      handler.refuse(0, 'a line is no JSON');
      return 0;
    }
    const read = Object(value) as Record<string, unknown>;
    const job = isWhole(read.job, 1, Number.MAX_SAFE_INTEGER) ? read.job : 0;
    if (job > 0 && read.do === 'stop') {
      handler.stop(job);
      return 0;
    }
    if (job > 0 && read.do === 'steer') {
      handler.steer(job, read.reins);
      return 0;
    }
    announced = isWhole(read.bytes, 0, BYTES_MOST) ? read.bytes : 0;
    come = 0;
    message = runMessage(read, job);
    if (message !== null && !handler.accept(message)) message = null;
    bytes = new Uint8Array(message === null ? 0 : Math.min(FIRST_BYTES, announced));
    return takeBytes(rest);
  }

  /** Null, and an error, where it is none. */
  function runMessage(
    { do: what, kind, bytes: size, head, reins }: Record<string, unknown>,
    job: number,
  ): RunMessage | null {
    if (job === 0) handler.refuse(0, 'a message has no number of a job');
    else if (what !== 'run' || typeof kind !== 'string')
      handler.refuse(job, 'a message says neither what to run nor to steer or stop');
    else if (!isWhole(size, 0, BYTES_MOST)) handler.refuse(job, `its bytes are no number from 0 to ${BYTES_MOST}`);
    else return { job, kind, bytes: size, head, reins };
    return null;
  }

  /** Returns how many it took. */
  function takeBytes(piece: Uint8Array): number {
    const taken = Math.min(piece.length, announced - come);
    if (message !== null) keep(piece.subarray(0, taken));
    come += taken;
    if (come === announced && message !== null) {
      const [whole, whose] = [bytes, message];
      bytes = new Uint8Array(0);
      message = null;
      handler.run(whose, whole);
    }
    return taken;
  }

  /** Rule 3. */
  function keep(piece: Uint8Array): void {
    const wanted = come + piece.length;
    if (wanted > bytes.length) {
      const wider = new Uint8Array(Math.min(announced, Math.max(wanted, GROWTH * bytes.length)));
      wider.set(bytes.subarray(0, come));
      bytes = wider;
    }
    bytes.set(piece, come);
  }

  return {
    write(piece) {
      const rest = piece.subarray(takeBytes(piece));
      if (rest.length > 0) lines.write(rest);
    },
  };
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}
