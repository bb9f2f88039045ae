// Ctrl-C and SIGTERM: the first asks for the end, the second is the end.

export interface Interruption {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Resolves with the exit code when the work does not end although it was told to. */
  readonly stuck: Promise<number>;
  release(): void;
}

/** What a signal meets. */
export interface Interruptible {
  /** Told when the first signal comes. */
  onStop(): void;
  /** Prints what there is. */
  finish(): void;
  /** Takes away what does not stay on the screen. */
  close(): void;
  /** What the command ends with when it was interrupted. */
  exitCode(): number;
}

/** An engine ends within a second of being told to; when it does not, this long after we go without it. */
const STOP_LIMIT_MS = 3000;

export function catchSignals(work: Interruptible): Interruption {
  const controller = new AbortController();
  const { promise: stuck, resolve } = Promise.withResolvers<number>();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    if (controller.signal.aborted) {
      work.close();
      process.exit(work.exitCode());
    }
    work.onStop();
    controller.abort();
    timer = setTimeout(() => {
      work.finish();
      resolve(work.exitCode());
    }, STOP_LIMIT_MS);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal: controller.signal,
    stuck,
    release() {
      clearTimeout(timer);
      process.off('SIGINT', stop).off('SIGTERM', stop);
    },
  };
}
