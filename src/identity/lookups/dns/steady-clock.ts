// A clock that stands still while this process is held up: what came meanwhile lies in its sockets, and nobody was silent.

/** What timing asks of its surroundings; a simulation has its own. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Until what it returns is called. */
  every(milliseconds: number, run: () => void): () => void;
  /** When the system has been let read. */
  soon(run: () => void): void;
}

/** Between two looks at it no more than twice `tickMs` pass; `every` looks as often as it is told. */
export function createSteadyClock(tickMs: number): Clock {
  let time = 0;
  let lookedAt = performance.now();
  const now = (): number => time + Math.min(performance.now() - lookedAt, 2 * tickMs);
  function look(): void {
    time = now();
    lookedAt = performance.now();
  }
  return {
    now,
    every(milliseconds, run) {
      look();
      const timer = setInterval(() => {
        look();
        run();
      }, milliseconds);
      return () => {
        look();
        clearInterval(timer);
      };
    },
    soon: (run) => void setImmediate(run),
  };
}
