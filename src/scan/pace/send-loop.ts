// The sending thread's loop, the same for both engines: pass after pass, as many frames at a time as the pace allows.
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { setTimerSlack } from '../../link/time.ts';
import { COMMAND, COUNTER, type Pass, type SharedState } from '../state/shared-state.ts';
import type { Clock } from '../state/thread-clock.ts';
import { createTokenBucket, setRate, take, waitMicros, went } from './token-bucket.ts';

const LONGEST_SLEEP_MICROS = 10_000;
/** How often a sender that is held back looks whether it may go on. */
const PAUSE_MICROS = 1000;
/** How often a sender whose receiver is not ready looks whether the scan has ended. */
const RECEIVER_WAIT_MS = 5;

/** One pass through the probes, as an engine sends it. */
export interface PassWalk {
  /** True once the order is at its end. */
  readonly done: boolean;
  /** Places of the order passed. */
  readonly position: number;
  /**
   * Sends at most `most` frames; returns how many it made, those that an interface refused among them. `now`:
   * microseconds since the start.
   */
  send(most: number, now: number): number;
}

interface SendSetup {
  readonly state: Pick<SharedState, 'commands' | 'counters'>;
}

export interface PassSender {
  begin(walk: PassWalk): void;
  /** Sends what may go now; returns the microseconds until the next look, 0 for at once, -1 where the pass is over. */
  step(): number;
}

/** Keeps the pace of what is sent. `batch`: frames that one call of `send` takes at the most; `clock`: the engine's. */
export function createPassSender({ state }: SendSetup, batch: number, clock: () => number): PassSender {
  const { commands, counters } = state;
  const bucket = createTokenBucket(clock());
  let currentRate = 0;
  let currentCap = 0;
  let walk: PassWalk | null = null;

  function followRate(): void {
    const rate = Atomics.load(commands, COMMAND.rate);
    const cap = counters[COUNTER.rateCap];
    if (rate === currentRate && cap === currentCap) return;
    currentRate = rate;
    currentCap = cap;
    setRate(bucket, rate, cap);
  }

  return {
    begin(next) {
      counters[COUNTER.deferred] = 0;
      counters[COUNTER.position] = next.position;
      walk = next;
    },
    step() {
      if (walk === null || walk.done || Atomics.load(commands, COMMAND.abandon) === 1) return -1;
      if (Atomics.load(commands, COMMAND.paused) !== 0) return PAUSE_MICROS;
      followRate();
      const now = clock();
      const allowed = take(bucket, now, batch);
      if (allowed === 0) return Math.min(LONGEST_SLEEP_MICROS, Math.max(20, waitMicros(bucket, now)));
      const frames = walk.send(allowed, Math.floor(now));
      bucket.tokens += allowed - frames; // what the end of the order or a gate left over
      counters[COUNTER.sent] += frames;
      counters[COUNTER.position] = walk.position;
      if (frames > 0) {
        const gone = clock();
        counters[COUNTER.lastSendMicros] = gone;
        went(bucket, gone);
      }
      return 0;
    },
  };
}

/**
 * Runs until the controller says stop. `batch`: frames that one call of `send` takes at the most. A pass begins once the
 * receiver has taken it up.
 */
export function runSender(
  port: MessagePort,
  setup: SendSetup,
  batch: number,
  clock: Clock,
  beginPass: (pass: Pass) => PassWalk,
): void {
  const sender = createPassSender(setup, batch, clock);
  setTimerSlack(1000); // sleeps between batches are tens of microseconds
  takePasses(port, setup.state.commands, clock, (pass) => {
    sender.begin(beginPass(pass));
    for (let wait = sender.step(); wait >= 0; wait = sender.step()) if (wait > 0) clock.sleep(wait);
  });
}

/**
 * Runs each pass that the controller begins, once the receiver has taken it up; returns when it says stop. `sender`: the
 * number of this thread among those that send.
 */
export function takePasses(
  port: MessagePort,
  commands: Int32Array,
  clock: Clock,
  run: (pass: Pass) => void,
  sender = 0,
): void {
  let finished = 0;

  /** The receiver must know the pass before its first answer can come. False where the scan ends before. */
  function receiverTakes(pass: number): boolean {
    for (;;) {
      const known = Atomics.load(commands, COMMAND.receiverPass);
      if (known === pass) return true;
      if (Atomics.load(commands, COMMAND.stop) !== 0) return false;
      Atomics.wait(commands, COMMAND.receiverPass, known, RECEIVER_WAIT_MS);
    }
  }

  while (Atomics.load(commands, COMMAND.stop) === 0) {
    const wanted = Atomics.load(commands, COMMAND.pass);
    if (wanted === finished) {
      Atomics.wait(commands, COMMAND.pass, wanted, 200);
      continue;
    }
    const message = receiveMessageOnPort(port);
    if (message === undefined) {
      clock.sleep(100);
      continue;
    }
    if (!receiverTakes(wanted)) return;
    run((message as { message: Pass }).message);
    finished = wanted;
    Atomics.store(commands, COMMAND.sentPass + sender, finished);
  }
}
