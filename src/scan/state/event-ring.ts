// The writing end of the ring in which a receiving thread hands findings to the controller.
import { COMMAND, COUNTER, EVENT_COUNT, EVENT_WORDS, type SharedState } from './shared-state.ts';
import type { Clock } from './thread-clock.ts';

export type PutEvent = (
  kind: number,
  host: number,
  port: number,
  /** ttl << 16 | window. */
  ttlWindow: number,
  /** Microseconds; 0: not known. */
  rtt: number,
  icmp: number,
  icmpSource: number,
) => void;

/** Only one thread may write. */
export function createEventWriter(
  { commands, counters, events }: Pick<SharedState, 'commands' | 'counters' | 'events'>,
  clock: Clock,
): PutEvent {
  return (kind, host, port, ttlWindow, rtt, icmp, icmpSource) => {
    const written = Atomics.load(commands, COMMAND.eventsWritten);
    // The controller empties the ring many times a second; where it does not, waiting a moment loses nothing, because
    // the kernel's ring holds what comes meanwhile.
    for (let k = 0; k < 1000 && ((written - Atomics.load(commands, COMMAND.eventsRead)) | 0) >= EVENT_COUNT; k++)
      clock.sleep(1000);
    if (((written - Atomics.load(commands, COMMAND.eventsRead)) | 0) >= EVENT_COUNT) {
      counters[COUNTER.eventsLost]++;
      return;
    }
    const entry = (written & (EVENT_COUNT - 1)) * EVENT_WORDS;
    events[entry] = kind;
    events[entry + 1] = host;
    events[entry + 2] = port;
    events[entry + 3] = ttlWindow;
    events[entry + 4] = rtt;
    events[entry + 5] = icmp;
    events[entry + 6] = icmpSource;
    Atomics.store(commands, COMMAND.eventsWritten, written + 1);
  };
}
