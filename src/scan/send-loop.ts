// The sending thread's loop, the same for both engines: pass after pass, as many frames at a time as the pace allows.
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { setTimerSlack } from '../link/time.ts';
import type { EngineSetup } from './engine-setup.ts';
import { COMMAND, COUNTER, type Pass, type SharedState } from './shared-state.ts';
import { type Clock, startClock } from './thread-clock.ts';
import { createTokenBucket, setRate, take, waitMicros, went } from './token-bucket.ts';

const LONGEST_SLEEP_MICROS = 10_000;

/** One pass through the probes, as an engine sends it. */
export interface PassWalk {
  /** True once the order is at its end. */
  readonly done: boolean;
  /** Places of the order passed. */
  readonly position: number;
  /** Sends at most `most` frames; returns how many went. `now`: microseconds since the start. */
  send(most: number, now: number): number;
}

interface SendSetup extends Pick<EngineSetup, 'rateCap' | 'epochMicros'> {
  readonly state: Pick<SharedState, 'commands' | 'counters'>;
}

/**
 * Runs until the controller says stop. `batch`: frames that one call of `send` takes at the most. A pass begins once the
 * receiver has taken it up.
 */
export function runSender(
  port: MessagePort,
  { state, rateCap, epochMicros }: SendSetup,
  batch: number,
  beginPass: (pass: Pass, clock: Clock) => PassWalk,
): void {
  const { commands, counters } = state;
  const clock = startClock(epochMicros);
  const bucket = createTokenBucket(clock());
  let currentRate = 0;

  function followRate(): void {
    const rate = Atomics.load(commands, COMMAND.rate);
    if (rate === currentRate) return;
    currentRate = rate;
    setRate(bucket, rate, rateCap ?? 0);
  }

  function run(pass: Pass): void {
    counters[COUNTER.deferred] = 0;
    const walk = beginPass(pass, clock);
    while (!walk.done) {
      if (Atomics.load(commands, COMMAND.abandon) === 1) return;
      followRate();
      const now = clock();
      const allowed = take(bucket, now, batch);
      if (allowed === 0) {
        clock.sleep(Math.min(LONGEST_SLEEP_MICROS, Math.max(20, waitMicros(bucket, now))));
        continue;
      }
      const frames = walk.send(allowed, Math.floor(now));
      bucket.tokens += allowed - frames; // what the end of the order or a gate left over
      counters[COUNTER.sent] += frames;
      counters[COUNTER.position] = walk.position;
      if (frames > 0) {
        const gone = clock();
        counters[COUNTER.lastSendMicros] = gone;
        went(bucket, gone);
      }
    }
  }

  setTimerSlack(1000); // sleeps between batches are tens of microseconds
  takePasses(port, commands, clock, run);
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
  while (Atomics.load(commands, COMMAND.stop) === 0) {
    const wanted = Atomics.load(commands, COMMAND.pass);
    if (wanted === finished) {
      Atomics.wait(commands, COMMAND.pass, wanted, 200);
      continue;
    }
    // The receiver must know the pass before its first answer can come.
    const message = Atomics.load(commands, COMMAND.receiverPass) === wanted ? receiveMessageOnPort(port) : undefined;
    if (message === undefined) {
      clock.sleep(100);
      continue;
    }
    run((message as { message: Pass }).message);
    finished = wanted;
    Atomics.store(commands, COMMAND.sentPass + sender, finished);
  }
}
