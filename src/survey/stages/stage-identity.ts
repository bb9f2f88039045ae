// Who each host is.
//
//  1. Every fact that another stage finds is shown to the sources (src/identity/sources/); what they see in it is told at once, each
//     word of each source once; and which addresses are one host's (src/identity/same-host.ts).
//  2. A host that is up is asked about as well, and what facts give cause to ask (identity-questions.ts; src/identity/lookups/).
//  3. When all have ended, the clues about each host become one statement (src/identity/merge.ts).
//  4. Of more than HOSTS_MOST hosts the others are left out, and that is said: what is kept of each takes memory.
//  5. It knows nothing of rights: it runs where the caller runs.
import { type ClueSet, createClueSet } from '../../finding/clue-set.ts';
import type { ClueFact, Fact } from '../../finding/finding.ts';
import type { StageLine } from '../../finding/stamp.ts';
import type { Clue } from '../../identity/clue.ts';
import { merge } from '../../identity/merge.ts';
import { createOneHost } from '../../identity/same-host.ts';
import { cluesOf } from '../../identity/sources/sources.ts';
import type { Accompanying, Companion } from './companion.ts';
import { createQuestions } from './identity-questions.ts';
import type { StageContext } from './stage.ts';

const NAME = 'identity';
/** Rule 4. */
const HOSTS_MOST = 65_536;
export const identity: Companion = {
  name: NAME,
  applies: ({ identity: wanted = true }) => wanted,
  start: (context, signal) => accompany(context, signal),
};

function accompany({ plan, lookups, time }: StageContext, signal: AbortSignal): Accompanying {
  const hosts = new Map<string, ClueSet>();
  const met = new Set<string>();
  const oneHost = createOneHost();
  const found: StageLine[] = [];
  const { rate, services = true } = plan.request;
  const questions = createQuestions({
    ...{ signal, rate, tell },
    open: async () => (await lookups?.(plan.request)) ?? null,
    udpPorts: services ? (plan.scans.get('udp')?.spec.ports ?? []) : [],
  });
  let leftOut = 0;

  function cluesAbout(ip: string): ClueSet | null {
    let clues = hosts.get(ip);
    if (clues === undefined) {
      if (hosts.size >= HOSTS_MOST) return null;
      clues = createClueSet();
      hosts.set(ip, clues);
    }
    return clues;
  }

  function tell(ip: string, clue: Clue): void {
    const fact: ClueFact = { type: 'clue', ip, ...clue, stage: NAME, time: time() };
    if (cluesAbout(ip)?.join(fact)) found.push(fact);
  }

  function meet(line: Fact): void {
    if (line.type !== 'host' || met.has(line.ip)) return;
    if (cluesAbout(line.ip) === null) {
      leftOut++;
      return;
    }
    met.add(line.ip);
    const { ip, mac, rttMs } = line;
    questions.host({
      ip,
      isNear: mac !== undefined,
      ...(mac === undefined ? {} : { mac }),
      ...(rttMs === undefined ? {} : { rttMs }),
    });
  }

  return {
    take(line) {
      if (line.type === 'host-end' || line.type === 'notice' || line.type === 'progress' || line.type === 'identity')
        return;
      meet(line);
      if (line.type === 'clue') cluesAbout(line.ip)?.join(line);
      for (const clue of cluesOf(line)) tell(line.ip, clue);
      for (const { ip, clue } of oneHost.of(line)) tell(ip, clue);
      questions.fact(line);
    },
    ready: () => found.splice(0),
    async *rest() {
      try {
        while (await questions.next()) yield* found.splice(0);
      } finally {
        questions.close();
      }
      yield* found.splice(0);
      for (const [ip, clues] of hosts) {
        const who = merge(clues.all());
        if (who !== null) yield { type: 'identity', ip, ...who, stage: NAME, time: time() };
      }
      if (leftOut === 0) return;
      const text = `who is there was asked of the first ${HOSTS_MOST.toLocaleString('en-US')} hosts; ${leftOut.toLocaleString('en-US')} more were left out: scan fewer at a time`;
      yield { type: 'notice', code: 'N_IDENTITY', text, stage: NAME, time: time() };
    },
  };
}
