// How many probes each host had been sent some seconds ago: those whose answers have had their time. Two copies of the
// counters, one older than the other, that change places every three seconds.
import { COUNTER, type SharedState } from '../state/shared-state.ts';

/** No answer that counts takes longer. */
const AGE_MICROS = 3_000_000;

export interface AskedBefore {
  /** True where the figures have changed. */
  look(): boolean;
  of(host: number): number;
}

export function askedBeforeBytes(hosts: number): number {
  return hosts * 4 * 2;
}

export function createAskedBefore({ hosts, counters }: Pick<SharedState, 'hosts' | 'counters'>): AskedBefore {
  let older = new Uint32Array(hosts.sent.length);
  let newer = new Uint32Array(hosts.sent.length);
  let copiedAt = 0;

  /** The scan's time, as the threads show it. */
  const now = () => Math.max(counters[COUNTER.lastSendMicros], counters[COUNTER.idleMicros]);

  function copy(): void {
    [older, newer] = [newer, older];
    newer.set(hosts.sent);
    copiedAt = now();
  }

  return {
    look() {
      if (now() - copiedAt < AGE_MICROS) return false;
      copy();
      return true;
    },
    of: (host) => older[host],
  };
}
