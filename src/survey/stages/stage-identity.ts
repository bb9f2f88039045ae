// Who each host is.
//
//  1. Every fact that another stage finds is shown to the sources (src/identity/sources/); what they see in it is told at once, each
//     word of each source once.
//  2. A host that is up is asked about as well (src/identity/lookups/), so many hosts at a time, beside the scan; where the pace is
//     capped, when the others have ended.
//     What hosts say by themselves meanwhile is heard (overheard.ts).
//  3. When all have ended, all that is known of each host becomes one statement (src/identity/merge.ts).
//  4. Of more than HOSTS_MOST hosts the others are left out, and that is said: what is kept of each takes memory.
//  5. It knows nothing of rights: it runs where the caller runs.
import { setImmediate } from 'node:timers/promises';
import type { ClueFact, Fact } from '../../finding/finding.ts';
import { createPicture, fold } from '../../finding/fold.ts';
import type { StageLine } from '../../finding/stamp.ts';
import type { Clue } from '../../identity/clue.ts';
import type { Subject } from '../../identity/lookups/lookup.ts';
import { LOOKUPS } from '../../identity/lookups/lookups.ts';
import { merge } from '../../identity/merge.ts';
import { cluesOf } from '../../identity/sources/sources.ts';
import type { Accompanying, Companion } from './companion.ts';
import { createOverheard } from './overheard.ts';
import type { StageContext } from './stage.ts';

const NAME = 'identity';
/** Rule 4. */
const HOSTS_MOST = 65_536;
/** Statements made in one go: a fifth of a millisecond each, of a host that talks a lot a tenth of a second. */
const AT_ONCE = 16;
/** Rule 2: hosts asked about at once, and how long each lookup may take. */
const ASKED_AT_ONCE = 256;
const BUDGET_MS = 2000;

export const identity: Companion = {
  name: NAME,
  applies: ({ identity: wanted = true }) => wanted,
  start: (context, signal) => accompany(context, signal),
};

function accompany(context: StageContext, signal: AbortSignal): Accompanying {
  const { plan, time } = context;
  /** What statements are made of: hosts, open ports, what those are for, clues. */
  const picture = createPicture();
  const { hosts } = picture;
  const waiting: Subject[] = [];
  const found: StageLine[] = [];
  const asking = new Set<Promise<void>>();
  const isCapped = plan.request.rate !== undefined;
  let leftOut = 0;
  const overheard = createOverheard(context, NAME, signal, { isKnown: (ip) => hosts.has(ip), tell });

  function isTaken(ip: string): boolean {
    return hosts.has(ip) || hosts.size < HOSTS_MOST;
  }

  /** Whether it is news. */
  function joins(clue: ClueFact): boolean {
    if (!isTaken(clue.ip)) return false;
    const known = hosts.get(clue.ip);
    if (known?.clues) return known.clues.join(clue);
    fold(picture, clue);
    return true;
  }

  function tell(ip: string, clue: Clue): void {
    const fact: ClueFact = { type: 'clue', ip, ...clue, stage: NAME, time: time() };
    if (joins(fact)) found.push(fact);
  }

  function meet(line: Fact): void {
    if (line.type !== 'host' || hosts.get(line.ip)?.host) return;
    if (!isTaken(line.ip)) {
      leftOut++;
      return;
    }
    const { ip, mac, rttMs } = line;
    if (mac !== undefined) overheard.begin(ip, mac);
    waiting.push({
      ip,
      isNear: mac !== undefined,
      ...(mac === undefined ? {} : { mac }),
      ...(rttMs === undefined ? {} : { rttMs }),
    });
    if (!isCapped) askOn();
  }

  function askOn(): void {
    while (LOOKUPS.length > 0 && waiting.length > 0 && asking.size < ASKED_AT_ONCE && !signal.aborted) {
      const asked = askAbout(waiting.shift()!).finally(() => {
        asking.delete(asked);
        askOn();
      });
      asking.add(asked);
    }
  }

  async function askAbout(subject: Subject): Promise<void> {
    await Promise.all(
      LOOKUPS.map(async (lookup) => {
        for (const clue of await lookup.ask(subject, { signal, budgetMs: BUDGET_MS })) tell(subject.ip, clue);
      }),
    );
  }

  return {
    take(line) {
      if (line.type === 'notice' || line.type === 'progress' || line.type === 'identity') return;
      if (line.type !== 'host-end') meet(line);
      if (line.type === 'clue') joins(line);
      else if (isTaken(line.ip) && isKept(line)) fold(picture, line);
      if (line.type === 'host-end') return;
      for (const clue of cluesOf(line)) tell(line.ip, clue);
    },
    ready: () => found.splice(0),
    async *rest() {
      askOn();
      while (asking.size > 0) {
        await Promise.race(asking);
        yield* found.splice(0);
      }
      await overheard.end();
      yield* found.splice(0);
      let made = 0;
      for (const [ip, host] of hosts) {
        if (++made % AT_ONCE === 0) await setImmediate(); // lets Ctrl-C through
        const who = merge(host);
        if (who !== null) yield { type: 'identity', ip, ...who, stage: NAME, time: time() };
      }
      if (leftOut === 0) return;
      const text = `who is there was asked of the first ${HOSTS_MOST.toLocaleString('en-US')} hosts; ${leftOut.toLocaleString('en-US')} more were left out: scan fewer at a time`;
      yield { type: 'notice', code: 'N_IDENTITY', text, stage: NAME, time: time() };
    },
  };
}

/** What is closed or silent says nothing of who it is; there may be millions of them. */
function isKept(line: StageLine): boolean {
  return line.type !== 'note' && (line.type !== 'port' || line.state === 'open');
}
