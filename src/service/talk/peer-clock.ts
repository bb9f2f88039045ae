// Time as our peers have had it. A process that gets no processor, or does something long, finds its timers late; what came meanwhile
// it has not read, and what it was to say it has not said. None of that is the silence of a peer. On a machine that is short of
// processors the peer may be short of them too.
//
//  1. The clock goes on by STEP_MS at the most between two looks at it. While anybody asks for the time it is looked at every BEAT_MS:
//     so it stands still for as long as this process did.
//  2. When nobody has asked for IDLE_MS it is left alone, and goes on as all clocks do.
//  3. Whoever waits first reads what has come (timers run before sockets, immediates after them), and then looks whether it was time.
const BEAT_MS = 20;
const STEP_MS = 50;
const IDLE_MS = 2000;

export interface PeerClock {
  /** Milliseconds since whenever; never goes back, and never runs ahead of `performance.now()`. */
  now(): number;
}

/** `beat`: calls what it is given every so many milliseconds until that returns false. */
export function createPeerClock(now = () => performance.now(), beat = beatUnreferenced): PeerClock {
  let late = 0;
  let looked = 0;
  let asked = 0;
  let isBeating = false;

  function look(): number {
    const time = now();
    if (isBeating) late += Math.max(0, time - looked - STEP_MS);
    looked = time;
    return time;
  }

  return {
    now() {
      asked = look();
      if (!isBeating) {
        isBeating = true;
        beat(BEAT_MS, () => {
          isBeating = look() - asked < IDLE_MS;
          return isBeating;
        });
      }
      return asked - late;
    },
  };
}

function beatUnreferenced(milliseconds: number, look: () => boolean): void {
  const timer = setInterval(() => {
    if (!look()) clearInterval(timer);
  }, milliseconds).unref();
}

/** One for all who talk: they share a process. */
const clock = createPeerClock();

/** Milliseconds, as `performance.now()` but for the time that this process was late by. */
export const peerNow = (): number => clock.now();

/** Calls `act` in so many milliseconds of that time, once what has come meanwhile is read. */
export function afterPeerTime(act: () => void, milliseconds: number): { cancel(): void } {
  const until = peerNow() + milliseconds;
  let timer: NodeJS.Timeout;
  let immediate: NodeJS.Immediate | undefined;
  // Timers know whole milliseconds.
  const actInTime = (): void => (until - peerNow() < 1 ? act() : wait());
  function wait(): void {
    timer = setTimeout(() => {
      immediate = setImmediate(actInTime);
    }, until - peerNow());
  }
  wait();
  return {
    cancel() {
      clearTimeout(timer);
      clearImmediate(immediate);
    },
  };
}
