// Decides pass by pass what is asked next, by the rules of rounds.ts.
import type { EngineSetup } from './engine-setup.ts';
import { addressOfHost } from './host-table.ts';
import type { HostWatch } from './host-watch.ts';
import { asksPorts } from './meaning.ts';
import { createShardTest, probesOfAddress } from './order.ts';
import { collectSilent, createListMemory, LIST_MAX } from './pass-list.ts';
import { attemptsFor, measuredLoss } from './rounds.ts';
import { COUNTER, type Pass } from './shared-state.ts';
import type { ScanSpec } from './spec.ts';

/** Passes over everything in a scan without a ledger: who stayed silent is not known, so all are asked alike. */
const STATELESS_PASSES = 2;
/** No scan goes on for ever, whatever the hosts do. */
const MOST_PASSES = 4000;

export interface Planner {
  first(): Pass | null;
  /** Called when a pass is over; null where nothing is left to ask. */
  next(): Pass | null;
}

/** Bytes that a planner keeps of so many hosts: attempts, probes sent before, probes planned. */
export function plannerBytes(hosts: number): number {
  return hosts * (1 + 4 + 4);
}

/** `listMax`: entries of the longest list of probes to ask again. */
export function createPlanner(
  spec: ScanSpec,
  setup: EngineSetup,
  watch: HostWatch,
  listMax: number = LIST_MAX,
): Planner {
  const { state, table, portNumbers } = setup;
  const { hosts, counters, ledger } = state;
  const ports = portNumbers.length;
  const stateful = ledger.length > 0;
  const attempts = new Uint8Array(stateful ? table.hosts : 0);
  /** Probes that a host has had when a pass began, and how many the pass was to send to it. */
  const sentBefore = new Uint32Array(attempts.length);
  const planned = new Uint32Array(attempts.length);
  const mine = createShardTest(setup);
  const lists = createListMemory(listMax);
  const quietProbes = probesPerHost(setup);
  const lone = !asksPorts(setup.probe);
  /** Of UDP, responses when the first pass was over; null before. */
  let respondedFirst: number | null = null;
  let number = 1;
  let resumeAt = 0;

  function talks(host: number): boolean {
    return hosts.open[host] + hosts.closed[host] > 0;
  }

  /** A host whose probes were all sent has had one attempt more. */
  function settle(): void {
    for (let host = 0; host < attempts.length; host++) {
      if (planned[host] === 0) continue;
      if (hosts.sent[host] - sentBefore[host] >= planned[host]) attempts[host]++;
      planned[host] = 0;
    }
  }

  /** A round is one attempt at every host that is due: one list, or several where one cannot hold them all. */
  function beginRound(): void {
    settle();
    sentBefore.set(hosts.sent);
    watch.passEnded();
  }

  function plan(list: Uint32Array | null): Pass {
    if (list !== null) for (const index of list) planned[Math.floor(index / ports)]++;
    return { number: number++, list };
  }

  function silentHostProbes(): number {
    let silent = 0;
    for (let host = 0; host < attempts.length; host++) if (!talks(host)) silent += quietProbes(host);
    return silent;
  }

  /** Answers that tell of loss: of UDP the responses alone (rounds.ts, rule 5). */
  const reliable = setup.probe === 'udp' ? COUNTER.open : COUNTER.answered;

  function loss(): number {
    if (setup.probe === 'udp') return measuredLoss(counters[reliable], counters[reliable] - (respondedFirst ?? 0));
    let recovered = 0;
    for (let k = 0; k < 16; k++) if (k !== 1) recovered += counters[COUNTER.answeredByPass + k];
    return measuredLoss(
      counters[COUNTER.answered] - watch.unreliableAnswers(),
      recovered - watch.unreliableRecovered(),
    );
  }

  function nextStateless(): Pass | null {
    return number > Math.min(STATELESS_PASSES, (spec.maxRetries ?? STATELESS_PASSES) + 1) ? null : plan(null);
  }

  return {
    first() {
      if (table.hosts === 0 || ports === 0) return null;
      for (let host = 0; host < attempts.length; host++) planned[host] = quietProbes(host);
      return plan(null);
    },
    next() {
      if (!stateful) return nextStateless();
      if (number > MOST_PASSES) return null;
      respondedFirst ??= counters[reliable];
      if (resumeAt >= table.hosts) resumeAt = 0;
      if (resumeAt === 0) beginRound();
      const currentLoss = loss();
      const quiet = silentHostProbes();
      const answered = counters[reliable];
      const due = (host: number) => {
        const limited = watch.isLimited(host) || watch.refusesSlowly(host);
        const lost = limited ? watch.openLoss(host) : currentLoss;
        const progress = { talks: talks(host), limited, lone };
        return attempts[host] < attemptsFor(progress, lost, answered, quiet, spec.maxRetries);
      };
      for (;;) {
        const from = resumeAt;
        const { list, nextHost } = collectSilent(ledger, table.hosts, ports, from, due, mine, lists);
        resumeAt = nextHost;
        if (list.length > 0) return plan(list);
        if (from === 0) return null;
        // The round's last part had nothing to ask; hosts before it may be due again.
        resumeAt = 0;
        beginRound();
      }
    },
  };
}

/** How many probes of a host are this shard's. */
export function probesPerHost({ table, portNumbers, shard }: Pick<EngineSetup, 'table' | 'portNumbers' | 'shard'>) {
  const ports = portNumbers.length;
  return (host: number): number =>
    shard.count === 1 ? ports : probesOfAddress(addressOfHost(table, host), ports, shard);
}
