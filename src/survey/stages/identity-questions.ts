// Whom the stage `identity` asks, and when: every host once, by all lookups that have a question to it, and whatever a fact gives cause to
// ask.
//
//  1. Hosts are asked as they are found, AT_ONCE at a time, beside the scan; where the pace is capped, when the others have ended, and
//     then so slowly that the cap holds. Paused, nobody is asked; who was dropped is asked no further.
//  2. What the scan of UDP asks, and finds out what is behind it, is not asked again.
//  3. Facts are followed up as they come, FOLLOWED_MOST in all: strangers make facts.
//  4. Each question to a host ends within BUDGET_MS, after a scan that is over in a blink within HASTY_MS: who asks one port of one host does not
//     wait for seconds because nobody names it. A lookup that throws, a fault of ours, ends nobody else's.
//  5. An SNMP agent that a community of the user's reads is asked for its tables of neighbours, once, AGENTS_AT_ONCE at a time and
//     AGENTS_MOST in all; where the pace is capped each of those datagrams waits for its turn.
//  6. This machine itself is asked nothing: what it is called stands in its own files.
//  7. Questions that go to servers and not to hosts (reverse DNS) do not wait for those that do, nor those for them: SERVERS_AT_ONCE hosts are
//     asked about at a time, and each question has time as long as the servers speak. Where the pace is capped they come last.
import { capOf, type Steering, UNSTEERED } from '../../finding/steering.ts';
import type { Clue } from '../../identity/clue.ts';
import { hostsFileLookup } from '../../identity/lookups/hosts-file.ts';
import type { Lookup, LookupOptions, Lookups, Subject } from '../../identity/lookups/lookup.ts';
import type { Agent } from '../../identity/neighbours/ask-agent.ts';
import type { AgentTables } from '../../identity/neighbours/tables.ts';
import type { Seen } from '../../identity/sources/source.ts';
import type { ServiceFinding } from '../../service/facts.ts';
import { V1, V2C, type Version } from '../../service/monitoring/message.ts';
import type { Range } from '../../target/ranges.ts';

/** Questions, and a host is asked some nine: few sockets serve them all, but every host has to be found by the system first. */
const AT_ONCE = 2048;
const SERVERS_AT_ONCE = 8192;
const FOLLOWED_MOST = 4096;
const AGENTS_AT_ONCE = 64;
export const AGENTS_MOST = 1024;
const BUDGET_MS = 2000;
const HASTY_MS = 500;
/** What a host costs at the most, and what a fact does. */
const DATAGRAMS_A_HOST = 24;
const DATAGRAMS_A_NAME = 4;
/** How often it is looked whether it goes on, once nothing else runs. */
const PAUSED_LOOK_MS = 100;

export interface QuestionOptions {
  /** Null: nobody is asked. */
  readonly lookups: Lookups | null;
  readonly signal: AbortSignal;
  /** Probes a second, unless it is steered otherwise. */
  readonly rate?: number;
  readonly steering?: Steering;
  /** The scan is over in a blink (rule 4). */
  readonly isHasty?: boolean;
  /** UDP ports that the scan asks, and finds out what is behind them. */
  readonly udpPorts: readonly Range[];
  tell(ip: string, clue: Clue): void;
  /** A port has answered a lookup. */
  answered?(facts: readonly ServiceFinding[]): void;
  /** What an SNMP agent has in its tables of neighbours. */
  neighbours?(ip: string, tables: AgentTables): void;
}

export interface Questions {
  host(subject: Subject): void;
  fact(fact: Seen): void;
  /** Nothing else runs any more. Resolves when something was told, or all is done: false. */
  next(): Promise<boolean>;
  /** Rule 5: there were more of them. */
  hasTooManyAgents(): boolean;
  close(): void;
}

