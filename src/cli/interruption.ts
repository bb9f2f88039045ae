// Ctrl-C, SIGTERM and the end of the terminal: the first asks for the end, the second is the end.
import { constants } from 'node:os';

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the exit code when the work does not end although it was told to. */
  readonly stuck: Promise<number>;
  /** What a command that was interrupted ends with: 128 and the signal's number. */
  exitCode(): number;
  /** The work has given something: it is not stuck. */
  heard(): void;
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
  /** What the command ends with, where that is not the signal's own. */
  exitCode?(): number;
}

/** nohup(1) cannot be obeyed: Node forgets at its start what it was told to ignore. */
const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Name = (typeof NAMES)[number];

/** What was found of millions of hosts takes its time; an engine that says nothing for so long is gone without. */
const STOP_SILENCE_MS = 12_000;

export function catchSignals(work: Interruptible, silenceMs: number = STOP_SILENCE_MS): Interruption {
  const controller = new AbortController();
  const { promise: stuck, resolve } = Promise.withResolvers<number>();
  let came: Name = 'SIGINT';
  let timer: NodeJS.Timeout | undefined;
  const exitCode = (): number => work.exitCode?.() ?? 128 + constants.signals[came];
  const heard = (): void => {
    if (!controller.signal.aborted) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      work.finish();
      resolve(exitCode());
    }, silenceMs);
  };
  const stop = (name: Name): void => {
    if (controller.signal.aborted) {
      work.close();
      process.exit(exitCode());
    }
    came = name;
    work.onStop();
    controller.abort();
    heard();
  };
  for (const name of NAMES) process.on(name, stop);
  return {
    signal: controller.signal,
    stuck,
    exitCode,
    heard,
    release() {
      clearTimeout(timer);
      for (const name of NAMES) process.off(name, stop);
    },
  };
}
