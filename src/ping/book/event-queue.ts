// Hands events from the engine to whoever iterates. The engine never waits for its reader: the clock goes on.

export interface EventQueue<T> extends AsyncIterableIterator<T> {
  /** Events that wait to be read. */
  readonly length: number;
  push(event: T): void;
  /** No more events; with an error the reader gets it after the last event. */
  end(error?: unknown): void;
}

/** `onReturn` is called once, where the reader leaves before the end; what it returns is waited for. */
export function createEventQueue<T>(onReturn: () => Promise<void> | void): EventQueue<T> {
  let waiting: T[] = [];
  let reading: T[] = [];
  let place = 0;
  let over = false;
  let failure: { readonly error: unknown } | null = null;
  let wake: (() => void) | null = null;

  function wakeReader(): void {
    wake?.();
    wake = null;
  }

  return {
    get length() {
      return waiting.length + reading.length - place;
    },
    push(event) {
      if (over) return;
      waiting.push(event);
      wakeReader();
    },
    end(error) {
      if (over) return;
      over = true;
      if (error !== undefined) failure = { error };
      wakeReader();
    },
    async next() {
      for (;;) {
        if (place < reading.length) return { done: false, value: reading[place++] };
        if (waiting.length > 0) {
          reading = waiting;
          waiting = [];
          place = 0;
          continue;
        }
        if (over) {
          const thrown = failure;
          failure = null;
          if (thrown !== null) throw thrown.error;
          return { done: true, value: undefined };
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async return() {
      over = true;
      waiting = [];
      reading = [];
      place = 0;
      failure = null;
      wakeReader();
      await onReturn();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
