// A network that exists only in memory: hosts and the links they are behind, as data. Seeded: the same description gives
// the same run. It is told of every probe and says when, and whether, an answer arrives.
import { CLOSED, FILTERED, NONE, OPEN } from '../../probe/answer.ts';
import { random } from './random.test-data.ts';

export interface SimulatedLink {
  /** Probes a second that it passes, and how many it holds back; without: all. */
  readonly capacity?: number;
  readonly queue?: number;
  /** Share of probes and of answers that it loses, each way. */
  readonly loss?: number;
  /** Milliseconds, there and back; added to the host's own. */
  readonly rttMs?: number;
  /** Times in which it passes nothing, milliseconds since the start. */
  readonly outages?: readonly (readonly [from: number, until: number])[];
}

export interface SimulatedHost {
  /** Milliseconds, there and back, and how much longer it may take. */
  readonly rttMs?: number;
  readonly jitterMs?: number;
  /** Share of its answers that go missing. */
  readonly loss?: number;
  /** Port indices that are open; `true`: a tarpit, all are. */
  readonly open?: readonly number[] | true;
  /** What the other ports do: refuse, stay silent, or have a router say that they are filtered. */
  readonly others?: 'closed' | 'silent' | 'filtered';
  /** Of open port indices, the only form that they answer to. */
  readonly understands?: ReadonlyMap<number, number>;
  /** Open port indices that answer so many a second, and a few at once. */
  readonly serviceLimits?: ReadonlyMap<number, number>;
  /** Port indices that stay silent, whatever the others do. */
  readonly silent?: readonly number[];
  /** Port indices that it says itself are forbidden, as its firewall does: limited as its other refusals are, all together. */
  readonly prohibited?: readonly number[];
  /** Refusals of its own, and ICMP errors about it, a second; to each of our addresses. */
  readonly rstLimit?: number;
  readonly icmpLimit?: number;
  /** Echo replies a second, and a few at once; without: all. */
  readonly echoLimit?: number;
  /** It answers no other of our addresses. */
  readonly answersOnly?: readonly number[];
  /** Nobody is at this address. */
  readonly absent?: boolean;
  /** It is there from, and until, this time, milliseconds. */
  readonly from?: number;
  readonly until?: number;
  /** Which link it is behind; the first unless given. */
  readonly link?: number;
}

export interface SimulatedNetwork {
  readonly seed?: number;
  readonly links?: readonly SimulatedLink[];
  readonly hosts: readonly SimulatedHost[];
  readonly ports: number;
  /** When somebody sets the clock that packets are stamped with, and by how much; milliseconds. */
  readonly clockSteps?: readonly (readonly [at: number, by: number])[];
  /** Frames a second that our own machine can make. */
  readonly sender?: number;
  /** Our own machine is too busy to take all answers: until then, milliseconds, that share of them is lost. */
  readonly busy?: readonly [until: number, share: number];
}

/** What passes is counted by so many milliseconds. */
const BIN_MS = 10;
/** So many of a burst pass a limit. */
const LIMIT_BURST = 6;

/** So many a second, and a few at once, to each who asks. */
class Limiter {
  private readonly buckets = new Map<number, { tokens: number; last: number }>();
  private readonly perSecond: number;
  constructor(perSecond: number) {
    this.perSecond = perSecond;
  }
  allows(ms: number, asker: number): boolean {
    const bucket = this.buckets.get(asker) ?? { tokens: LIMIT_BURST, last: 0 };
    this.buckets.set(asker, bucket);
    bucket.tokens = Math.min(LIMIT_BURST, bucket.tokens + ((ms - bucket.last) * this.perSecond) / 1000);
    bucket.last = ms;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }
}

export interface SimulatedAnswer {
  /** NONE where none arrives, else as in the ledger. */
  verdict: number;
  /** When it arrives, milliseconds. */
  at: number;
}

export interface Simulation {
  /** A probe of this form leaves at this time, from this address of ours. The answer is the same object each time. */
  probe(host: number, portIndex: number, ms: number, asker: number, form: number): SimulatedAnswer;
  /** An echo request leaves at this time: when its reply arrives, milliseconds; null: none does. */
  echo(host: number, ms: number): number | null;
  /** What the host itself would say, if nothing went missing: NONE, OPEN, CLOSED or FILTERED. */
  truth(host: number, portIndex: number): number;
  /** Probes that a link's queue had no room for. */
  readonly overflowed: number;
  /** Probes that passed the links with a capacity, and those that did not, in [from, until), milliseconds. */
  borne(from: number, until: number): { readonly passed: number; readonly refused: number };
}

