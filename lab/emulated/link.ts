// What leaves the machines: at once, or after a host's latency; a part of it is lost where a host's link loses.
import { numericAddress, writeFrame } from '../machines/tuntap.ts';
import { out } from './emit.ts';
import type { Machine } from './machine.ts';

export interface LinkCounters {
  sent: number;
  lost: number;
  /** The kernel did not take them. */
  refused: number;
}

export interface Link {
  readonly counters: LinkCounters;
  /** Sends the frame of `length` bytes in `out`, `extraMs` later than the machine's latency wants it. */
  send(machine: Machine, length: number, now: number, extraMs?: number): void;
  /** Sends what is due; milliseconds until the next is, or a limit. */
  deliver(now: number): number;
}

interface Waiting {
  readonly frame: Uint8Array;
  readonly due: number;
}

/** Milliseconds. */
const IDLE = 20;

export function isLost(machine: Machine): boolean {
  return machine.loss > 0 && machine.random() < machine.loss;
}

export function createLink(device: number): Link {
  const counters: LinkCounters = { sent: 0, lost: 0, refused: 0 };
  const outAddress = numericAddress(out);
  /** One line for each delay there is: first in, first out. */
  const lines = new Map<number, Waiting[]>();

  function write(address: number, length: number): void {
    if (writeFrame(device, address, length)) counters.sent++;
    else counters.refused++;
  }

  return {
    counters,
    send(machine, length, now, extraMs = 0) {
      if (isLost(machine)) {
        counters.lost++;
        return;
      }
      const delay = machine.latencyMs + extraMs;
      if (delay === 0) {
        write(outAddress, length);
        return;
      }
      let line = lines.get(delay);
      if (line === undefined) {
        line = [];
        lines.set(delay, line);
      }
      line.push({ frame: out.slice(0, length), due: now + delay });
    },
    deliver(now) {
      let next = IDLE;
      for (const line of lines.values()) {
        let gone = 0;
        while (gone < line.length && line[gone].due <= now) {
          const { frame } = line[gone++];
          write(numericAddress(frame), frame.length);
        }
        line.splice(0, gone);
        if (line.length > 0) next = Math.min(next, line[0].due - now);
      }
      return next;
    },
  };
}
