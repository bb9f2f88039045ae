// Time as our peers have had it. A process that gets no processor, or does something long, finds its timers late; what came meanwhile
// it has not read, and what it was to say it has not said. None of that is the silence of a peer. On a machine that is short of
// processors the peer may be short of them too.
//
//  1. While anybody asks for the time a timer beats every BEAT_MS. From beat to beat the clock goes on by STEP_MS at the most: it stands
//     still for as long as this process is late, however often it is looked at meanwhile.
//  2. When nobody has asked for IDLE_MS the beat ends, and until somebody asks again the clock goes on as all clocks do.
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
  let beaten = 0;
  let asked = 0;
  let isBeating = false;

  function onBeat(): boolean {
    const time = now();
    late += Math.max(0, time - beaten - STEP_MS);
    beaten = time;
    isBeating = time - asked < IDLE_MS;
    return isBeating;
  }

  return {
    now() {
      asked = now();
      if (!isBeating) {
        isBeating = true;
        beaten = asked;
        beat(BEAT_MS, onBeat);
      }
      return Math.min(asked, beaten + STEP_MS) - late;
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

/** By how much it has been late so far. */
export const lateBy = (): number => performance.now() - clock.now();

/** Calls `act` in so many milliseconds of that time, once what has come meanwhile is read. */
export function afterPeerTime(act: () => void, milliseconds: number): { cancel(): void } {
  const until = peerNow() + milliseconds;
  let timer: NodeJS.Timeout;
  let immediate: NodeJS.Immediate | undefined;
  // Timers know whole milliseconds.
  const actInTime = (): void => (until - peerNow() < 1 ? act() : wait());
  function wait(): void {
    timer = setTimeout(
      () => {
        immediate = setImmediate(actInTime);
      },
      Math.max(1, until - peerNow()),
    );
  }
  wait();
  return {
    cancel() {
      clearTimeout(timer);
      clearImmediate(immediate);
    },
  };
}
