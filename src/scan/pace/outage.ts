// Tells an outage from a filter. Who filters is silent alone; when the way there bears nothing, everybody is silent at
// once, those too who have answered before. So when nobody is heard, some of those are asked again: canaries.
//
// Rules:
//  1. As long as anybody answers anything, the way bears.
//  2. Nothing for QUIET_MS, or twice the time that answers take, though something was asked: suspicion. Canaries are asked,
//     CANARIES_A_SECOND.
//  3. So many canaries in a row whose time is over, and none answered: an outage. Nothing but canaries is sent.
//  4. Any answer ends it. What was sent since the last answer before it counts as not sent.
//  5. While nothing is sent because nobody wants it (`rest`), time stands still.
//  6. LONGEST_OUTAGE_MS without an answer, or so many outages: the scan ends and says so.

const QUIET_MS = 50;
/** At this rate a canary's silence is known soon, and no port hears of it much. */
export const CANARIES_A_SECOND = 100;
const SILENT_CANARIES = 5;
const LONGEST_OUTAGE_MS = 10_000;
const MOST_OUTAGES = 20;

export interface Signs {
  readonly now: number;
  /** Everything that ever came from anybody we asked, whatever it says. */
  readonly heard: number;
  /** Probes sent, canaries apart. */
  readonly asked: number;
  /** Milliseconds that an answer may take. */
  readonly rtt: number;
  /** Canaries asked since anybody was heard whose time is over. */
  readonly silentCanaries: number;
  /** Somebody has answered before, so a canary can be asked. */
  readonly canAsk: boolean;
}

export type OutageState = 'fine' | 'suspected' | 'out' | 'lost';

export interface OutageWatch {
  readonly state: OutageState;
  /** When somebody was last heard, milliseconds since the start. */
  readonly heardAt: number;
  /** Takes a look; returns true where an outage is over with it. */
  look(signs: Signs): boolean;
  /** Called in place of `look` (rule 5). */
  rest(now: number): void;
}

export function createOutageWatch(): OutageWatch {
  let state: OutageState = 'fine';
  let heard = 0;
  let heardAt = 0;
  let askedThen = 0;
  let outages = 0;
  /** When the last look or rest was, and how long of the time since somebody was heard nothing was sent. */
  let lookedAt = 0;
  let rested = 0;
  return {
    get state() {
      return state;
    },
    get heardAt() {
      return heardAt;
    },
    rest(now) {
      rested += Math.max(0, now - lookedAt);
      lookedAt = now;
    },
    look(signs) {
      lookedAt = signs.now;
      if (signs.heard !== heard || !signs.canAsk) {
        const isOver = state === 'out';
        heard = signs.heard;
        heardAt = signs.now;
        rested = 0;
        askedThen = signs.asked;
        state = outages >= MOST_OUTAGES ? 'lost' : 'fine';
        return isOver;
      }
      const quiet = signs.now - heardAt - rested;
      if (state === 'fine' && signs.asked > askedThen && quiet > Math.max(QUIET_MS, 2 * signs.rtt)) state = 'suspected';
      if (state === 'suspected' && signs.silentCanaries >= SILENT_CANARIES) {
        state = 'out';
        outages++;
      }
      if (state === 'out' && quiet > LONGEST_OUTAGE_MS) state = 'lost';
      return false;
    },
  };
}