export function createQuestions({
  lookups,
  signal,
  rate: askedRate,
  steering = UNSTEERED,
  isHasty = false,
  udpPorts,
  tell,
  answered,
  neighbours,
}: QuestionOptions): Questions {
  const budgetMs = isHasty ? HASTY_MS : BUDGET_MS;
  const ofHosts = lookups?.all.filter(({ asksServers }) => !asksServers) ?? [];
  /** Rule 7. */
  const ofServers = lookups?.all.filter(({ asksServers }) => asksServers) ?? [];
  const waiting: Subject[] = [];
  /** Rule 7. */
  const unnamed: Subject[] = [];
  const causes: Seen[] = [];
  let asking = 0;
  let askingServers = 0;
  /** Who waits for something to be told. */
  let wake: (() => void) | null = null;
  const hostsFile = hostsFileLookup();
  const agents = new Set<string>();
  const agentsWaiting: Agent[] = [];
  let agentsAsked = 0;
  let hasTooManyAgents = false;
  let followed = 0;
  let isAlone = false;
  /** When the next may be asked, where the pace is capped. */
  let notBefore = 0;
  const rateNow = (): number | null => capOf(steering, askedRate ?? null);

  /** Rule 2. */
  function isAskedByScan({ udpPort }: Lookup): boolean {
    return udpPort !== undefined && udpPorts.some(([first, last]) => first <= udpPort && udpPort <= last);
  }

  function optionsOf(): LookupOptions {
    return { signal: AbortSignal.any([signal, AbortSignal.timeout(budgetMs)]), budgetMs, answered: hear };
  }

  function hear(facts: readonly ServiceFinding[]): void {
    answered?.(facts);
    facts.forEach(meetAgent);
  }

  /** Rule 5. */
  function meetAgent(fact: Seen | ServiceFinding): void {
    if (lookups?.neighboursOf === undefined || fact.type !== 'service' || fact.service !== 'snmp') return;
    const version = READABLE[String(fact.details?.readableBy)];
    if (version === undefined || agents.has(fact.ip)) return;
    if (agents.size >= AGENTS_MOST) {
      hasTooManyAgents = true;
      return;
    }
    agents.add(fact.ip);
    agentsWaiting.push({ ip: fact.ip, port: fact.port, version });
    go();
  }

  function askAgent(agent: Agent): void {
    agentsAsked++;
    const turn = (): Promise<boolean> => turnOf(agent.ip);
    asking++;
    void lookups!.neighboursOf!(agent, { signal, turn })
      .then((tables) => {
        if (tables !== null) neighbours?.(agent.ip, tables);
      })
      .catch(() => {})
      .finally(() => {
        agentsAsked--;
        asking--;
        ended();
      });
  }

  /** When a datagram to this agent may be sent; false where it is to be asked no further. */
  async function turnOf(ip: string): Promise<boolean> {
    for (let pause = pauseMs(); pause > 0 && !signal.aborted; pause = pauseMs()) await wait(pause, signal);
    if (signal.aborted || steering.isDropped(ip)) return false;
    isAsked(1);
    return true;
  }

  /** Rule 4. */
  async function tellAll(ip: string, answer: Promise<readonly Clue[]>): Promise<void> {
    try {
      for (const clue of await answer) tell(ip, clue);
    } catch {}
  }

  function begin(ip: string, answers: readonly (Promise<readonly Clue[]> | null | undefined)[]): void {
    for (const answer of answers) {
      if (answer === null || answer === undefined) continue;
      asking++;
      void tellAll(ip, answer).then(() => {
        asking--;
        ended();
      });
    }
  }

  /** Rule 7. */
  function beginAtServers(subject: Subject): void {
    const options: LookupOptions = { signal, budgetMs, answered: hear };
    for (const { ask } of ofServers) {
      if (ask === undefined) continue;
      askingServers++;
      void tellAll(subject.ip, ask(subject, options)).then(() => {
        askingServers--;
        ended();
      });
    }
  }

  function ended(): void {
    go();
    wake?.();
  }

  /** Rule 1: how long until another host may be asked, or another fact followed up. */
  function pauseMs(): number {
    if (steering.paused) return PAUSED_LOOK_MS;
    return rateNow() === null ? 0 : notBefore - performance.now();
  }

  function isAsked(datagrams: number): void {
    const rate = rateNow();
    if (rate !== null) notBefore = Math.max(notBefore, performance.now()) + (datagrams * 1000) / rate;
  }

  function go(): void {
    if (lookups === null || signal.aborted || (rateNow() !== null && !isAlone)) return;
    while (asking < AT_ONCE && causes.length > 0 && pauseMs() <= 0) {
      const fact = causes.shift()!;
      if (steering.isDropped(fact.ip)) continue;
      const options = optionsOf();
      isAsked(DATAGRAMS_A_HOST);
      begin(
        fact.ip,
        lookups.all.map((lookup) => lookup.follow?.(fact, options)),
      );
    }
    while (agentsAsked < AGENTS_AT_ONCE && agentsWaiting.length > 0) askAgent(agentsWaiting.shift()!);
    while (asking < AT_ONCE && waiting.length > 0 && pauseMs() <= 0) {
      const subject = waiting.shift()!;
      if (steering.isDropped(subject.ip)) continue;
      const options = optionsOf();
      isAsked(DATAGRAMS_A_HOST);
      begin(
        subject.ip,
        ofHosts.filter((lookup) => !isAskedByScan(lookup)).map((lookup) => lookup.ask?.(subject, options)),
      );
    }
    while (askingServers < SERVERS_AT_ONCE && unnamed.length > 0 && pauseMs() <= 0) {
      const subject = unnamed.shift()!;
      if (steering.isDropped(subject.ip)) continue;
      isAsked(DATAGRAMS_A_NAME);
      beginAtServers(subject);
    }
  }

  const letGo = steering.onChange(() => go());
  const close = (): void => {
    letGo();
    lookups?.close();
  };
  signal.addEventListener('abort', close, { once: true });
  return {
    host(subject) {
      if (isThisMachine(subject.ip)) begin(subject.ip, [hostsFile.ask?.(subject, optionsOf())]);
      else {
        waiting.push(subject);
        if (ofServers.length > 0) unnamed.push(subject);
      }
      go();
    },
    fact(fact) {
      if (fact.type !== 'service' || isThisMachine(fact.ip)) return;
      meetAgent(fact);
      if (followed >= FOLLOWED_MOST) return;
      followed++;
      causes.push(fact);
      go();
    },
    async next() {
      isAlone = true;
      go();
      const pause = pauseMs();
      if (asking + askingServers > 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = null;
      } else if (
        lookups !== null &&
        waiting.length + causes.length + unnamed.length > 0 &&
        pause > 0 &&
        !signal.aborted
      )
        await wait(pause, signal);
      else return false;
      go();
      return true;
    },
    hasTooManyAgents: () => hasTooManyAgents,
    close,
  };
}

/** As facts have it (src/service/monitoring/communities.ts). */
const READABLE: Readonly<Record<string, Version>> = { v1: V1, v2c: V2C };

const isThisMachine = (ip: string): boolean => ip.startsWith('127.');

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}