export function createSimulation(network: SimulatedNetwork): Simulation {
  const next = random(network.seed ?? 1);
  const links = (network.links ?? [{}]).map((link) => ({ ...link, queued: 0, last: 0 }));
  const open = network.hosts.map((host) => (host.open === true ? null : new Set(host.open ?? [])));
  const silent = network.hosts.map((host) => new Set(host.silent ?? []));
  const prohibited = network.hosts.map((host) => new Set(host.prohibited ?? []));
  const rst = network.hosts.map((host) => (host.rstLimit === undefined ? null : new Limiter(host.rstLimit)));
  const icmp = network.hosts.map((host) => (host.icmpLimit === undefined ? null : new Limiter(host.icmpLimit)));
  const echo = network.hosts.map((host) => (host.echoLimit === undefined ? null : new Limiter(host.echoLimit)));
  const services = network.hosts.map(
    ({ serviceLimits = new Map<number, number>() }) =>
      new Map([...serviceLimits].map(([port, limit]) => [port, new Limiter(limit)] as const)),
  );
  const answer: SimulatedAnswer = { verdict: NONE, at: 0 };
  const [busyUntil, busyShare] = network.busy ?? [0, 0];
  const passed: number[] = [];
  const refused: number[] = [];
  let overflowed = 0;

  function note(bins: number[], ms: number): void {
    const bin = Math.floor(ms / BIN_MS);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }

  function sum(bins: readonly number[], from: number, until: number): number {
    let all = 0;
    for (let bin = Math.ceil(from / BIN_MS); bin < Math.floor(until / BIN_MS); bin++) all += bins[bin] ?? 0;
    return all;
  }

  function truth(host: number, portIndex: number): number {
    const { absent, others = 'closed' } = network.hosts[host];
    if (absent === true || silent[host].has(portIndex)) return NONE;
    if (prohibited[host].has(portIndex)) return FILTERED;
    if (open[host]?.has(portIndex) !== false) return OPEN;
    return others === 'closed' ? CLOSED : others === 'filtered' ? FILTERED : NONE;
  }

  /** The probe gets through, or the answer back. */
  function isLost(link: (typeof links)[number], ms: number): boolean {
    for (const [from, until] of link.outages ?? []) if (ms >= from && ms < until) return true;
    return next() < (link.loss ?? 0);
  }

  /** Milliseconds that the probe waits in the link's queue; -1 where there is no room. */
  function queue(link: (typeof links)[number], ms: number): number {
    const { capacity, queue: room = 50 } = link;
    if (capacity === undefined) return 0;
    link.queued = Math.max(0, link.queued - ((ms - link.last) * capacity) / 1000);
    link.last = ms;
    if (link.queued + 1 > room) {
      overflowed++;
      note(refused, ms);
      return -1;
    }
    note(passed, ms);
    link.queued++;
    return (link.queued / capacity) * 1000;
  }

  return {
    get overflowed() {
      return overflowed;
    },
    truth,
    borne: (from, until) => ({ passed: sum(passed, from, until), refused: sum(refused, from, until) }),
    echo(host, ms) {
      const { rttMs = 0.2, loss = 0, from = 0, until = Infinity, link: number = 0, absent } = network.hosts[host];
      const link = links[number];
      const waits = queue(link, ms);
      if (absent === true || waits < 0 || isLost(link, ms)) return null;
      const arrives = ms + waits + (rttMs + (link.rttMs ?? 0)) / 2;
      if (arrives < from || arrives >= until || echo[host]?.allows(arrives, 0) === false) return null;
      if (next() < loss || isLost(link, arrives)) return null;
      return ms + waits + rttMs + (link.rttMs ?? 0);
    },
    probe(host, portIndex, ms, asker, form) {
      const { rttMs = 0.2, jitterMs = 0, loss = 0, from = 0, until = Infinity, link: number = 0 } = network.hosts[host];
      const { answersOnly, understands } = network.hosts[host];
      const link = links[number];
      answer.verdict = NONE;
      const waits = queue(link, ms);
      if (waits < 0 || isLost(link, ms)) return answer;
      const arrives = ms + waits + (rttMs + (link.rttMs ?? 0)) / 2;
      if (answersOnly?.includes(asker) === false) return answer;
      if (arrives < from || arrives >= until) return answer;
      const verdict = truth(host, portIndex);
      if (verdict === NONE) return answer;
      if (verdict === OPEN && (understands?.get(portIndex) ?? form) !== form) return answer;
      if (verdict === OPEN && services[host].get(portIndex)?.allows(arrives, 0) === false) return answer;
      if (verdict === CLOSED && rst[host]?.allows(arrives, asker) === false) return answer;
      const forbids = prohibited[host].has(portIndex) ? rst : icmp;
      if (verdict === FILTERED && forbids[host]?.allows(arrives, asker) === false) return answer;
      if (next() < loss || isLost(link, arrives)) return answer;
      answer.at = ms + waits + rttMs + (link.rttMs ?? 0) + jitterMs * next();
      if (answer.at >= busyUntil || next() >= busyShare) answer.verdict = verdict;
      return answer;
    },
  };
}
