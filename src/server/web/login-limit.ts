// Who tries tokens that are wrong is not listened to for a while.
//
// Rules:
//  1. Ten wrong ones a minute from one address; then no token from there is looked at until the minute is over. Sessions go on.
//  2. So many addresses are remembered at the most; of more the oldest are forgotten.

const WRONG_MOST = 10;
const WINDOW_MS = 60_000;
const ADDRESSES_MOST = 10_000;

export interface LoginLimit {
  isBarred(address: string): boolean;
  wrong(address: string): void;
}

export function createLoginLimit(now: () => number = Date.now): LoginLimit {
  const tries = new Map<string, { since: number; wrong: number }>();

  function current(address: string): { since: number; wrong: number } | undefined {
    const entry = tries.get(address);
    if (entry !== undefined && now() - entry.since >= WINDOW_MS) {
      tries.delete(address);
      return undefined;
    }
    return entry;
  }

  return {
    isBarred: (address) => (current(address)?.wrong ?? 0) >= WRONG_MOST,
    wrong(address) {
      const entry = current(address);
      if (entry !== undefined) {
        entry.wrong++;
        return;
      }
      if (tries.size >= ADDRESSES_MOST) tries.delete(tries.keys().next().value as string);
      tries.set(address, { since: now(), wrong: 1 });
    },
  };
}
