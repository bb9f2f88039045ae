// What costs this machine's own time is done by so many at once, in the order of asking; whoever waits is told for how long, so
// that his peer is not blamed for it.

export interface Turns {
  /** Resolves when it is the caller's turn, with the milliseconds that took. Every turn is given back by `leave`. */
  take(): Promise<number>;
  leave(): void;
}

export function createTurns(most: number, now = () => performance.now()): Turns {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    take() {
      if (taken < most) {
        taken++;
        return Promise.resolve(0);
      }
      const begin = now();
      return new Promise((resolve) => {
        waiting.push(() => resolve(now() - begin));
      });
    },
    leave() {
      const next = waiting.shift();
      if (next === undefined) taken--;
      else next();
    },
  };
}
