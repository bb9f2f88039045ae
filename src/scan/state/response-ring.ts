// What datagrams brought back, handed from the receiving thread to the controller: the first bytes of each that made a
// port open. Nobody here looks into them. It is there only where a scan was asked to hand responses on.
//
//   words   WRITTEN (the receiver writes) · READ (the controller writes)
//   slot    event · host · port · length │ RESPONSE_MOST bytes
//
// Invariant: every word has one writer, and a slot belongs to the receiver from when READ has passed it until WRITTEN has;
// then it is the controller's. A response stands here before the event (event-ring.ts) that tells of its port, and bears
// that event's number. Where the ring is full its port is told without it.
import { COMMAND } from './shared-state.ts';

/** Bytes of a response that are kept: what an answer over Ethernet has room for, nearly. */
export const RESPONSE_MOST = 1400;
/** A power of two; the controller empties the ring many times a second. */
const SLOTS = 512;
const SLOT_WORDS = 4;
const EVENT = 0;
const HOST = 1;
const PORT = 2;
const LENGTH = 3;
const WRITTEN = SLOTS * SLOT_WORDS;
const READ = WRITTEN + 1;
const WORDS = READ + 1;

/** Bytes of such a ring. */
export const RESPONSE_RING_BYTES = WORDS * 4 + SLOTS * RESPONSE_MOST;

export interface ResponseRing {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
}

export function createResponseRing(): ResponseRing {
  return {
    words: new Int32Array(new SharedArrayBuffer(WORDS * 4)),
    bytes: new Uint8Array(new SharedArrayBuffer(SLOTS * RESPONSE_MOST)),
  };
}

/** Keeps `length` bytes from `from` on, or the first of them, for the event that is written next. */
export type KeepResponse = (host: number, port: number, packet: Uint8Array, from: number, length: number) => void;

/** Only the thread that writes the events may write. `commands`: of the same shared state. */
export function createResponseWriter({ words, bytes }: ResponseRing, commands: Int32Array): KeepResponse {
  return (host, port, packet, from, length) => {
    const written = words[WRITTEN];
    if (((written - Atomics.load(words, READ)) | 0) >= SLOTS) return;
    const slot = written & (SLOTS - 1);
    const kept = Math.min(length, RESPONSE_MOST);
    words[slot * SLOT_WORDS + EVENT] = Atomics.load(commands, COMMAND.eventsWritten);
    words[slot * SLOT_WORDS + HOST] = host;
    words[slot * SLOT_WORDS + PORT] = port;
    words[slot * SLOT_WORDS + LENGTH] = kept;
    const at = slot * RESPONSE_MOST;
    for (let k = 0; k < kept; k++) bytes[at + k] = packet[from + k];
    Atomics.store(words, WRITTEN, (written + 1) | 0);
  };
}

/**
 * A copy of the response that belongs to an event; null where none was kept. Events are asked for in their order: what is
 * older belonged to one that was lost.
 */
export type TakeResponse = (event: number, host: number, port: number) => Uint8Array | null;

export function createResponseReader({ words, bytes }: ResponseRing): TakeResponse {
  return (event, host, port) => {
    for (let read = words[READ]; read !== Atomics.load(words, WRITTEN); read = (read + 1) | 0) {
      const slot = read & (SLOTS - 1);
      const head = slot * SLOT_WORDS;
      const ahead = (words[head + EVENT] - event) | 0;
      if (ahead > 0) break;
      const isIts = ahead === 0 && words[head + HOST] >>> 0 === host && words[head + PORT] === port;
      const from = slot * RESPONSE_MOST;
      const found = isIts ? Uint8Array.from(bytes.subarray(from, from + words[head + LENGTH])) : null;
      Atomics.store(words, READ, (read + 1) | 0);
      if (found !== null) return found;
    }
    return null;
  };
}
