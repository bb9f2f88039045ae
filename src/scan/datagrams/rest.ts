// How a loop sleeps that something may wake.

export interface Rest {
  /** Until it is woken, `milliseconds` at the most; tests have their own time. */
  pause(milliseconds: number): Promise<void>;
  /** Something has come back; what came with it is read before the loop goes on. */
  wake(): void;
}

export function createRest(): Rest {
  let wakeUp: (() => void) | null = null;
  return {
    async pause(milliseconds) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wakeUp = resolve;
        timer = setTimeout(resolve, milliseconds);
      });
      clearTimeout(timer);
      wakeUp = null;
    },
    wake() {
      if (wakeUp === null) return;
      setImmediate(wakeUp);
      wakeUp = null;
    },
  };
}
